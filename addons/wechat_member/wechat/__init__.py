"""Talking to WeChat: no Odoo, no database.

``errors`` says what a code means for the caller, ``transport`` sends the client of
``wechatpy`` to where an account lives, ``gateway`` makes one request, ``masking`` keeps
secrets and people out of what is written down.
"""

from .errors import (
    MEANING,
    AlreadyDone,
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    Paused,
    QuotaReached,
    Refused,
    SkipContact,
    TokenRefused,
    Transient,
    WechatError,
    error_for,
)
from .gateway import (
    build_client,
    build_oauth,
    clean,
    send,
    send_oauth,
)
from .masking import mask
from .transport import PLATFORM, is_loopback

__all__ = [
    "MEANING",
    "PLATFORM",
    "AlreadyDone",
    "BadRequest",
    "InDoubt",
    "Misconfigured",
    "NotPermitted",
    "Paused",
    "QuotaReached",
    "Refused",
    "SkipContact",
    "TokenRefused",
    "Transient",
    "WechatError",
    "build_client",
    "build_oauth",
    "clean",
    "error_for",
    "is_loopback",
    "mask",
    "send",
    "send_oauth",
]
