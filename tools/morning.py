"""Lets the operator of the demo have done his paper work, so that there is some to see.

The orders of the last days are in the demo; statements of the month and the workbooks
of offline agents are made here, through the same calls as the buttons.
"""

import calendar
import datetime

from cli.day.client import Session


def prepare(url, database):
    """Make statements and exchange files where there are none yet."""
    operator = Session(url, database, "operator")
    if not operator.call("settlement.statement", "search_count", []):
        today = datetime.date.today()
        last = calendar.monthrange(today.year, today.month)[1]
        days = today.replace(day=1), today.replace(day=last)
        operator.call("settlement.statement", "generate", *map(str, days))
    if not operator.call("exchange.file", "search_count", []):
        operator.call("exchange.file", "generate")
