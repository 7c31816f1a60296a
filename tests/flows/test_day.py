"""A day's orders of a shop with many places, from the workbook to the statements."""

import contextlib
import io
import unittest

from cli.day import __main__ as day
from cli.day.report import Report
from tests.system import DATA, DATABASE, URL, sign_in


class TestDay(unittest.TestCase):
    def test_the_day_goes_all_the_way_and_every_sum_ties(self):
        """Proves R124, R130, R131, R144, R145."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            code = day.main(URL, DATABASE, "orders", str(DATA / "orders_day.xlsx"))
        self.assertEqual(code, 0, printed.getvalue())
        shipped = sign_in("operator").call(
            "stock.picking", "search_count", [("dispatch_state", "=", "delivered")]
        )
        self.assertGreater(shipped, 300)


class TestReport(unittest.TestCase):
    def test_a_sum_that_does_not_tie_fails_the_day(self):
        report = Report()
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            report.check("one and two", 1.0, 2.0)
            report.check("one and one", 1.0, 1.0)
            self.assertEqual(report.end(), 1)
        self.assertIn("Does not tie: one and two", printed.getvalue())
        self.assertIn("1 of 2 sums tie", printed.getvalue())
