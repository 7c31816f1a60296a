"""Mobile numbers as identity: one spelling per number, no database, no Odoo."""

import re
import unicodedata

MAINLAND_MOBILE = re.compile(r"1[3-9]\d{9}")
INTERNATIONAL = re.compile(r"\+[1-9]\d{6,14}")
SEPARATORS = re.compile(r"[\s\-().·]+")
MAINLAND_PREFIX = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$)")


def normalise_phone(text):
    """Return the one spelling of a mobile number, or an empty string.

    A mainland number becomes its eleven digits, any other number must be written
    with its country code and becomes ``+`` and digits. Full-width digits, spaces,
    hyphens and the prefix 86 are understood.

    >>> normalise_phone("+86 138-0013 8000")
    '13800138000'
    >>> normalise_phone("１３８００１３８０００")
    '13800138000'
    >>> normalise_phone("00852 9123 4567")
    '+85291234567'
    >>> normalise_phone("12345")
    ''
    """
    digits = SEPARATORS.sub("", unicodedata.normalize("NFKC", text or ""))
    digits = MAINLAND_PREFIX.sub("", digits)
    if MAINLAND_MOBILE.fullmatch(digits):
        return digits
    if digits.startswith("00"):
        digits = "+" + digits[2:]
    if INTERNATIONAL.fullmatch(digits) and not digits.startswith("+86"):
        return digits
    return ""


def mask_phone(phone):
    """Hide the middle of a number, as it may be shown at a counter.

    >>> mask_phone("13800138000")
    '138****8000'
    """
    if len(phone or "") < 8:
        return phone or ""
    return f"{phone[:3]}****{phone[-4:]}"
