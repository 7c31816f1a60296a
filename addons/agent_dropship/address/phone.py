"""Phone numbers as people type them."""

from __future__ import annotations

import re

from .clean import clean
from .model import Phone, Problem

_GAP = r"[ .\-]?"
_EXTENSION = r"(?:\s*(?:-|转|#|ext\.?|分机号?:?)\s*(?P<{0}>\d{{1,6}}))?"
_MOBILE = (
    rf"(?:(?:\+|00)?86{_GAP})?(?P<mobile>1{_GAP}[3-9](?:{_GAP}\d){{9}})"
    + _EXTENSION.format("mext")
)
_LANDLINE = (
    r"(?:(?:\+|00)?86" + _GAP + r")?"
    r"(?P<area>\(?0(?:10|2\d|[3-9]\d\d)\)?)[ \-]?(?P<local>[2-9]\d{2,3}[ \-]?\d{4})"
    + _EXTENSION.format("lext")
)
_HOTLINE = r"(?P<hot>400[ \-]?\d{3,4}[ \-]?\d{3,4})" + _EXTENSION.format("hext")
#: what may be a number inside other text
PATTERN = re.compile(
    rf"(?<![\d])(?:{_MOBILE}|{_LANDLINE}|{_HOTLINE})(?!\d)", re.IGNORECASE
)
_DASHES = re.compile("[\u2010-\u2015\u2212\u2500\ufe58\u2e3a\u301c~_—]")
_BLANKS = re.compile(r"[\s.\-]+")


def dashes(text: str) -> str:
    """All kinds of dashes as the plain one."""
    return _DASHES.sub("-", text)


def read_match(match: re.Match) -> Phone:
    """The number a match of :data:`PATTERN` stands for."""
    groups = match.groupdict()
    if groups["mobile"]:
        number = re.sub(r"\D", "", groups["mobile"])
        return _with_extension(number, groups["mext"], "mobile")
    if groups["local"]:
        area, local = (re.sub(r"\D", "", groups[key]) for key in ("area", "local"))
        return _with_extension(f"{area}-{local}", groups["lext"], "landline")
    return _with_extension(re.sub(r"\D", "", groups["hot"]), groups["hext"], "landline")


def _with_extension(number: str, extension: str | None, kind: str) -> Phone:
    if not extension:
        return Phone(number, kind)
    return Phone(f"{number}-{extension}", "privacy" if kind == "mobile" else kind)


def normalise_phone(value) -> Phone:
    """One phone number from one cell.

    ``１９９ 0000-9329`` gives ``19900009329``; a privacy number keeps its extension
    (``19900009329-1234``). A number typed as a spreadsheet number is read as its
    digits. Anything else is a problem, never repaired by guessing a digit.
    """
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = dashes(clean(value))
    if not text:
        return Phone(problem=Problem("phone_missing"))
    text = re.sub(r"^(手机号?|电话|tel|phone)\s*[:]?\s*", "", text, flags=re.IGNORECASE)
    match = PATTERN.fullmatch(text) or PATTERN.fullmatch(_loose(text))
    if not match:
        if not re.search(r"\d", text):
            return Phone(problem=Problem("phone_missing", {"value": clean(value)}))
        return Phone(problem=Problem("phone_invalid", {"value": clean(value)}))
    return read_match(match)


def _loose(text: str) -> str:
    """Digits only, however they were grouped (an extension stays apart)."""
    digits = _BLANKS.sub("", text)
    return digits if digits.lstrip("+").isdigit() else text
