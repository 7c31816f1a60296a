"""A courier's rate card as people have it: a grid with a row per province or group."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .address.divisions import index

#: how the columns are called, in the order in which they are looked for
HEADERS = {
    "first_kg": (
        "首重重量",
        "首重公斤",
        "首重kg",
        "首重(kg)",
        "首重（kg）",
        "first kg",
    ),
    "next_kg": ("续重单位", "续重公斤", "续重kg", "续重(kg)", "续重（kg）", "step"),
    "first_fee": ("首重", "首公斤", "首费", "first"),
    "next_fee": ("续重", "续公斤", "续费", "next"),
    "name": ("分区", "区域", "zone"),
    "places": ("目的地", "省份", "省", "到达", "province"),
}
REST = ("其他", "其它", "其余", "全国", "rest", "others")
_SEPARATORS = re.compile(r"[、,，;；/\s]+")
_NUMBER = re.compile(r"[¥￥元\s]")


@dataclass(frozen=True)
class Zone:
    """One row: province names as the table of divisions has them, () for the rest."""

    row: int
    name: str
    places: tuple[str, ...]
    first_fee: float
    next_fee: float
    first_kg: float
    next_kg: float


@dataclass(frozen=True)
class Problem:
    """What is wrong with a row: ``code`` header, place, number or twice."""

    row: int
    code: str
    value: str = ""


def split_text(text: str) -> list[list[str]]:
    """The cells of a grid that was pasted from a spreadsheet."""
    lines = [line for line in text.splitlines() if line.strip()]
    if any("\t" in line for line in lines):
        return [line.split("\t") for line in lines]
    return [re.split(r"\s{2,}|[,，](?=\s*[\d.]+)", line.strip()) for line in lines]


def read_grid(rows: Iterable[Sequence]) -> tuple[list[Zone], list[Problem]]:
    """Return the zones of a grid, and what can not be understood.

    The first row with a column of places and of both fees is the header.
    """
    columns, zones, problems = None, [], []
    for number, cells in enumerate(rows, start=1):
        texts = ["" if cell is None else str(cell).strip() for cell in cells]
        if columns is None:
            columns = _columns(texts)
        elif any(texts):
            found = _zone(number, texts, columns)
            (zones if isinstance(found, Zone) else problems).append(found)
    if columns is None:
        problems.append(Problem(1, "header"))
    return zones, problems + _twice(zones)


def _columns(texts: Sequence[str]) -> dict[str, int] | None:
    columns: dict[str, int] = {}
    for at, text in enumerate(texts):
        folded = text.casefold().replace(" ", "")
        for key, words in HEADERS.items():
            if key not in columns and any(
                folded.startswith(word.replace(" ", "")) for word in words
            ):
                columns[key] = at
                break
    return columns if {"places", "first_fee", "next_fee"} <= columns.keys() else None


def _zone(row: int, texts: Sequence[str], columns: dict[str, int]) -> Zone | Problem:
    def cell(key):
        at = columns.get(key)
        return texts[at] if at is not None and at < len(texts) else ""

    numbers = {"first_fee": None, "next_fee": None, "first_kg": 1.0, "next_kg": 1.0}
    for key, default in numbers.items():
        text = _NUMBER.sub("", cell(key))
        try:
            numbers[key] = float(text) if text or default is None else default
        except ValueError:
            return Problem(row, "number", cell(key))
    if min(numbers.values()) < 0 or not numbers["first_kg"] or not numbers["next_kg"]:
        return Problem(row, "number", " ".join(texts))
    places = []
    for word in filter(None, _SEPARATORS.split(cell("places"))):
        if word.casefold().startswith(REST):
            continue
        found = index().provinces.find(word)
        if len(found) != 1:
            return Problem(row, "place", word)
        places.append(found[0].name)
    if not places and not cell("places"):
        return Problem(row, "place", "")
    return Zone(row, cell("name"), tuple(places), **numbers)


def _twice(zones: list[Zone]) -> list[Problem]:
    seen: set[str] = set()
    problems = []
    for zone in zones:
        for place in zone.places or ("",):
            if place in seen:
                problems.append(Problem(zone.row, "twice", place))
            seen.add(place)
    return problems
