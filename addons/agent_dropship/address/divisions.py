"""The table of divisions and its look-ups, built once when first asked for."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "data" / "divisions.csv"
MUNICIPALITIES = ("11", "12", "31", "50")
#: divided into districts directly, like a municipality
SPECIAL_REGIONS = ("81", "82")
#: in the code of a county that stands directly under its province (仙桃市 429004)
DIRECT = "90"

_PEOPLES = (
    "壮族|回族|维吾尔|藏族|苗族|土家族|侗族|彝族|朝鲜族|蒙古族?|满族|瑶族|白族|傣族|景颇族|"
    "傈僳族|哈尼族|羌族|布依族|柯尔克孜|哈萨克族?|水族|黎族|畲族|仡佬族|土族|撒拉族|保安族|"
    "东乡族|裕固族|达斡尔族?|鄂温克族?|锡伯|塔吉克|拉祜族|佤族|布朗族|纳西族|普米族|怒族|"
    "独龙族|毛南族|仫佬族|各族"
)
_SUFFIX = re.compile(
    r"(特别行政区|自治区|自治州|自治县|自治旗|地区|林区|特区|新区|省|市|盟|区|县|旗)$"
)
_PEOPLE = re.compile(rf"({_PEOPLES})$")


@dataclass(frozen=True, slots=True)
class Division:
    """One province, city or district. ``level``: "province", "city" or "district"."""

    adcode: str
    name: str
    lon: float
    lat: float
    level: str

    @property
    def direct(self) -> bool:
        """A county directly under its province: city and district in one."""
        return self.adcode[2:4] == DIRECT


def stem(name: str) -> str:
    """The name without what kind of division it is; "" where too little is left.

    >>> stem("山东省"), stem("恩施土家族苗族自治州"), stem("浦东新区"), stem("赵县")
    ('山东', '恩施', '浦东', '')
    """
    short = _SUFFIX.sub("", name)
    if short != name:
        while len(_PEOPLE.sub("", short)) >= 2 and _PEOPLE.search(short):
            short = _PEOPLE.sub("", short)
        if short == "东乡族":
            short = "东乡"
    return short if len(short) >= 2 else ""


class Names:
    """Divisions by full, former and short name within one scope."""

    def __init__(self):
        self.full: dict[str, list[Division]] = defaultdict(list)
        self.short: dict[str, list[Division]] = defaultdict(list)
        self.longest = 0

    def add(self, division: Division, name: str | None = None) -> None:
        name = name or division.name
        keys = [(self.full, name), (self.short, stem(name))]
        if name.endswith("自治州"):
            keys.append((self.full, stem(name) + "州"))
        for names, key in keys:
            if key and division not in names[key]:
                names[key].append(division)
        self.longest = max(self.longest, len(name))

    def named(self, value: str) -> list[Division]:
        """Divisions of exactly this full name; present names before former ones."""
        found = self.full.get(value, [])
        return [one for one in found if one.name == value] or found

    def find(self, value: str) -> list[Division]:
        """Divisions called so, by full, former or short name; best kind only.

        A name with another suffix (密云县 for 密云区) counts as a former name.
        """
        return (
            self.named(value)
            or self.short.get(value, [])
            or self.short.get(stem(value), [])
        )

    def prefix(self, text: str, short: bool) -> tuple[list[Division], str]:
        """The longest (full or short) name the text begins with."""
        names = self.short if short else self.full
        for length in range(min(self.longest, len(text)), 1, -1):
            found = names.get(text[:length])
            # 北京市 is not meant in 北京市场
            if found and text[length - 1 : length + 1] != "市场":
                found = found if short else self.named(text[:length])
                return found, text[:length]
        return [], ""


class Index:
    """All scopes a name can be looked up in."""

    def __init__(self, rows: list[tuple[str, str, str, str, str]]):
        self.by_code: dict[str, Division] = {}
        self.provinces = Names()
        self.cities = Names()
        self.districts = Names()
        self.cities_of: dict[str, Names] = defaultdict(Names)
        self.districts_of: dict[str, Names] = defaultdict(Names)
        self.districts_in_province: dict[str, Names] = defaultdict(Names)
        former = [row for row in rows if row[4]]
        for adcode, name, lon, lat, now in rows:
            if not now:
                self._add(
                    Division(adcode, name, float(lon), float(lat), _level(adcode))
                )
        for adcode, name, _lon, _lat, now in former:
            self._add_former(adcode, name, self.by_code[now])

    def _add(self, division: Division) -> None:
        self.by_code[division.adcode] = division
        province = division.adcode[:2]
        if division.level == "province":
            self.provinces.add(division)
            if self.city_of(division):
                self.cities.add(division)
                self.cities_of[province].add(division)
        elif division.level == "city" or division.direct:
            self.cities.add(division)
            self.cities_of[province].add(division)
        else:
            self._add_district(division, self._scope(division.adcode))

    def _add_district(self, division: Division, scope: str, name: str | None = None):
        self.districts.add(division, name)
        self.districts_of[scope].add(division, name)
        self.districts_in_province[division.adcode[:2]].add(division, name)

    def _add_former(self, adcode: str, name: str, division: Division) -> None:
        if _level(adcode) == "city":
            self.cities.add(division, name)
            self.cities_of[division.adcode[:2]].add(division, name)
            return
        for scope in dict.fromkeys((self._scope(adcode), self._scope(division.adcode))):
            if scope in self.by_code:
                self._add_district(division, scope, name)

    @staticmethod
    def _scope(adcode: str) -> str:
        province = adcode[:2]
        if province in MUNICIPALITIES + SPECIAL_REGIONS:
            return province + "0000"
        return adcode[:4] + "00"

    def province_of(self, division: Division) -> Division:
        return self.by_code[division.adcode[:2] + "0000"]

    def city_of(self, division: Division) -> Division | None:
        """The city a division lies in; a direct county and a municipality are their
        own. None for a province."""
        if division.direct:
            return division
        scope = self._scope(division.adcode)
        if scope.endswith("0000") and scope[:2] not in MUNICIPALITIES + SPECIAL_REGIONS:
            return None
        return self.by_code.get(scope)

    def below(self, division: Division) -> list[Names]:
        """Scopes of what may follow a division in an address."""
        if division.level == "district":
            return []
        own = [self.districts_of.get(division.adcode)]
        if division.level == "province" and not own[0]:
            code = division.adcode[:2]
            own = [self.cities_of.get(code), self.districts_in_province.get(code)]
        return [names for names in own if names]

    def has_districts(self, city: Division) -> bool:
        return not city.direct and city.adcode in self.districts_of


def _level(adcode: str) -> str:
    if adcode.endswith("0000"):
        return "province"
    return "city" if adcode.endswith("00") else "district"


@cache
def index() -> Index:
    """The index over the table (about 30 ms the first time)."""
    with TABLE.open(encoding="utf-8", newline="") as handle:
        rows = [tuple(row) for row in csv.reader(handle)]
    return Index(rows[1:])
