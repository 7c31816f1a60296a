"""Open a pushed message: signature first, then the sealed part, then the words.

Everything wrong with it ends in ``Refused``, with the HTTP status that says so; nothing
else is raised, whatever is sent.
"""

import base64
import hashlib
import hmac
import json
import struct
from typing import NamedTuple
from xml.parsers.expat import ExpatError

import xmltodict
from wechatpy.crypto import PrpCrypto
from wechatpy.exceptions import WeChatException
from wechatpy.utils import to_binary

MAX_BYTES = 64 * 1024
MAX_WORD = 128
BROKEN = (
    ArithmeticError,
    AttributeError,
    ExpatError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
)
# what tells two events of one follower in the same second apart
EVENT_KEYS = (
    "FromUserName",
    "CreateTime",
    "Event",
    "CardId",
    "UserCardCode",
    "EventKey",
    "MsgID",
)


class Refused(Exception):
    """A message that is not taken: ``status`` for the sender, the reason for us."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Keys(NamedTuple):
    """What an account and WeChat share. The AES keys: today's first, then the last."""

    account_id: int
    company_id: int
    app_id: str
    token: str
    aes_keys: tuple = ()
    mode: str = "plain"
    window: int = 600


class Message(NamedTuple):
    """``key`` is the same for every repetition of a message, ``nonce`` for a request.
    ``subject`` is the code of the card it is about, if it is about one.

    The nonce is only given where the signature does not cover the words: there, one
    signature must not carry two messages.
    """

    kind: str
    openid: str
    time: int
    key: str
    nonce: str | None
    subject: str | None
    payload: str


def check_address(query, keys, now):
    """Return the text that proves to WeChat that this address is ours.

    :raise Refused: not signed with the account's token, or too old.
    """
    _check_clock(query, keys, now)
    _check_signature(query.get("signature"), query, keys)
    return query.get("echostr", "")


def open_message(body, query, keys, now):
    """Return the ``Message`` that a request carries.

    :param body: bytes as they came
    :param query: the words of the address: signature, timestamp, nonce ...
    :param now: seconds since 1970, to compare with the request's own time
    :raise Refused: forged, too old, too large or not a message.
    """
    if len(body) > MAX_BYTES:
        raise Refused(413, "body too large")
    _check_clock(query, keys, now)
    sealed = query.get("encrypt_type") == "aes"
    if sealed:
        words = _unseal(body, query, keys)
    else:
        if keys.mode != "plain":
            raise Refused(403, "sent in the clear to an account in safe mode")
        _check_signature(query.get("signature"), query, keys)
        words = _parse(body)
    nonce = None if sealed else f"{query['timestamp']}.{query['nonce']}"[:MAX_WORD]
    return _read(words, nonce)


def _check_clock(query, keys, now):
    stamp = query.get("timestamp", "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Refused(403, "no time")
    if not 0 < len(query.get("nonce", "")) <= MAX_WORD:
        raise Refused(403, "no nonce")
    if keys.window and abs(now - int(stamp)) > keys.window:
        raise Refused(403, "outside the clock window")


def _check_signature(signature, query, keys, *sealed):
    parts = sorted([keys.token, query["timestamp"], query["nonce"], *sealed])
    expected = hashlib.sha1("".join(parts).encode()).hexdigest()
    given = (signature or "").encode("utf-8", "replace")
    # an empty token would sign what anybody can write
    if not keys.token or not hmac.compare_digest(given, expected.encode()):
        raise Refused(403, "wrong signature")


def _unseal(body, query, keys):
    sealed = _parse(body).get("Encrypt")
    if not isinstance(sealed, str):
        raise Refused(400, "nothing sealed in it")
    _check_signature(query.get("msg_signature"), query, keys, sealed)
    for key in keys.aes_keys:
        try:
            box = PrpCrypto(base64.b64decode(f"{key}="))
            return _parse(to_binary(box.decrypt(sealed, keys.app_id)))
        except (*BROKEN, WeChatException, Refused):
            continue
    raise Refused(403, "sealed with another key or for another account")


def _parse(body):
    try:
        words = xmltodict.parse(body)["xml"]
    except BROKEN as error:
        raise Refused(400, "not the XML of a message") from error
    if not isinstance(words, dict):
        raise Refused(400, "an empty message")
    return words


def _read(words, nonce):
    try:
        kind = _word(words, "MsgType")
        openid = _word(words, "FromUserName")
        seconds = int(_word(words, "CreateTime"))
        if not kind or not openid or not 0 <= seconds < 2**31:
            raise ValueError("MsgType, FromUserName and CreateTime are compulsory")
        names = EVENT_KEYS if kind == "event" else ("FromUserName", "MsgId")
        identity = "\n".join(_word(words, name) for name in names)
        if kind == "event":
            kind = _word(words, "Event")
        words = {name: word for name, word in words.items() if name != "Encrypt"}
        payload = json.dumps(words, ensure_ascii=False)
    except BROKEN as error:
        raise Refused(400, "not a message") from error
    key = hashlib.sha1(f"{kind}\n{identity}".encode()).hexdigest()
    subject = _word(words, "UserCardCode") or None
    return Message(kind.lower(), openid, seconds, key, nonce, subject, payload)


def _word(words, name):
    """The text of an element; nothing where it is missing, empty or repeated."""
    word = words.get(name)
    return word[:MAX_WORD] if isinstance(word, str) else ""
