"""The code of a card that changes every minute: no database, no Odoo.

A code is ``046``, eleven digits that stand for the member, and eight digits that
follow from a secret and the minute (the scheme of time-based one-time passwords). The
phone makes it without a connection, from a key that serves one week of minutes only:
the secret itself never leaves the server.
"""

import hashlib
import hmac
import re

PREFIX = "046"
HANDLE_DIGITS = 11
CODE_DIGITS = 8
STEP_SECONDS = 60
SKEW_STEPS = 2
KEY_STEPS = 7 * 24 * 60
CODE = re.compile(rf"{PREFIX}(\d{{{HANDLE_DIGITS}}})(\d{{{CODE_DIGITS}}})", re.ASCII)


def step_at(seconds):
    """Return the number of the minute of a Unix time."""
    return int(seconds // STEP_SECONDS)


def device_key(secret, step):
    """Return the key (hexadecimal) that makes the codes of the week around ``step``."""
    week = step // KEY_STEPS
    message = f"member-code|{week}".encode()
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()


def make_code(handle, secret, step):
    """Return the digits the phone shows in the minute ``step``."""
    return f"{PREFIX}{handle}{_digits(secret, step)}"


def read_code(text):
    """Return ``(handle, digits)`` of what was scanned, or nothing for other codes.

    >>> read_code("0461234567890112345678")
    ('12345678901', '12345678')
    """
    found = CODE.fullmatch(text or "")
    return found.groups() if found else None


def find_step(secret, digits, now_step):
    """Return the minute these digits belong to, or nothing.

    The clock of the phone may be two minutes wrong, either way.
    """
    for distance in range(SKEW_STEPS + 1):
        for step in {now_step - distance, now_step + distance}:
            if hmac.compare_digest(_digits(secret, step), digits):
                return step
    return None


def _digits(secret, step):
    key = bytes.fromhex(device_key(secret, step))
    digest = hmac.new(key, step.to_bytes(8, "big"), hashlib.sha256).digest()
    offset = digest[-1] & 15
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**CODE_DIGITS:0{CODE_DIGITS}d}"
