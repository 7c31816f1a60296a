"""Receivers as people paste them: made at random from the table of divisions.

What is written and how is decided here, by the table alone; nothing of what reads it
is asked. A line carries what a person would read out of it, or that he would ask.
"""

import random
from dataclasses import dataclass

from agent_dropship.address.divisions import index, stem

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰文博雅琪子轩梓涵欣怡"
ROADS = ("人民路", "解放大道", "建设三路", "新华街", "滨河南路", "学府路", "中山北路")
HOUSES = (
    "1号",
    "88号3栋2单元501室",
    "66弄12号602",
    "19号院7号楼",
    "5-3-201",
    "7号A座1608",
)
ESTATES = ("", "", "阳光花园", "翠湖小区", "万科城", "金色家园二期")
NOISE = ("", "", "", "麻烦尽快发，谢谢", "放丰巢就行", "送货前打电话", "不要放驿站")
MUNICIPAL = ("11", "12", "31", "50")


@dataclass(frozen=True)
class Line:
    """A pasted text and what it says: ``district`` "?" where it must be asked."""

    text: str
    layout: str
    name: str
    phone: str
    province: str
    city: str
    district: str


class Generator:
    """The same seed makes the same lines."""

    def __init__(self, seed):
        self.rng = random.Random(seed)
        table = index()
        divisions = list(table.by_code.values())
        self.places = [
            (table.province_of(one), table.city_of(one), one)
            for one in divisions
            if one.level == "district" and not one.direct and table.city_of(one)
        ]
        self.former = self._get_former(table)
        self.ambiguous = self._get_ambiguous(table)
        self.provinces = {one.name for one in divisions if one.level == "province"}

    def lines(self, count):
        """Return ``count`` lines, every layout about as often."""
        kinds = [
            getattr(self, name) for name in sorted(dir(self)) if name.startswith("_by_")
        ]
        return [kinds[number % len(kinds)]() for number in range(count)]

    # --- what is written ---------------------------------------------------------

    def _by_full_names(self):
        place = self._place()
        return self._line("full", place, "".join(self._full(place)))

    def _by_short_province(self):
        province, city, district = place = self._place()
        words = [stem(province.name) or province.name, *self._full(place)[1:]]
        return self._line("short province", place, "".join(words))

    def _by_missing_province(self):
        province, city, district = place = self._place()
        if province.adcode[:2] in MUNICIPAL:
            return self._line("missing province", place, province.name + district.name)
        return self._line("missing province", place, city.name + district.name)

    def _by_missing_suffixes(self):
        """广东深圳南山区: what people type."""
        province, city, district = place = self._place()
        words = dict.fromkeys((stem(province.name), stem(city.name), district.name))
        if not all(words):
            return self._by_full_names()
        return self._line("missing suffixes", place, "".join(words))

    def _by_repeated_names(self):
        place = self._place()
        words = self._full(place)
        text = "".join(word * self.rng.choice((1, 2)) for word in words)
        return self._line("repeated", place, text)

    def _by_separated_names(self):
        place = self._place()
        gap = self.rng.choice((" ", "/", "-", "，", " · ", "　"))
        return self._line("separated", place, gap.join(self._full(place)) + gap)

    def _by_placeholder(self):
        """北京市市辖区海淀区: what spreadsheets make of it."""
        province, city, district = place = self._place()
        words = self._full(place)
        if province.adcode[:2] in MUNICIPAL:
            words = [province.name, "市辖区", district.name]
        return self._line("placeholder", place, "".join(words))

    def _by_former_name(self):
        words, place = self.rng.choice(self.former)
        return self._line("former name", place, words)

    def _by_missing_city(self):
        """Only where the district's name is one of its kind in the province."""
        province, city, district = place = self._place()
        names = index().districts_in_province[district.adcode[:2]].named(district.name)
        if len(names) != 1 or province.adcode[:2] in MUNICIPAL:
            return self._by_full_names()
        return self._line("missing city", place, province.name + district.name)

    def _by_typo(self):
        """One wrong character: right all the same, or asked."""
        place = self._place()
        words = self._full(place)
        at = self.rng.randrange(len(words))
        word = words[at]
        if len(word) < 3:
            return self._by_full_names()
        wrong = self.rng.randrange(len(word) - 1)
        char = self.rng.choice("卅口人又士曰未末己")
        words[at] = word[:wrong] + char + word[wrong + 1 :]
        return self._line("typo", place, "".join(words))

    def _by_ambiguous_district(self):
        """Several districts are called so and nothing tells which."""
        name = self.rng.choice(self.ambiguous)
        return self._line("ambiguous", None, name)

    def _by_missing_district(self):
        """A city with districts, and none is named."""
        while True:
            province, city, district = self._place()
            if index().has_districts(city) and province.adcode[:2] not in MUNICIPAL:
                break
        return self._line("missing district", None, province.name + city.name)

    # --- how it is written ---------------------------------------------------------

    def _line(self, layout, place, words):
        name = self._name()
        phone, written = self._phone()
        street = self.rng.choice(ROADS) + self.rng.choice(HOUSES)
        street += self.rng.choice(ESTATES) and f"{self.rng.choice(ESTATES[2:])}"
        text = self._compose(name, written, words + street)
        noise = self.rng.choice(NOISE)
        if noise and "地址" not in text:
            text += self.rng.choice(("，", " ", "\n")) + noise
        province, city, district = (one.name for one in place) if place else "???"
        return Line(text, layout, name, phone, province, city, district)

    def _compose(self, name, phone, address):
        layouts = (
            "{name} {phone} {address}",
            "{name}，{phone}，{address}",
            "{address} {name} {phone}",
            "{address}，{name}，{phone}",
            "{phone} {name} {address}",
            "{name}\n{phone}\n{address}",
            "{address}\n{name}\n{phone}",
            "收货人：{name}\n手机号码：{phone}\n收货地址：{address}",
            "姓名:{name} 电话:{phone} 地址:{address}",
            "收件人: {name}, 联系电话: {phone}, 详细地址: {address}",
            "📦 {name} 📱{phone} 🏠{address}",
            "{name}{phone}{address}",
        )
        return self.rng.choice(layouts).format(name=name, phone=phone, address=address)

    def _phone(self):
        """Return (the number, how it is written)."""
        digits = f"199{self.rng.randrange(10**8):08}"
        extension = f"{self.rng.randrange(10**4):04}"
        written = self.rng.choice(
            (
                (digits, digits),
                (digits, digits),
                (digits, f"{digits[:3]} {digits[3:7]} {digits[7:]}"),
                (digits, f"{digits[:3]}-{digits[3:7]}-{digits[7:]}"),
                (digits, f"+86 {digits}"),
                (f"{digits}-{extension}", f"{digits}-{extension}"),
                (f"{digits}-{extension}", f"{digits}转{extension}"),
                ("", f"{digits[:3]}****{digits[7:]}"),
            )
        )
        return written

    def _name(self):
        length = self.rng.choice((1, 2, 2))
        given = "".join(self.rng.choice(GIVEN) for _char in range(length))
        return self.rng.choice(SURNAMES) + given

    def _place(self):
        return self.rng.choice(self.places)

    def _full(self, place):
        return list(dict.fromkeys(one.name for one in place))

    # --- what the table holds ------------------------------------------------------

    def _get_former(self, table):
        """Return [(what was written then, the place today)]: former district names."""
        found = []
        for city_code, names in sorted(table.districts_of.items()):
            city = table.by_code[city_code]
            for name, divisions in sorted(names.full.items()):
                [*here] = [one for one in divisions if one.name != name]
                if len(divisions) == 1 and here and city.level != "district":
                    one = here[0]
                    place = (table.province_of(one), table.city_of(one), one)
                    words = dict.fromkeys((table.province_of(city).name, city.name))
                    found.append(("".join(words) + name, place))
        return found

    def _get_ambiguous(self, table):
        return sorted(
            name
            for name, divisions in table.districts.full.items()
            if len([one for one in divisions if one.name == name]) > 1
            and name not in table.cities.full
        )
