from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestClosing(SettlementCommon):
    """Opening + shares - paid = closing, and closing is what stands open."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.today = fields.Date.context_today(cls.env.user)
        cls.first = cls.today.replace(day=1)
        cls.order = cls._make_order((cls.coat, 4, 400.0))
        cls._deliver_order(cls.order)
        cls.statement = cls._generate()

    def _close(self, start=None, end=None):
        self.env.flush_all()
        self.env.invalidate_all()
        closing = self.env["settlement.closing"].with_user(self.operator)
        if start:
            closing = closing.with_context(closing_from=start, closing_to=end)
        return closing.search([("partner_id", "=", self.near.id)])

    def _told(self, row):
        self.assertEqual((row.difference, row.is_wrong), (0.0, False))
        self.assertEqual(
            self.currency.round(
                row.opening + row.delivered + row.returned + row.other - row.paid
            ),
            row.closing,
        )
        self.assertEqual(self.currency.round(row.unbilled + row.unpaid), row.closing)
        return (
            row.opening,
            row.delivered,
            row.returned,
            row.other,
            row.paid,
            row.closing,
            row.unbilled,
            row.unpaid,
        )

    def _bill(self):
        self.statement.action_send()
        self.statement.with_user(self.operator).action_agree()
        self.statement.action_agree_for_party()
        self.statement.action_bill()
        return self.statement.bill_id

    def test_every_step_of_a_month_keeps_the_identity(self):
        self.assertEqual(self._told(self._close()), (0, 1000, 0, 0, 0, 1000, 1000, 0))
        picking = self.order.picking_ids
        self._return(picking, {picking.move_ids: 1})
        self._generate()
        self.assertEqual(self._told(self._close()), (0, 1000, -250, 0, 0, 750, 750, 0))
        delivered = self.statement.entry_ids.filtered(lambda e: e.quantity > 0)
        delivered._book_correction(10.0, "closing")
        self._generate()
        self.assertEqual(self._told(self._close()), (0, 1000, -250, 10, 0, 760, 760, 0))
        bill = self._bill()
        self.assertEqual(self._told(self._close()), (0, 1000, -250, 10, 0, 760, 0, 760))
        self._pay_by_bank(bill)
        self.assertEqual(self._told(self._close()), (0, 1000, -250, 10, 760, 0, 0, 0))

    def test_the_next_month_opens_with_what_the_last_one_closed(self):
        self._bill()
        following = self.first + relativedelta(months=1)
        end = following + relativedelta(months=1, days=-1)
        row = self._close(following, end)
        self.assertEqual(self._told(row), (1000, 0, 0, 0, 0, 1000, 0, 1000))
        before = self._close(self.first - relativedelta(days=30), self.first)
        if self.today > self.first:
            self.assertEqual(self._told(before), (0,) * 8)

    def test_a_part_that_is_paid_is_paid_and_the_rest_is_open(self):
        bill = self._bill()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        ).create({"amount": 300.0})._create_payments()
        bill.invalidate_recordset()
        told = self._told(self._close())
        self.assertEqual(told[4] + told[7], 1000)
        self.assertEqual(told[7], bill.amount_residual)

    def test_what_a_party_pays_us_is_told_with_its_sign(self):
        self.place.collect_by = "agent"
        self._deliver_order(self._make_order((self.coat, 4, 400.0)))
        self._generate()
        self.assertEqual(self.statement.total, 2000 - 1600)
        self.place.collect_by = "agent"
        self._deliver_order(self._make_order((self.coat, 4, 400.0)))
        self._generate()
        self.assertEqual(self.statement.total, 3000 - 3200)
        bill = self._bill()
        self._pay_by_bank(bill)
        self.assertEqual(self._told(self._close()), (0, 3000, 0, -3200, -200, 0, 0, 0))

    def test_a_bill_that_was_changed_by_hand_is_named_with_the_difference(self):
        bill = self._bill()
        bill.button_draft()
        bill.invoice_line_ids.price_unit = 990
        bill.action_post()
        row = self._close()
        self.assertEqual((row.difference, row.is_wrong), (10.0, True))
        record = self.env["settlement.reconciliation"].with_user(self.operator)
        record = record.create({})
        record.action_reconcile()
        self.assertEqual(record.closing_wrong_count, 1)
        self.assertEqual(record.closing_difference, 10.0)
        action = record.action_view_closing()
        rows = self.env[action["res_model"]].with_context(**action["context"])
        wrong = rows.search([*action["domain"], ("is_wrong", "=", True)])
        self.assertEqual(wrong.partner_id, self.near)
        for way in (wrong.action_view_entries(), wrong.action_view_statements()):
            found = self.env[way["res_model"]].search(way["domain"])
            self.assertEqual(found.partner_id, self.near)

    def test_an_agent_closes_his_own_account_and_no_other(self):
        rows = self.env["settlement.closing"].with_user(self.far_user).search([])
        self.assertNotIn(self.near, rows.partner_id)
        rows = self.env["settlement.closing"].with_user(self.near_user).search([])
        self.assertEqual(rows.partner_id, self.near)
