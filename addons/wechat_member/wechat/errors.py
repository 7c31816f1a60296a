"""The error codes of WeChat as data: what a code means for the one who called.

Texts of the platform are never compared; a code decides. One that is not listed is a
refusal that is not tried again.
"""

import re

_RID = re.compile(r"rid:\s*([0-9a-zA-Z-]+)")
_ADDRESS = re.compile(r"(?<![\d.])(\d{1,3}(?:\.\d{1,3}){3})(?![\d.])")


class WechatError(Exception):
    """A call that did not do what it should.

    :ivar code: the platform's ``errcode``, or None where the platform gave none
    :ivar text: what the platform said, for the log; never shown to members
    :ivar rid: the number of the request that the platform's support asks for
    """

    def __init__(self, code=None, text=""):
        super().__init__(f"{code}: {text}" if code is not None else text)
        self.code = code
        self.text = text or ""
        found = _RID.search(self.text)
        self.rid = found.group(1) if found else ""


class Transient(WechatError):
    """Not done, the platform or the line was not up to it: later again."""


class InDoubt(WechatError):
    """The line broke after the request went out: it may be done. Read back first."""


class TokenRefused(WechatError):
    """The access token is not taken: renew it once, and ask once more."""


class QuotaReached(WechatError):
    """Too many calls: ``seconds`` to wait, or None for the platform's next day."""

    @property
    def seconds(self):
        return {45009: None, 45011: 60}.get(self.code, 3600)


class Paused(WechatError):
    """Not even asked: calls of this kind rest until ``until`` (naive UTC)."""

    def __init__(self, code=None, text="", until=None):
        super().__init__(code, text)
        self.until = until


class Misconfigured(WechatError):
    """Somebody has to set something right, here or at the platform."""

    @property
    def address(self):
        """The address the platform saw us come from, where it named one."""
        found = _ADDRESS.search(self.text)
        return found.group(1) if found else ""


class NotPermitted(WechatError):
    """The account does not have this right, or the interface is retired."""


class Refused(WechatError):
    """An answer of the business: this code, this person, this card, not now."""


class AlreadyDone(Refused):
    """Was done before: a success if our own attempt is on record."""


class SkipContact(Refused):
    """This person does not get this message; others do."""


class BadRequest(WechatError):
    """The request is wrong; it will be wrong again."""


# code -> meaning, in the order of the platform's own families
_CODES = {
    Transient: (-1, 45159),
    TokenRefused: (40001, 40014, 42001),
    Misconfigured: (
        *(40002, 40013, 40125, 40139, 40140, 40143, 40145, 40146, 40147, 40164),
        *(40243, 41002, 41004, 43018, 45030, 50007, 89501, 89503, 89506, 89507),
    ),
    QuotaReached: (40151, 45009, 45011, 45028, 45102, 50003),
    NotPermitted: (
        *(40179, 43009, 43010, 43011, 45103, 45160, 48001, 48004, 48006, 48009),
        *(50001, 50004),
    ),
    SkipContact: (
        *(40003, 43004, 43019, 43101, 43104, 43116, 43117, 45015, 45047, 48002),
        *(49003, 50002),
    ),
    AlreadyDone: (40099, 45065, 46003),
    Refused: (
        *(40029, 40030, 40056, 40070, 40075, 40078, 40112, 40122, 40127, 40131),
        *(40136, 40163, 40174, 40226, 42002, 42003, 42007, 45022, 45023, 45031),
        *(45033, 45041),
    ),
    BadRequest: (
        *(40007, 40009, 40032, 40033, 40035, 40036, 40037, 40050, 40053, 40071),
        *(40072, 40073, 40076, 40079, 40080, 40097, 40100, 40107, 40109, 40110),
        *(40111, 40113, 40116, 40124, 40135, 40141, 40150, 40158, 41001, 41008),
        *(41011, 41012, 41013, 43017, 44002, 45021, 45056, 45057, 45058, 45059),
        *(45066, 45157, 45158, 47001, 47002, 47003, 61500, 61501),
        *range(40015, 40028),
        *range(65301, 65319),
    ),
}
MEANING = {code: kind for kind, codes in _CODES.items() for code in codes}


def error_for(code, text=""):
    """Return the error that this answer of the platform is.

    >>> error_for(40164, "invalid ip 203.0.113.7, not in whitelist rid: 1-2-3").address
    '203.0.113.7'
    >>> type(error_for(99999)).__name__
    'Refused'
    """
    return MEANING.get(code, Refused)(code, text)
