"""Distances on the globe."""

from math import asin, cos, radians, sin, sqrt

EARTH_DIAMETER_KM = 2 * 6371.0088


def distance_km(
    lat1: float | None, lon1: float | None, lat2: float | None, lon2: float | None
) -> float | None:
    """Great-circle distance in km, None where a coordinate is missing.

    >>> round(distance_km(39.9042, 116.4074, 31.2304, 121.4737))
    1067
    """
    if None in (lat1, lon1, lat2, lon2):
        return None
    half_lat = sin(radians(lat2 - lat1) / 2)
    half_lon = sin(radians(lon2 - lon1) / 2)
    chord = half_lat**2 + cos(radians(lat1)) * cos(radians(lat2)) * half_lon**2
    return EARTH_DIAMETER_KM * asin(sqrt(min(1.0, chord)))


def whole_km(km: float | None) -> int | None:
    """The distance as people are told it: whole kilometres, halves upwards.

    Every screen and file rounds by this, so that none says 592 where another says 593.
    """
    return None if km is None else int(km + 0.5)
