"""What is drawn of the country, in the units of the projection."""

from __future__ import annotations

from functools import cache

from ..address.divisions import Division, index, stem
from .projection import project

#: one district per square of this size is enough to shade the land (map units)
_SQUARE = 22


def _dots(divisions: list[Division]) -> str:
    """The path of an SVG whose round line ends are the dots."""
    points = (project(one.lat, one.lon) for one in divisions)
    return "".join(f"M{x:.0f} {y:.0f}h0" for x, y in points)


@cache
def settled_dots() -> str:
    """Return the dots that, drawn wide, run together to the shape of the land."""
    squares: dict[tuple[int, int], Division] = {}
    for division in index().by_code.values():
        x, y = project(division.lat, division.lon)
        squares.setdefault((int(x / _SQUARE), int(y / _SQUARE)), division)
    return _dots(list(squares.values()))


@cache
def city_dots() -> str:
    """Return the dots of the cities."""
    places = index().by_code.values()
    return _dots([one for one in places if one.level == "city" or one.direct])


@cache
def province_names() -> tuple[tuple[str, int, int], ...]:
    """Return (short name, x, y) of the seat of every province."""
    provinces = [one for one in index().by_code.values() if one.level == "province"]
    names = []
    for province in provinces:
        x, y = project(province.lat, province.lon)
        names.append((stem(province.name) or province.name, round(x), round(y)))
    return tuple(names)
