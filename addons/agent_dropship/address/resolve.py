"""From four columns to one known division."""

from __future__ import annotations

from functools import lru_cache

from .clean import clean, squeeze
from .columns import ZONE, Columns, Stop
from .divisions import Division
from .model import Problem, Resolved
from .path import read_path


def resolve(province="", city="", district="", detail="") -> Resolved:
    """Bring one address to a known division with coordinates.

    Names may be full or short, present or former; empty columns are completed from
    the street text. Columns that contradict each other, and a district that is not
    written anywhere, are a problem: they are asked, not guessed. A district unknown
    within a known city is placed at the city, with a note.
    """
    return _resolve(squeeze(province), squeeze(city), squeeze(district), clean(detail))


@lru_cache(maxsize=4096)
def _resolve(province: str, city: str, district: str, detail: str) -> Resolved:
    if not any((province, city, district, detail)):
        return Resolved(problem=Problem("address_missing"))
    return _Resolver(province, city, district, detail).run()


class _Resolver(Columns):
    def run(self) -> Resolved:
        problem = None
        try:
            self._read_province()
            self._read_city()
            self._read_district()
            self._read_detail()
            self._require()
        except Stop as stop:
            problem = stop.problem
        return self._answer(problem)

    # --- street text ---

    def _read_detail(self) -> None:
        path = read_path(self.detail, self.province, self.city, self.district)
        if path.choices and not path.district:
            names = self._names(path.choices)
            raise Stop("ambiguous", value=path.choices[0].name, choices=names)
        self._contradiction(path.rest)
        before = (self.province, self.city, self.district)
        self.province, self.city = path.province, path.city
        self.district = self._inside(path)
        self._renamed(path.words)
        self.detail = path.rest
        fields = [
            field
            for field, old, new in zip(
                ("province", "city", "district"),
                before,
                (self.province, self.city, self.district),
                strict=True,
            )
            if new and not old and not self.given[field]
        ]
        if fields and path.words:
            self.notes["completed"] = Problem("completed", {"fields": fields})

    def _inside(self, path) -> Division | None:
        """The district, also where it is written further inside the street text."""
        if path.district or not path.city or self.notes.get("district_unknown"):
            return path.district
        names = self.index.districts_of.get(path.city.adcode)
        if not names:
            return None
        inside = {
            one
            for name, found in names.full.items()
            if len(name) >= 3 and name in path.rest
            for one in found
        }
        return inside.pop() if len(inside) == 1 else None

    def _contradiction(self, rest: str) -> None:
        """The street text names another province or city than the columns do."""
        if not self.city:
            return
        other = read_path(rest)
        if not (other.sure and other.city and other.city != self.city):
            return
        if other.district and len(other.words) < 2:
            return
        if len(other.words) >= 2 or other.words[0] == other.city.name:
            raise Stop(
                "city_elsewhere",
                city=self.city.name,
                province=self.index.province_of(self.city).name,
                actual="".join(other.words),
            )

    # --- answer ---

    def _require(self) -> None:
        if not self.province:
            raise Stop("city_missing", province="")
        if not self.city:
            raise Stop("city_missing", province=self.province.name)
        if self.district or not self.index.has_districts(self.city):
            return
        if "district_unknown" in self.notes:
            return
        zone = ZONE.match(self.detail)
        if not zone:
            raise Stop("district_missing", city=self.city.name)
        args = {"district": zone.group(), "city": self.city.name}
        self.notes["district_unknown"] = Problem("district_unknown", args)

    def _answer(self, problem: Problem | None) -> Resolved:
        known = self.district or self.city or self.province
        detail = self.detail
        if not problem and not detail:
            problem = Problem("detail_missing")
        notes = [
            self.notes[code]
            for code in ("district_unknown", "renamed", "completed")
            if code in self.notes
        ]
        return Resolved(
            province=self.province.name if self.province else "",
            city=self.city.name if self.city else "",
            district=self.district.name if self.district else "",
            detail=detail,
            lat=known.lat if known else None,
            lon=known.lon if known else None,
            level=self._level(known),
            note=notes[0] if notes and not problem else None,
            problem=problem,
            adcode=known.adcode if known else "",
        )

    def _level(self, known: Division | None) -> str:
        if not known:
            return ""
        if known is self.city and not self.district:
            return "city"
        return known.level
