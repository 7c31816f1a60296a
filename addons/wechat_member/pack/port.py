"""What a card pack can be asked, and the words in which it answers."""

from typing import NamedTuple

# what becomes of a card in somebody's pack
HELD, USED, EXPIRED = "held", "used", "expired"
GIFTING, DELETED, INVALID, UNKNOWN = "gifting", "deleted", "invalid", "unknown"
STATES = (HELD, USED, EXPIRED, GIFTING, DELETED, INVALID, UNKNOWN)


class Unsupported(Exception):
    """The interface does not have this verb; the shop works on without it."""


class Design(NamedTuple):
    """How a card looks and what it is worth. Money in fen, dates in whole seconds."""

    title: str
    brand: str
    notice: str
    description: str
    color: str = "#2F4B5C"
    logo: str = ""
    picture: str = ""
    phone: str = ""
    quantity: int = 100000
    request_no: str = ""
    activate_url: str = ""
    page_url: str = ""
    page_name: str = ""
    has_points: bool = True
    has_balance: bool = False
    has_level: bool = True
    begin: int = 0
    end: int = 0
    discount: int = 0
    minimum: int = 0
    level_title: str = ""


class Holding(NamedTuple):
    """One card in one pack. ``template`` is the platform's name of its template."""

    template: str
    code: str
    openid: str = ""


class Figures(NamedTuple):
    """What a card shows: points, stored value (fen) and level; None leaves it alone."""

    points: int | None = None
    balance: int | None = None
    level: str | None = None
    words: str = ""


class Standing(NamedTuple):
    """What the platform says of a card."""

    state: str
    is_active: bool = True
    points: int | None = None
    balance: int | None = None
    openid: str = ""
    reference: str = ""


class PackEvent(NamedTuple):
    """What happened in a pack: ``verb`` is one of taken, given, deleted, filled, used,
    changed, approved, refused, scarce, or empty where it does not concern the pack."""

    verb: str
    template: str = ""
    code: str = ""
    old_code: str = ""
    openid: str = ""
    unionid: str = ""
    reference: str = ""
    words: str = ""
    flag: bool = False
    points: int = 0
    balance: int = 0


class Pack:
    """The port. ``ask`` carries one request to the platform and returns a dict.

    Every verb may be asked again after a failure: those that the platform would do
    twice read back first.
    """

    name = ""
    verbs = frozenset()

    def __init__(self, ask, app_id="", merchant=""):
        self.ask = ask
        self.app_id = app_id
        self.merchant = merchant

    def _unsupported(self, verb):
        raise Unsupported(f"{self.name} has no {verb}")

    def create_template(self, design):
        """Make a template of this ``Design``; return the platform's name of it."""
        self._unsupported("create_template")

    def publish(self, template, reference="", holding=None):
        """Return the address by which people take the card."""
        self._unsupported("publish")

    def issue(self, template, openid, request_no, code=""):
        """Put a card into a person's pack; return its code."""
        self._unsupported("issue")

    def activate(self, holding, number, figures):
        """Turn a card just taken into the card of a member with this number."""
        self._unsupported("activate")

    def query(self, holding):
        """Return the ``Standing`` of a card; state unknown if the platform has none."""
        self._unsupported("query")

    def list_codes(self, template, openid):
        """Return the codes of a template that a person holds."""
        self._unsupported("list_codes")

    def redeem(self, holding, request_no, at, is_repeat=False):
        """Use a card up.

        :param datetime at: moment of use, with its time zone
        :param bool is_repeat: we may have asked before, and not heard the answer
        """
        self._unsupported("redeem")

    def undo(self, holding, request_no):
        """Take a use back."""
        self._unsupported("undo")

    def invalidate(self, holding, request_no, reason):
        """Make a card worthless."""
        self._unsupported("invalidate")

    def set_balance(self, holding, figures, notify=False):
        """Let a card show these ``Figures``: absolute values, so that twice is once."""
        self._unsupported("set_balance")

    def listen(self, url):
        """Let the platform tell this address what happens to coupons."""
        self._unsupported("listen")

    def parse_event(self, kind, words):
        """Return the ``PackEvent`` that a pushed message is."""
        return PackEvent("")


def cut(text, size):
    """Return the start of a text that fits into so many bytes, whole characters only.

    >>> cut("会员卡", 7)
    '会员'
    """
    clean = "".join(char for char in text or "" if char.isprintable() or char == "\n")
    raw = clean.encode("utf-8", "ignore")[:size]
    return raw.decode("utf-8", "ignore")
