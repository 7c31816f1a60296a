"""What a log may keep of a request: its shape, not its secrets nor its people."""

import json
import re

LONGEST = 1500
_SECRET = re.compile(
    r"secret|token|ticket|session_key|password|signature|^code$|js_code|aes", re.I
)
_PERSON = re.compile(r"openid|touser|unionid|nickname|headimgurl|mobile|phone", re.I)
_PHONE = re.compile(r"(?<!\d)(1[3-9]\d)\d{4}(\d{4})(?!\d)")


def mask(data):
    """Return a body as short text that may be kept.

    >>> mask({"secret": "abc", "touser": "oSIM1234567", "n": 1, "t": "13800138000"})
    '{"secret": "***", "touser": "oSIM***", "n": 1, "t": "138****8000"}'
    """
    if not data:
        return ""
    text = json.dumps(_hide(data), ensure_ascii=False, default=lambda _other: "(data)")
    # halves of characters and the like can not be stored
    text = "".join(sign for sign in text if sign.isprintable())
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def mask_text(text):
    """Return a text without phone numbers and control characters, shortened."""
    text = "".join(sign for sign in text or "" if sign.isprintable())
    return _PHONE.sub(r"\1****\2", text)[:300]


def _hide(data):
    if isinstance(data, dict):
        return {key: _hide_value(str(key), value) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_hide(value) for value in data]
    return _PHONE.sub(r"\1****\2", data) if isinstance(data, str) else data


def _hide_value(key, value):
    if isinstance(value, dict):
        return _hide(value)
    if _SECRET.search(key):
        return "***" if value else value
    if not _PERSON.search(key):
        return _hide(value)
    return (
        [_shorten(one) for one in value] if isinstance(value, list) else _shorten(value)
    )


def _shorten(value):
    return f"{value[:4]}***" if isinstance(value, str) and value else _hide(value)
