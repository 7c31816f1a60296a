"""What the columns province, city and district say."""

from __future__ import annotations

import re

from .divisions import Division, index, stem
from .model import Problem
from .path import PLACEHOLDER, read_path

_EMPTY = re.compile(
    r"^(无|空|其他?它?|其它区|暂不选择|未知|-+|/+|null|none|nan)?$", re.I
)
#: zones with a name of their own that are no division: good enough within a city
ZONE = re.compile(
    r"^[\u4e00-\u9fff]{0,8}?"
    r"(高新技术产业开发区|高新技术开发区|高新园区|高新区|经济技术开发区|经济开发区|技术开发区|经开区|开发区|"
    r"工业园区|工业园|产业园区|度假区|保税区|保税港区|示范区|管理区|风景区|新区)"
)


class Stop(Exception):
    def __init__(self, code: str, **args):
        super().__init__(code)
        self.problem = Problem(code, args)


class Columns:
    """The columns read one after the other; the street text completes them."""

    def __init__(self, province, city, district, detail):
        self.index = index()
        self.given = {
            "province": "" if _EMPTY.match(province) else province,
            "city": "" if self._blank(city) else city,
            "district": "" if self._blank(district) else district,
        }
        self.detail = detail
        self.province: Division | None = None
        self.city: Division | None = None
        self.district: Division | None = None
        self.notes: dict[str, Problem] = {}

    @staticmethod
    def _blank(value: str) -> bool:
        return bool(_EMPTY.match(value) or PLACEHOLDER.match(value))

    def _read_province(self) -> None:
        value = self.given["province"]
        if not value:
            return
        provinces = self.index.provinces
        found = provinces.named(value) or provinces.short.get(value, [])
        if len(found) == 1:
            self._set_province(found[0])
            return
        # one column with everything in it, or a city where the province should be
        path = read_path(value)
        if not path.known or path.rest:
            raise Stop("province_unknown", value=value)
        self.province, self.city, self.district = (
            path.province,
            path.city,
            path.district,
        )
        self.given["city"] = self.given["city"] or (self.city.name if self.city else "")

    def _set_province(self, province: Division) -> None:
        self.province = province
        if self.index.city_of(province):
            self.city = province

    def _read_city(self) -> None:
        value = self.given["city"]
        if not value or self._is(self.city, value):
            return
        found = self._cities(value)
        if len(found) == 1:
            self._set(found[0], value)
            return
        if not found and self._city_is_district(value):
            return
        if found:
            raise Stop("ambiguous", value=value, choices=self._names(found))
        path = read_path(value, self.province)
        if path.city and not path.rest:
            self.province, self.city = path.province, path.city
            self.district = path.district
            return
        self._city_problem(value)

    def _is(self, division: Division | None, value: str) -> bool:
        return bool(division) and value in (division.name, stem(division.name))

    def _cities(self, value: str) -> list[Division]:
        if not self.province:
            return self.index.cities.find(value)
        return self.index.cities_of[self.province.adcode[:2]].find(value)

    def _city_is_district(self, value: str) -> bool:
        """A county-level city or a district in the city's column."""
        names = self.index.districts
        if self.province:
            names = self.index.districts_in_province[self.province.adcode[:2]]
        found = names.find(value)
        if len(found) != 1 or (not self.province and value not in names.full):
            return False
        own = self.given["district"]
        if own and not self._is(found[0], own):
            # the district's column holds something smaller, a town perhaps
            city = self.index.city_of(found[0])
            if self.index.districts_of[city.adcode].find(own):
                return False
            self.detail = own + self.detail
        self.given["district"] = ""
        self._set(found[0], value)
        return True

    def _city_problem(self, value: str) -> None:
        elsewhere = self.index.cities.find(value) or self.index.districts.named(value)
        if self.province and len(elsewhere) >= 1:
            actual = "、".join(self._names(elsewhere[:3]))
            name = self.province.name
            raise Stop("city_elsewhere", city=value, province=name, actual=actual)
        raise Stop("city_unknown", value=value)

    def _read_district(self) -> None:
        value = self.given["district"]
        if not value or self.district and self._is(self.district, value):
            return
        if not self.city:
            self._district_without_city(value)
            return
        names = self.index.districts_of.get(self.city.adcode)
        found = names.find(value) if names else []
        if len(found) == 1:
            if self.district and self.district != found[0]:
                raise Stop(
                    "district_elsewhere",
                    district=value,
                    city=self.city.name,
                    actual=self.district.name,
                )
            self._set(found[0], value)
            return
        self._foreign_district(value)

    def _district_without_city(self, value: str) -> None:
        names = self.index.districts
        direct = self.index.cities
        if self.province:
            code = self.province.adcode[:2]
            names = self.index.districts_in_province[code]
            direct = self.index.cities_of[code]
        found = [one for one in direct.find(value) if one.direct]
        found = found or names.find(value)
        if len(found) == 1:
            self._set(found[0], value)
        elif found:
            path = read_path(self.detail, self.province)
            if path.city and self.index.districts_of[path.city.adcode].find(value):
                self.city, self.province = path.city, path.province
                self._read_district()
                return
            raise Stop("ambiguous", value=value, choices=self._names(found))
        elif not self.province or not read_path(self.detail, self.province).city:
            code = "district_unknown_city" if self.province else "city_missing"
            name = self.province.name if self.province else ""
            raise Stop(code, province=name, district=value)

    def _foreign_district(self, value: str) -> None:
        """A district's name the city does not have: elsewhere, a zone or unknown."""
        if self.city.direct or not self.index.has_districts(self.city):
            self._town(value)
            return
        code = self.city.adcode[:2]
        near = self.index.districts_in_province[code].named(value)
        far = self.index.districts.named(value)
        path = read_path(value, self.province, self.city)
        if path.district:
            self._set(path.district, path.words[-1])
            self.detail = path.rest + self.detail
            return
        if (near or far) and not ZONE.match(value):
            actual = "、".join(self._names((near or far)[:3]))
            name = self.city.name
            raise Stop("district_elsewhere", district=value, city=name, actual=actual)
        args = {"district": value, "city": self.city.name}
        self.notes["district_unknown"] = Problem("district_unknown", args)
        if not self.detail.startswith(value):
            self.detail = value + self.detail

    def _town(self, value: str) -> None:
        """Below a city without districts: a town, part of the street text."""
        near = self.index.districts_in_province[self.city.adcode[:2]].named(value)
        if near:
            actual = "、".join(self._names(near[:3]))
            name = self.city.name
            raise Stop("district_elsewhere", district=value, city=name, actual=actual)
        if not self._is(self.city, value) and value not in self.detail:
            self.detail = value + self.detail

    def _set(self, division: Division, value: str) -> None:
        before = self.city
        if division.level == "district" and not division.direct:
            self.district = division
        self.city = self.index.city_of(division)
        self.province = self.index.province_of(division)
        if before and before != self.city:
            args = {"old": before.name + value, "new": self.city.name + division.name}
            self.notes["renamed"] = Problem("renamed", args)
        self._renamed([value])

    def _renamed(self, words) -> None:
        """Note the first word that is a former name of what was found."""
        known = [one for one in (self.district, self.city, self.province) if one]
        current = {one.name for one in known} | {stem(one.name) for one in known}
        for word in words:
            for division in known:
                if word not in current and stem(word) and self._was(division, word):
                    args = {"old": word, "new": division.name}
                    self.notes.setdefault("renamed", Problem("renamed", args))

    def _was(self, division: Division, word: str) -> bool:
        if word.endswith("州") and division.name.endswith("自治州"):
            return False
        if stem(division.name) == stem(word):
            return True
        districts, cities = self.index.districts.full, self.index.cities.full
        return division in districts.get(word, []) + cities.get(word, [])

    @staticmethod
    def _names(divisions) -> list[str]:
        table = index()
        names = []
        for one in divisions:
            city = table.city_of(one)
            above = [table.province_of(one).name, city.name if city else "", one.name]
            names.append("".join(dict.fromkeys(above)))
        return names
