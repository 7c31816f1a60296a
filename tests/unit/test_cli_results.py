"""Counting tests, judging logs, tracing requirements."""

import unittest

from cli import plain_tests, results, suites, trace
from cli.steps import NO_NETWORK, Problem, explain

STAMP = "2026-01-01 10:00:00,000 7"
TOTALS = f"{STAMP} INFO db odoo.tests.result: 1 failed, 1 error(s) of 9 tests when x\n"
CLEAN = f"{STAMP} INFO db odoo.tests.result: 0 failed, 0 error(s) of 9 tests when x\n"
SKIP = (
    f"{STAMP} INFO db odoo.addons.x.tests.test_y: skipped TestY.test_z : no browser\n"
)
WARNING = f"{STAMP} WARNING db odoo.addons.x: something is odd\nwith a second line\n"
ALLOWED = f"{STAMP} WARNING ? py.warnings: PyPDF2 is deprecated. Please move\n"


class TestOdooLog(unittest.TestCase):
    def counts(self, code, log):
        result = results.of_odoo("x", code, log)
        return result.passed, result.failed, result.skipped

    def test_failures_and_errors_are_added_up(self):
        self.assertEqual(self.counts(1, TOTALS + WARNING), (7, 2, 0))

    def test_a_clean_log_is_a_test_of_its_own(self):
        self.assertEqual(self.counts(0, CLEAN), (10, 0, 0))

    def test_a_warning_fails_a_run_that_passed(self):
        self.assertEqual(self.counts(0, CLEAN + WARNING), (9, 1, 0))

    def test_a_breakdown_fails_though_no_test_did(self):
        self.assertEqual(self.counts(1, CLEAN)[1], 1)

    def test_skipped_tests_are_not_passed_ones(self):
        self.assertEqual(self.counts(0, SKIP + CLEAN), (9, 0, 1))

    def test_lines_that_are_allowed_are_passed_over(self):
        self.assertEqual(self.counts(0, ALLOWED + CLEAN), (10, 0, 0))

    def test_complaints_keep_the_lines_that_follow(self):
        self.assertEqual(
            results.complaints(CLEAN + WARNING + SKIP),
            ["WARNING odoo.addons.x: something is odd", "    with a second line"],
        )

    def test_a_run_without_tests_is_a_failure(self):
        self.assertEqual(self.counts(0, CLEAN.replace("of 9", "of 0"))[1], 1)


class TestPlainTests(unittest.TestCase):
    def counts(self, code, end):
        result = results.of_unittest("x", code, f"Ran 5 tests in 0.1s\n\n{end}\n")
        return result.passed, result.failed, result.skipped

    def test_all_passed(self):
        self.assertEqual(self.counts(0, "OK"), (5, 0, 0))

    def test_skips_and_failures(self):
        end = "FAILED (failures=1, errors=1, skipped=2)"
        self.assertEqual(self.counts(1, end), (1, 2, 2))

    def test_no_tests_are_a_failure(self):
        result = results.of_unittest("x", 5, "Ran 0 tests in 0.0s\n\nNO TESTS RAN\n")
        self.assertEqual((result.passed, result.failed), (0, 1))

    def test_targets_become_names(self):
        self.assertEqual(
            plain_tests.dotted("tests/unit/test_x.py::TestA::test_b"),
            "tests.unit.test_x.TestA.test_b",
        )
        self.assertEqual(
            suites.tags_of("addons/x/tests/test_y.py::TestA::test_b"),
            "/x/tests/test_y.py:TestA.test_b",
        )
        self.assertEqual(suites.tags_of("addons/x/tests"), "/x")


class TestExplanations(unittest.TestCase):
    def test_full_disk(self):
        text = explain("OSError: [Errno 28] No space left on device", "installing", "l")
        self.assertIn("disk full while installing", text)

    def test_no_network(self):
        text = explain("Temporary failure in name resolution", "installing", "l")
        self.assertIn(NO_NETWORK, text)

    def test_the_last_error_is_the_cause(self):
        output = "ERROR: one\nfoo\nValueError: two\nbye\n"
        self.assertIn("ValueError: two", explain(output, "installing", "l"))


class TestTrace(unittest.TestCase):
    def test_rows_hold_tests_or_open(self):
        table = "| id | x | y |\n| R1 | a | open |\n| R2 | b | `t::a`, t::b |"
        self.assertEqual(trace.read(table), {"R1": [], "R2": ["t::a", "t::b"]})

    def test_a_row_twice_is_refused(self):
        with self.assertRaisesRegex(Problem, "R1 twice"):
            trace.read("| R1 | a | open |\n| R1 | a | open |")

    def test_existing_and_missing_tests_are_told_apart(self):
        here = "tests/unit/test_cli_results.py::TestTrace"
        self.assertTrue(
            trace.exists(f"{here}::test_existing_and_missing_tests_are_told_apart")
        )
        self.assertFalse(trace.exists(f"{here}::test_nowhere"))
        self.assertFalse(trace.exists("tests/unit/test_nowhere.py::TestTrace"))
        self.assertFalse(trace.exists("tests/unit/test_cli_results.py"))
