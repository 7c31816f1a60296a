from datetime import timedelta

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

    def _close(self, partner=None, end=None):
        """The rows of a seller on a day."""
        self.env.flush_all()
        self.env.invalidate_all()
        closing = self.env["settlement.closing"].with_user(self.finance)
        if end:
            closing = closing.with_context(closing_from=end, closing_to=end)
        return closing.search([("partner_id", "=", (partner or self.partner).id)])

    def test_the_closing_tells_it_beside_the_shares(self):
        """He owes 260 and paid in 1,000: one row has both, and no difference."""
        self._top_up(1000.0)
        self._deliver(self._sell(1))
        row = self._close()
        self.assertEqual((row.role, row.closing, row.prepaid), ("reseller", -260, 1000))
        today = self.company._get_local_today()
        statement = self.env["settlement.statement"].generate(today, today)
        statement = statement.filtered(lambda one: one.partner_id == self.partner)
        statement.action_send()
        statement._agree("operator_agreed_on")
        statement._agree("party_agreed_on")
        statement.action_bill()
        row = self._close()
        self.assertEqual((row.paid, row.closing, row.prepaid), (-260, 0, 740))
        self.assertEqual((row.difference, row.is_wrong), (0.0, False))

    def test_who_only_paid_in_has_a_row_of_his_own(self):
        self._top_up(300.0)
        row = self._close()
        self.assertEqual(
            (row.role, row.closing, row.prepaid, row.is_wrong),
            ("reseller", 0.0, 300.0, False),
        )
        self.assertEqual(row.read(["prepaid"])[0]["prepaid"], 300.0)
        self.assertFalse(
            self.env["share.entry"].search(row.action_view_entries()["domain"])
        )
        yesterday = self.company._get_local_today() - timedelta(days=1)
        self.assertFalse(self._close(end=yesterday), "he had not paid in yet")

    def test_closings_and_reconciliation_tell_the_same_sum(self):
        self._top_up(300.0)
        self._deliver(self._sell(1))
        record, row = self._reconcile()
        closing = self.env["settlement.closing"].with_user(self.finance)
        [(total, difference)] = closing._read_group(
            record._get_closing_domain(), [], ["prepaid:sum", "difference:sum"]
        )
        self.assertEqual((total, difference), (row.closing, 0.0))

    def test_an_agent_reads_nothing_of_it(self):
        self._top_up(300.0)
        agent = new_test_user(
            self.env,
            "prepaid_agent",
            "brand_outlet.group_agent",
            party_id=self.tj.agent_id.id,
        )
        closing = self.env["settlement.closing"].with_user(agent)
        self.assertFalse(closing.search([("partner_id", "=", self.partner.id)]))
        self.assertNotIn("prepaid", closing.fields_get())
        views = closing.get_views([(False, "list"), (False, "search")])["views"]
        self.assertNotIn("prepaid", views["list"]["arch"])

    def test_sellers_do_not_reconcile(self):
        record, _row = self._reconcile()
        with self.assertRaises(AccessError):
            record.money_ids.with_user(self.user).read(["closing"])
