from dataclasses import dataclass


class Fault(Exception):
    """Nothing certain is known: what was asked may have been done or not."""


class Refused(Exception):
    """The provider said no, and nothing was done."""


@dataclass(frozen=True)
class Report:
    """What a provider says about one transfer.

    ``state``: "sent" (under way), "waiting" (the payee has to confirm), "paid",
    "lapsed" (he did not confirm in time), "cancelled", "failed" or "unknown" (the
    provider has no transfer of this number). ``amount`` is in fen, 0 where not told.
    """

    number: str
    state: str
    reference: str = ""
    package: str = ""
    amount: int = 0
    reason: str = ""
