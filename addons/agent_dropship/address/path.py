"""Reading province, city and district off the beginning of a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .divisions import Division, Index, Names, index

_LEAD = re.compile(r"^[\s,.;:、。·|/\\>\-_\[\]()【】<>\"']+")
#: what spreadsheets put where there is no city of its own
PLACEHOLDER = re.compile(
    r"^(市辖区|市辖县|郊县|县|(省|自治区)?直辖(县|行政单位)?(级行政(区划|单位))?)$"
)
_SKIP = re.compile(r"^(市辖区|市辖县|(省|自治区)直辖县级行政(区划|单位)|县(?=..?.?县))")
_SUFFIXES = {
    "province": re.compile(r"省|市(?!场)|自治区"),
    "city": re.compile(r"市(?!场)|地区|盟|州"),
    "district": re.compile(r"新区|区|县(?!城)|市(?!场)|旗"),
}
#: after a short name: the name is that of a road or a building, not of a division
_ROAD = re.compile(
    r"^(?!.{1,4}(?:街道|镇|乡))"
    r"[东南西北中上下大小老新一二三四五六七八九十\d]{0,3}"
    r"(路|街|大道|道|巷|弄|胡同|里|村|镇|乡|桥|门|站|广场|花园|小区|苑|大厦|酒店|公馆|国际|"
    r"商城|城|社区|市场|饭店|宾馆|机场|大学|学院|中学|小学|医院|银行|公园|湖|河|山|家园|府)"
)
#: after a short name: more of a longer name that was mistyped (科尔沁左翼人旗)
_LONGER = re.compile(r"^[\u4e00-\u9fff]{1,4}?(?:自治县|县(?!城|道)|旗(?!舰))")


@dataclass(frozen=True)
class Path:
    """What a text begins with. ``choices``: several districts are meant equally."""

    province: Division | None = None
    city: Division | None = None
    district: Division | None = None
    rest: str = ""
    choices: tuple[Division, ...] = ()
    words: tuple[str, ...] = ()
    sure: bool = False

    @property
    def known(self) -> bool:
        return bool(self.province or self.city or self.district)


def trim(text: str) -> str:
    return _LEAD.sub("", text)


def take(names: Names, text: str, short: bool = True) -> tuple[list[Division], str]:
    """Divisions the text begins with and the words it uses for them.

    A short name counts only where no road or building goes by it (朝阳路).
    """
    found, word = names.prefix(text, short=False)
    if found or not short:
        return found, word
    return _take_short(names, text)


def _take_short(names: Names, text: str) -> tuple[list[Division], str]:
    found, word = names.prefix(text, short=True)
    if found:
        # another kind of division behind the short name: a former name (红谷滩新区)
        suffix = _SUFFIXES[found[0].level].match(text[len(word) :])
        if suffix:
            return found, word + suffix.group()
    after = trim(text[len(word) :])
    if not found or _is_no_end(after) and not _goes_on(found, after):
        return [], ""
    return found, word


def _is_no_end(after: str) -> bool:
    """The name of a road, a building or another division goes on behind it."""
    return bool(_ROAD.match(after) or _LONGER.match(after))


def _goes_on(found: list[Division], text: str) -> bool:
    """Does a smaller division follow (南山 after 深圳, 东乡县 after 抚州)?"""
    below = [names for one in found for names in index().below(one)]
    return any(take(names, text)[0] for names in below)


def read_path(text: str, province=None, city=None, district=None) -> Path:
    """Read what the text begins with, given what is known already.

    Names may be full, former or short, written together or apart, repeated or
    partly left out. Nothing is chosen between two divisions of one name.
    """
    return _Reader(text, province, city, district).read()


class _Reader:
    def __init__(self, text, province, city, district):
        self.index: Index = index()
        self.rest = trim(text)
        self.province, self.city, self.district = province, city, district
        self.choices: tuple[Division, ...] = ()
        self.words: list[str] = []
        self.sure = False

    def read(self) -> Path:
        for step in (self._read_province, self._read_city, self._read_district):
            step()
            while self._skip_known():
                pass
        return Path(
            self.province,
            self.city,
            self.district,
            self.rest,
            self.choices,
            tuple(self.words),
            self.sure,
        )

    def _accept(self, word: str) -> None:
        self.words.append(word)
        self.rest = trim(self.rest[len(word) :])

    def _set_city(self, city: Division) -> None:
        self.city = city
        self.province = self.index.province_of(city)

    def _set_district(self, district: Division) -> None:
        self.district = district
        self._set_city(self.index.city_of(district))

    def _skip_known(self) -> bool:
        """Pass over a name that only repeats what is known."""
        skip = _SKIP.match(self.rest)
        if skip and self.province:
            self._accept(skip.group())
            return True
        for division in (self.district, self.city, self.province):
            if division and self.rest.startswith(division.name):
                self._accept(division.name)
                return True
        if self.district:
            names = self.index.districts_of[self.city.adcode]
            found, word = names.prefix(self.rest, short=False)
            if found == [self.district]:
                self._accept(word)
                return True
        return False

    # --- province ---

    def _read_province(self) -> None:
        if self.province:
            self._repeat(self.province)
            return
        found, word = self.index.provinces.prefix(self.rest, short=False)
        if not found and not self._full_city_or_district():
            found, word = take(self.index.provinces, self.rest)
        if len(found) == 1:
            self._accept(word)
            self.province = found[0]
            self.sure = self.sure or word == found[0].name
            if self.index.city_of(self.province):
                self.city = self.province

    def _full_city_or_district(self) -> bool:
        """A full name that begins like a province (吉林市, 海南藏族自治州)."""
        return any(
            names.prefix(self.rest, short=False)[0]
            for names in (self.index.cities, self.index.districts)
        )

    def _repeat(self, division: Division) -> None:
        """Pass over the short name of a known division where one more follows."""
        names = Names()
        names.add(division)
        found, word = take(names, self.rest)
        if found and self._followed_by_division(word):
            self._accept(word)

    def _followed_by_division(self, word: str) -> bool:
        after = trim(self.rest[len(word) :])
        scopes = self.index.below(self.city or self.province)
        return any(take(names, after)[0] for names in scopes) or (
            self.city is not None and after.startswith(self.city.name)
        )

    # --- city ---

    def _read_city(self) -> None:
        if self.city:
            self._repeat(self.city)
            return
        cities, districts = self._scopes()
        for short in (False, True):
            found, word = self._prefix(cities, short)
            if len(found) == 1:
                self._take_city(found[0], word)
                self.sure = self.sure or not short
                return
            if self._take_district(districts, short):
                return

    def _scopes(self) -> tuple[Names, Names]:
        if not self.province:
            return self.index.cities, self.index.districts
        code = self.province.adcode[:2]
        return self.index.cities_of[code], self.index.districts_in_province[code]

    def _prefix(self, names: Names, short: bool) -> tuple[list[Division], str]:
        if short:
            return _take_short(names, self.rest)
        return names.prefix(self.rest, short=False)

    def _take_city(self, division: Division, word: str) -> None:
        self._accept(word)
        if division.level == "district" and not division.direct:
            # a former city that is a district today
            self._set_district(division)
        else:
            self._set_city(division)

    def _take_district(self, names: Names, short: bool) -> bool:
        found, word = self._prefix(names, short)
        if short and not self.province:
            # a district's short name alone in front of a text says nothing
            return False
        if len(found) == 1:
            self._accept(word)
            self._set_district(found[0])
            self.sure = self.sure or not short
            return True
        if found:
            self.choices = tuple(found)
        return bool(found)

    # --- district ---

    def _read_district(self) -> None:
        if self.district or not self.city:
            return
        names = self.index.districts_of.get(self.city.adcode)
        if not names:
            return
        found, word = take(names, self.rest)
        if not found and self.words and self.words[-1].endswith("市"):
            # 济南市中区 is 市中区 of 济南
            found, word = names.prefix("市" + self.rest, short=False)
            word = word[1:]
        if len(found) == 1:
            self._accept(word)
            self._set_district(found[0])
            self.choices = ()
