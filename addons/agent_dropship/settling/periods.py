"""The periods money is settled in, from dates alone.

Terms follow one another by the day they begin. A period never reaches over a change of
terms: what was begun ends on the day before, so no day is left out or settled twice.
"""

import calendar
from datetime import timedelta

CYCLES = ("month", "half", "week", "days")
DAY = timedelta(days=1)


def get_natural_period(terms, day):
    """Return (first day, last day) of the period a day is in, were the terms eternal.

    :param terms: has ``cycle``, ``cutoff_day`` (0: last of the month), ``every_days``
        and ``date_from``, from which periods of some days are counted
    """
    return _PERIODS[terms.cycle](terms, day)


def get_period(all_terms, day, default):
    """Return the period a day is in.

    :param all_terms: the party's terms, oldest first
    :param default: terms that hold before the first ones
    """
    current, after = default, None
    before = None
    for terms in all_terms:
        if terms.date_from > day:
            after = terms.date_from
            break
        current, before = terms, terms.date_from
    start, end = get_natural_period(current, day)
    if before:
        start = max(start, before)
    if after:
        end = min(end, after - DAY)
    return start, end


def _last_of_month(day):
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def _month_end(terms, day):
    """The cut-off in the month of a day; February ends where it ends."""
    last = _last_of_month(day)
    if not 0 < terms.cutoff_day < last.day:
        return last
    return day.replace(day=terms.cutoff_day)


def _month(terms, day):
    end = _month_end(terms, day)
    if day > end:
        end, previous = _month_end(terms, _last_of_month(day) + DAY), end
    else:
        previous = _month_end(terms, day.replace(day=1) - DAY)
    return previous + DAY, end


def _half(_terms, day):
    if day.day <= 15:
        return day.replace(day=1), day.replace(day=15)
    return day.replace(day=16), _last_of_month(day)


def _week(_terms, day):
    start = day - DAY * day.weekday()
    return start, start + 6 * DAY


def _days(terms, day):
    passed = (day - terms.date_from).days // terms.every_days
    start = terms.date_from + passed * terms.every_days * DAY
    return start, start + (terms.every_days - 1) * DAY


_PERIODS = {"month": _month, "half": _half, "week": _week, "days": _days}
