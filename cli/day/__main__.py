"""Runs inside the virtual environment: URL DATABASE KIND FILE [KIND FILE ...]."""

import sys

from ..steps import Problem
from .client import Session
from .money import Money
from .orders import Orders
from .parcels import Parcels
from .report import Report


def main(url, database, *files):
    """Play the day; return the exit code."""
    files = dict(zip(files[::2], files[1::2], strict=True))
    report = Report()
    operator = Session(url, database, "operator")
    reseller = Session(url, database, "reseller")
    orders = Orders(report, operator)
    for kind in ("catalogue", "agents_stock"):
        if kind in files:
            orders.load(kind, files[kind])
    orders.bring_in(files["orders"], reseller.partner_id)
    orders.show_routing()
    parcels = Parcels(report, operator, Session(url, database, "agent"), orders.ids)
    parcels.play()
    money = Money(report, operator, reseller, orders.ids)
    money.play()
    orders.bring_in_again(files["orders"], reseller.partner_id)
    return report.end()


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except Problem as problem:
        sys.stderr.write(f"outlet: {problem}\n")
        sys.exit(1)
