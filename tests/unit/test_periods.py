"""Periods of settlement: every day in exactly one, whatever was agreed on."""

import random
import unittest
from calendar import monthrange
from datetime import date, timedelta
from functools import partial
from types import SimpleNamespace

from agent_dropship.settling import get_natural_period, get_period

DAY = timedelta(days=1)
# 2023 to 2028: a leap year in the middle, one at the end
FIRST, LAST = date(2023, 1, 1), date(2028, 12, 31)
BEGIN = date(2022, 3, 17)


def _terms(cycle="month", cutoff_day=0, every_months=1, every_days=10, since=BEGIN):
    return SimpleNamespace(
        cycle=cycle,
        cutoff_day=cutoff_day,
        every_months=every_months,
        every_days=every_days,
        date_from=since,
    )


def _days():
    day = FIRST
    while day <= LAST:
        yield day
        day += DAY


class TestPeriods(unittest.TestCase):
    """Proves R62."""

    def _assert_no_gap(self, find):
        """Each day lies in its period; a period ends the day before the next."""
        before = find(FIRST)
        for day in _days():
            start, end = find(day)
            self.assertTrue(start <= day <= end, (day, start, end))
            if (start, end) != before:
                self.assertEqual((start, start), (before[1] + DAY, day))
            before = start, end

    def test_every_cut_off_of_every_month(self):
        for cutoff in range(32):
            for months in (1, 2, 3, 12):
                terms = _terms(cutoff_day=cutoff, every_months=months)
                self._assert_no_gap(partial(get_natural_period, terms))

    def test_a_month_ends_on_its_cut_off_or_where_it_ends(self):
        for cutoff in range(1, 32):
            terms = _terms(cutoff_day=cutoff)
            for day in _days():
                end = get_natural_period(terms, day)[1]
                last = monthrange(end.year, end.month)[1]
                self.assertEqual(end.day, min(cutoff, last), (cutoff, day))

    def test_february_of_leap_years(self):
        cases = {
            (31, "2024-02-29"): ("2024-02-01", "2024-02-29"),
            (30, "2024-03-01"): ("2024-03-01", "2024-03-30"),
            (29, "2024-02-29"): ("2024-01-30", "2024-02-29"),
            (29, "2023-03-01"): ("2023-03-01", "2023-03-29"),
            (28, "2024-02-29"): ("2024-02-29", "2024-03-28"),
            (0, "2028-02-29"): ("2028-02-01", "2028-02-29"),
        }
        for (cutoff, day), period in cases.items():
            found = get_natural_period(
                _terms(cutoff_day=cutoff), date.fromisoformat(day)
            )
            self.assertEqual(tuple(map(str, found)), period, (cutoff, day))

    def test_half_months_weeks_and_days(self):
        for cycle in ("half", "week"):
            self._assert_no_gap(partial(get_natural_period, _terms(cycle)))
        for days in (1, 7, 10, 45, 366):
            terms = _terms("days", every_days=days)
            self._assert_no_gap(partial(get_natural_period, terms))
            start, end = get_natural_period(terms, FIRST)
            self.assertEqual((end - start).days + 1, days)

    def test_terms_that_change_leave_no_day_out(self):
        rng = random.Random(8)
        for _turn in range(40):
            begins = sorted(rng.sample(range(2, (LAST - FIRST).days), 5))
            all_terms = [
                _terms(
                    rng.choice(("month", "half", "week", "days")),
                    rng.randint(0, 31),
                    rng.randint(1, 12),
                    rng.randint(1, 60),
                    FIRST + begin * DAY,
                )
                for begin in begins
            ]
            self._assert_no_gap(lambda day, t=all_terms: get_period(t, day, _terms()))
            for terms in all_terms:
                start, _end = get_period(all_terms, terms.date_from, _terms())
                self.assertEqual(start, terms.date_from)


if __name__ == "__main__":
    unittest.main()
