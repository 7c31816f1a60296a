"""The periods money is settled in, from dates alone.

Terms follow one another by the day they begin. A period never reaches over a change of
terms: what was begun ends on the day before, so no day is left out or settled twice.
"""

import calendar
from datetime import date, timedelta

CYCLES = ("month", "half", "week", "days")
DAY = timedelta(days=1)


def get_natural_period(terms, day):
    """Return (first day, last day) of the period a day is in, were the terms eternal.

    :param terms: has ``cycle``, ``cutoff_day`` (0: last of the month), ``every_days``,
        ``every_months`` and ``date_from``, from which several are counted
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


def _month_end(terms, month):
    """The cut-off in a month, counted from year 0; February ends where it ends."""
    year, number = divmod(month, 12)
    last = _last_of_month(date(year, number + 1, 1))
    if not 0 < terms.cutoff_day < last.day:
        return last
    return last.replace(day=terms.cutoff_day)


def _ending_month(terms, day):
    """The month whose cut-off is the next one after a day."""
    month = 12 * day.year + day.month - 1
    return month + (day > _month_end(terms, month))


def _month(terms, day):
    month, size = _ending_month(terms, day), terms.every_months
    # periods of several months are counted from where the terms begin
    first = _ending_month(terms, terms.date_from) if size > 1 else 0
    before = month - (month - first) % size - 1
    return _month_end(terms, before) + DAY, _month_end(terms, before + size)


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
