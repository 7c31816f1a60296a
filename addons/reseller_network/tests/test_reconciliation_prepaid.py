from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestReconciliationPrepaid(MoneyCommon):
    """Money paid in advance reaches the month's end. Proves R61."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, "prepaid_finance", "brand_outlet.group_finance", lang="en_US"
        )

    def _reconcile(self):
        record = self.env["settlement.reconciliation"].with_user(self.finance)
        record = record.create({})
        record.action_reconcile()
        return record, record.money_ids.filtered(lambda one: one.source == "prepaid")

    def test_what_is_topped_up_stands_until_it_is_used(self):
        _record, before = self._reconcile()
        self._top_up(1000.0)
        record, row = self._reconcile()
        self.assertEqual(row.received - before.received, 1000.0)
        self.assertEqual(row.closing - before.closing, 1000.0)
        self.assertEqual((row.difference, record.money_wrong_count), (0.0, 0))
        action = row.with_user(self.finance).action_view_lines()
        items = self.env["account.move.line"].search(action["domain"])
        self.assertIn(self.partner, items.partner_id)

    def test_what_he_owes_takes_it_down(self):
        """He collects from the customer; his statement is paid from the prepaid."""
        self._top_up(1000.0)
        self._deliver(self._sell(1))
        _record, before = self._reconcile()
        today = self.company._get_local_today()
        statement = self.env["settlement.statement"].generate(today, today)
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        statement._agree("party_agreed_on")
        statement.action_bill()
        self.assertEqual(statement.bill_id.move_type, "out_invoice")
        record, row = self._reconcile()
        self.assertEqual(row.used - before.used, 260.0)
        self.assertEqual(before.closing - row.closing, 260.0)
        self.assertEqual((row.difference, record.closing_difference), (0.0, 0.0))

    def test_sellers_do_not_reconcile(self):
        record, _row = self._reconcile()
        with self.assertRaises(AccessError):
            record.money_ids.with_user(self.user).read(["closing"])
