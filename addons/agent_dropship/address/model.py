"""What the address functions answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """Why something was not understood.

    code (args):
      ``address_missing``     nothing to work with
      ``province_unknown``    (value)
      ``city_unknown``        (value)
      ``city_missing``        (province)
      ``city_elsewhere``      (city, province, actual): city lies in another province
      ``district_missing``    (city)
      ``district_elsewhere``  (district, city, actual): district lies in another city
      ``ambiguous``           (value, choices): several divisions are called so
      ``district_unknown_city`` (district, province): no such district, no city given
      ``detail_missing``      the division is known, street and number are not
      ``phone_missing``       no phone number
      ``phone_invalid``       (value)
      ``phone_several``       (values): more than one number, which one is it?
      ``name_missing``        no receiver's name
      ``name_unsure``         (value, choices): more than one text could be the name
    """

    code: str
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Resolved:
    """One address brought to a known division.

    :param province, city, district: full official names; district is "" where the
        city has none, city is the county's own name for counties directly under a
        province, and the municipality's name (北京市) in a municipality
    :param detail: street and number, without the division names before it
    :param lat, lon: degrees, of the smallest division that is known (None: none is)
    :param level: "district", "city", "province" or "" (nothing known)
    :param note: a remark that needs no action (a renamed district, a completed
        column), None if there is nothing to say. Codes: ``completed`` (fields),
        ``renamed`` (old, new), ``district_unknown`` (district, city)
    :param problem: what must be asked before anything is sent there, or None
    :param adcode: six-digit code of the smallest known division
    """

    province: str = ""
    city: str = ""
    district: str = ""
    detail: str = ""
    lat: float | None = None
    lon: float | None = None
    level: str = ""
    note: Problem | None = None
    problem: Problem | None = None
    adcode: str = ""


@dataclass(frozen=True)
class Phone:
    """A phone number written one way: digits, and ``-extension`` where it has one.

    kind: "mobile", "privacy" (mobile with extension), "landline" or "" (invalid).
    """

    number: str = ""
    kind: str = ""
    problem: Problem | None = None


@dataclass(frozen=True)
class Parsed:
    """One receiver read from pasted text.

    ``problems`` is empty exactly when name, phone and address are all certain.
    ``source`` is the text it was read from.
    """

    name: str = ""
    phone: str = ""
    address: Resolved = Resolved()
    problems: tuple[Problem, ...] = ()
    source: str = ""
