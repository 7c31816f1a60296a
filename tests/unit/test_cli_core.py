"""The core's own suites, compared with and without our addons."""

import unittest

from cli import core_tests

STAMP = "2026-01-01 10:00:00,000 7"
LOGGER = "db odoo.addons.sale_loyalty.tests.test_gift"
LOG = f"""\
{STAMP} INFO {LOGGER}: Starting TestGift.test_a ...
{STAMP} INFO {LOGGER}: Starting TestGift.test_b ...
{STAMP} ERROR {LOGGER}: FAIL: TestGift.test_b
Traceback (most recent call last):
{STAMP} INFO {LOGGER}: Starting TestGift.test_c ...
{STAMP} ERROR {LOGGER}: ERROR: Subtest TestGift.test_c (kind='x')
{STAMP} INFO {LOGGER}: skipped TestGift.test_d : no reason
{STAMP} ERROR db odoo.tests.suite: ERROR: setUpClass (odoo.addons.x.TestY)
{STAMP} INFO db odoo.addons.sale.models.x: Starting TestGift.test_e ...
"""


class TestCoreSuites(unittest.TestCase):
    def judge(self, before, after, reasons=None):
        result = core_tests.judge(before, after, reasons or {})
        return result.passed, result.failed, result.skipped

    def test_each_test_is_read_from_the_log(self):
        self.assertEqual(
            core_tests.outcomes_of(LOG),
            {
                "sale_loyalty.TestGift.test_a": "passed",
                "sale_loyalty.TestGift.test_b": "failed",
                "sale_loyalty.TestGift.test_c": "failed",
                "sale_loyalty.TestGift.test_d": "skipped",
                "setUpClass (odoo.addons.x.TestY)": "failed",
            },
        )

    def test_what_is_the_same_passes_also_where_both_fail(self):
        both = {"a": "passed", "b": "failed", "c": "skipped"}
        self.assertEqual(self.judge(both, both), (2, 0, 1))

    def test_a_difference_fails_unless_it_is_explained(self):
        before, after = {"a": "passed", "b": "passed"}, {"a": "failed"}
        self.assertEqual(self.judge(before, after), (0, 2, 0))
        self.assertEqual(self.judge(before, after, {"a": "by design"}), (1, 1, 0))

    def test_an_explanation_of_nothing_fails(self):
        same = {"a": "passed"}
        self.assertEqual(self.judge(same, same, {"a": "by design"}), (1, 1, 0))

    def test_a_run_without_tests_fails(self):
        self.assertEqual(self.judge({}, {}), (0, 1, 0))

    def test_the_document_names_tests_and_reasons(self):
        text = "| Test | Reason |\n|---|---|\n| `x.TestY.test_z` | we keep more |\n"
        self.assertEqual(core_tests.meant(text), {"x.TestY.test_z": "we keep more"})

    def test_what_fails_on_one_side_only_is_run_once_more(self):
        own = {"m.C.test_a": "failed", "m.C.test_b": "failed", "m.C.test_c": "passed"}
        other = {"m.C.test_a": "passed", "m.C.test_b": "failed"}
        self.assertEqual(core_tests.failed_here(own, other), ["m.C.test_a"])
        self.assertEqual(core_tests.tag_of("m.C.test_a"), "/m:C.test_a")
