"""The values of cells: what a person or a shop system wrote, made comparable."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta

_HYPHENS = dict.fromkeys(map(ord, "‐‑‒–—―−﹣－"), "-")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_FULL_WIDTH = {
    ord(full): half
    for full in map(chr, range(0xFF01, 0xFF5F))
    if (half := unicodedata.normalize("NFKC", full)).isalnum()
} | {0x3000: " "}
_NUMBER_NOISE = re.compile(r"[\s,¥￥元%]|RMB|CNY", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)")
_DATE_FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%Y%m%d%H%M%S",
    "%Y%m%d",
)


def to_text(value):
    """Return what a cell shows: ``1219`` for 1219.0, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    return str(value)


def clean_text(value):
    """Trim a text; full-width letters and digits become half-width ones.

    Chinese punctuation stays: it is part of what a person wrote.
    """
    text = to_text(value).translate(_INVISIBLE).translate(_FULL_WIDTH)
    return " ".join(text.split())


def clean_code(value):
    """Normalise a code (SKU, phone, order number): no blanks, plain hyphens."""
    text = unicodedata.normalize("NFKC", to_text(value).translate(_INVISIBLE))
    return "".join(text.translate(_HYPHENS).split())


def parse_number(value):
    """Return a float, or None where the cell holds no number."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value)
    text = _NUMBER_NOISE.sub("", unicodedata.normalize("NFKC", to_text(value)))
    return float(text) if _NUMBER.fullmatch(text) else None


def parse_datetime(value):
    """Return a naive datetime as written in the cell, or None."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _serial_datetime(value)
    text = clean_text(value).replace("/", "-").replace(".", "-")
    for pattern in _DATE_FORMATS:
        try:
            return datetime.strptime(text, pattern)
        except ValueError:
            continue
    return None


def _serial_datetime(days):
    """Read a date that lost its format: Excel counts days since 1900 (2015-2100)."""
    if not 42005 <= days < 73415:
        return None
    seconds = round(days * 86400)
    return datetime(1899, 12, 30) + timedelta(seconds=seconds)


def header_key(value):
    """Return the form in which two headers are compared."""
    return unicodedata.normalize("NFKC", clean_code(value)).casefold()
