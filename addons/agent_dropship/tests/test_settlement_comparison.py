import base64
import io

import xlsxwriter

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_settlement_statements import StatementCommon

HEAD = ("订单号", "货号", "数量", "结算金额")


@tagged("post_install", "-at_install")
class TestComparison(StatementCommon):
    """The agent's own sheet: COAT 2 at 250.00, SHIRT 1 at 83.33 on ours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.statement.action_send()
        cls.number = cls.order.name

    def _compare(self, *rows, head=HEAD, name="代理商对账.xlsx"):
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ("天津 十一月",))
            for number, row in enumerate((head, *rows), start=1):
                sheet.write_row(number, 0, row)
        return (
            self.env["settlement.comparison"]
            .with_user(self.operator)
            .create(
                {
                    "statement_id": self.statement.id,
                    "file": base64.b64encode(stream.getvalue()),
                    "filename": name,
                }
            )
        )

    def _coat(self, quantity=2, amount=500, order=None):
        return (order or self.number, "coat ", quantity, amount)

    def _shirt(self, amount=83.33):
        return (self.number, "SHIRT", 1, amount)

    def test_a_sheet_that_says_the_same_shows_no_line(self):
        comparison = self._compare(
            self._coat(), self._shirt(), ("合计：", "", 3, 583.33), ("", "", "", "")
        )
        self.assertFalse(comparison.line_ids)
        self.assertEqual(comparison.theirs_amount, 583.33)

    def test_differences_are_told_by_their_cause_and_explain_all(self):
        """Statement diff: only what differs, grouped by cause. Proves R144."""
        comparison = self._compare(
            self._coat(amount=520),
            self._shirt(),
            self._shirt(),
            ("S-OTHER", "COAT", 1, 250),
        )
        self.assertEqual(
            {line.cause: line.difference for line in comparison.line_ids},
            {"price": 20.0, "double": 83.33, "missing_ours": 250.0},
        )
        self.assertEqual(comparison.difference, comparison.explained)
        self.assertEqual(comparison.row_count, 4)

    def test_one_click_corrects_our_line_to_theirs(self):
        comparison = self._compare(self._coat(amount=520), self._shirt())
        line = comparison.line_ids
        self.assertTrue(line.can_correct)
        line.action_correct()
        self.assertEqual(self.statement.total, 603.33)
        self.assertEqual(line.dispute_id.state, "accepted")
        self.assertFalse(line.can_correct)
        comparison.action_compare()
        self.assertFalse(comparison.line_ids)

    def test_what_we_do_not_have_is_kept_as_disputed(self):
        comparison = self._compare(
            self._coat(), self._shirt(), ("S-OTHER", "COAT", 1, 250)
        )
        line = comparison.line_ids
        with self.assertRaisesRegex(UserError, "correction mends"):
            line.action_correct()
        line.action_dispute()
        self.assertEqual(line.dispute_id.reason, "missing")
        with self.assertRaisesRegex(UserError, "disputed"):
            self.statement.with_user(self.near_user).action_agree()

    def test_all_that_is_left_is_disputed_at_once_and_known_again(self):
        rows = (self._coat(amount=520), self._shirt(), ("S-OTHER", "COAT", 1, 250))
        comparison = self._compare(*rows)
        self.assertIn("Price: 1, ", comparison.causes)
        self.assertEqual(comparison.left_count, 2)
        comparison.action_dispute_all()
        self.assertEqual(self.statement.open_dispute_count, 2)
        comparison.action_compare()
        again = self._compare(*rows)
        for one in (comparison, again):
            self.assertEqual(one.left_count, 0)
            self.assertEqual(one.line_ids.dispute_id, self.statement.dispute_ids)
            one.action_dispute_all()
        self.assertEqual(self.statement.open_dispute_count, 2)
        self.assertEqual(self.statement.with_user(self.operator).comparison_count, 2)

    def test_all_wrong_rows_are_named_at_once(self):
        with self.assertRaises(UserError) as caught:
            self._compare(*[self._coat(amount="many")] * 12)
        said = str(caught.exception).splitlines()
        self.assertEqual(len(said), 11)
        self.assertIn("Row 12", said[9])
        self.assertIn("2 rows more", said[10])

    def test_what_stands_on_another_statement_is_known(self):
        later = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(later)
        comparison = self._compare(
            self._coat(), self._shirt(), (later.name, "COAT", 1, 250)
        )
        self.assertEqual(comparison.line_ids.cause, "period")

    def test_a_sheet_without_articles_is_compared_by_order(self):
        comparison = self._compare((self.number, 583.33), head=("单号", "应收金额"))
        self.assertEqual(comparison.ours_amount, comparison.theirs_amount)

    def test_a_wrong_file_says_what_is_wrong(self):
        with self.assertRaisesRegex(UserError, "needs a column"):
            self._compare(("x", "y"), head=("a", "b"))
        with self.assertRaisesRegex(UserError, "Row 4: 结算金额 “many” is not"):
            self._compare(self._coat(), self._coat(amount="many"))
        with self.assertRaisesRegex(UserError, "no rows"):
            self._compare()
        with self.assertRaisesRegex(UserError, "can't be read"):
            self.env["settlement.comparison"].create(
                {
                    "statement_id": self.statement.id,
                    "file": base64.b64encode(b"no workbook"),
                    "filename": "x.xlsx",
                }
            )

    def test_parties_do_not_see_comparisons(self):
        comparison = self._compare(self._coat(), self._shirt())
        for user in (self.near_user, self.far_user, self.brand_user):
            with self.assertRaises(AccessError):
                comparison.with_user(user).read(["filename"])
