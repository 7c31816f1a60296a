from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    """One thing that happened to a parcel.

    ``time`` is UTC without a zone. ``state`` is one of ``parcel.track``, or empty where
    the courier does not say.
    """

    time: datetime
    text: str
    state: str = ""
    place: str = ""


@dataclass(frozen=True)
class Report:
    """All a provider knows of one parcel at one moment.

    ``ended``: the provider tells no more of it by itself. ``state`` is what it says
    beside the events, which matters only where there are none.
    """

    code: str
    number: str
    events: tuple = ()
    state: str = ""
    ended: bool = False


class Fault(Exception):
    """A provider did not do what it was asked.

    :param str kind: ``"again"`` may work later, ``"nothing"`` there is nothing to tell
        yet, ``"locked"`` this number may not be asked about for a day, ``"refused"``
        it never will work like this
    """

    def __init__(self, message, kind="again"):
        super().__init__(message)
        self.kind = kind
