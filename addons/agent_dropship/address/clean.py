"""Text brought to one form before anything is read from it."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufe00-\ufe0f\ufeff\u00ad]")
_SPACES = re.compile(r"\s+")


def clean(value) -> str:
    """NFKC (full-width to ordinary), nothing invisible, single spaces, trimmed."""
    text = "" if value in (None, False) else str(value)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub(" ", text).strip()


def squeeze(value) -> str:
    """:func:`clean` without any space: for names of divisions."""
    return clean(value).replace(" ", "")
