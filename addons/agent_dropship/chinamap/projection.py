"""Degrees to the plane, the way maps of China are usually drawn."""

from __future__ import annotations

from math import cos, log, pi, radians, sin, tan

# a conic that keeps angles, true to scale at two parallels
_SOUTH, _NORTH, _CENTRE_LAT, _CENTRE_LON = 25.0, 47.0, 36.0, 104.0
_EARTH_KM = 6371.0088
#: kilometres of one unit of the plane (true between the two parallels, about 3 % off
#: at the edges)
KM_PER_UNIT = 4.0
#: where the centre (36 N, 104 E) lies on the plane
CENTRE = (920.0, 560.0)


def _steepness(lat: float) -> float:
    return tan(pi / 4 + radians(lat) / 2)


_CONE = log(cos(radians(_SOUTH)) / cos(radians(_NORTH))) / log(
    _steepness(_NORTH) / _steepness(_SOUTH)
)
_SCALE = cos(radians(_SOUTH)) * _steepness(_SOUTH) ** _CONE / _CONE


def _radius(lat: float) -> float:
    return _EARTH_KM * _SCALE / _steepness(lat) ** _CONE


def project(lat: float, lon: float) -> tuple[float, float]:
    """Return (x, y) of a point in degrees; y grows to the south."""
    angle = _CONE * radians(lon - _CENTRE_LON)
    radius = _radius(lat)
    x = radius * sin(angle)
    y = radius * cos(angle) - _radius(_CENTRE_LAT)
    return CENTRE[0] + x / KM_PER_UNIT, CENTRE[1] + y / KM_PER_UNIT
