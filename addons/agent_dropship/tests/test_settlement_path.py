from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestPathOfTheAccountant(StatementCommon):
    """Bank line, bill, statement, order line, parcel, and back; one button each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, "settle_finance", "brand_outlet.group_finance"
        )

    def setUp(self):
        super().setUp()
        self.bill = self._bill(self.statement)
        self.bank_line = self._pay_by_bank(self.bill).with_user(self.finance)

    def _follow(self, action):
        """Where an action leads, read by the accountant as the screen reads it."""
        records = self.env[action["res_model"]].with_user(self.finance)
        if action.get("res_id"):
            found = records.browse(action["res_id"])
        else:
            found = records.search(action["domain"])
        screen = records.get_views([(view, kind) for view, kind in action["views"]])
        found.read(list(screen["models"][records._name]["fields"]))
        return found

    def test_the_path_leads_from_the_bank_to_the_parcel_and_back(self):
        """Bank line, bill, order, parcel are the core's. Proves R144, R214."""
        self.assertEqual(self.bill.payment_state, "paid")
        self.assertEqual(self.bank_line.settlement_bill_count, 1)
        bill = self._follow(self.bank_line.action_view_settlement_bills())
        self.assertEqual(bill, self.bill)
        statement = self._follow(bill.action_view_settlement_statements())
        self.assertEqual(statement, self.statement)
        entry = statement.entry_ids[0]
        line = self._follow(entry.action_open_line())
        self.assertEqual(line, entry.sale_line_id)
        self.assertEqual((line.money_difference, line.money_paid), (0.0, 800.0))
        way = line.action_view_money_order()
        self.assertEqual(
            (way["res_model"], way["res_id"]), ("sale.order", self.order.id)
        )
        parcel = self._follow(line.action_view_money_parcels())
        self.assertEqual(parcel, self.order.picking_ids)
        lines = self._follow(parcel.action_view_money_lines())
        self.assertEqual(lines, self.order.order_line)
        statement = self._follow(lines[0].action_view_money_statements())
        self.assertEqual(statement, self.statement)
        self.assertEqual(statement.action_view_bill()["res_id"], self.bill.id)
        bank_line = self._follow(bill.action_view_bank_lines())
        self.assertEqual(bank_line, self.bank_line)

    def test_a_payment_between_bank_and_bill_does_not_break_the_path(self):
        later = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(later)
        following = self.statement.date_to + timedelta(days=1)
        statement = self._generate(following)
        bill = self._bill(statement)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=bill.ids
        )
        payment = wizard.create({})._create_payments()
        self.assertTrue(payment)
        paid = self.env["account.bank.statement.line"].create(
            {
                "journal_id": payment.journal_id.id,
                "payment_ref": "batch",
                "amount": -payment.amount,
            }
        )
        _liquidity, open_lines, _other = paid._seek_for_lines()
        outstanding = payment.move_id.line_ids - payment._seek_for_lines()[1]
        if not outstanding.account_id.reconcile:
            # no account between: the payment is the bank's own line
            self.assertEqual(bill.reconciled_payment_ids, payment)
            return
        open_lines.account_id = outstanding.account_id
        (open_lines + outstanding).reconcile()
        self.env.invalidate_all()
        self.assertEqual(paid.settlement_bill_ids, bill)
        self.assertEqual(bill.bank_line_ids, paid)

    def test_nothing_unpaid_or_undelivered_pretends_to_have_a_way(self):
        order = self._make_order((self.coat, 1, 400.0))
        line = order.order_line.with_user(self.finance)
        self.assertEqual((line.money_parcel_count, line.money_statement_count), (0, 0))
        self.assertEqual((line.money_paid, line.money_difference), (0.0, 0.0))
        unpaid = self.env["account.bank.statement.line"].create(
            {
                "journal_id": self.bank_line.journal_id.id,
                "payment_ref": "?",
                "amount": 1.0,
            }
        )
        self.assertFalse(unpaid.settlement_bill_ids)

    def test_a_tap_on_a_row_of_a_report_opens_what_it_comes_from(self):
        """An accountant comes to order line or statement, a party to its statement."""
        later = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(later)
        self.env.flush_all()
        opened = {}
        for user in (self.finance, self.near_user):
            for name in ("share.entry", "settlement.margin.report"):
                rows = self.env[name].with_user(user)
                rows = rows.search([("partner_id", "=", self.near.id)])
                actions = [row.action_open() for row in rows]
                opened[user, name] = {one and one["res_model"] for one in actions}
        for name in ("share.entry", "settlement.margin.report"):
            self.assertEqual(opened[self.finance, name], {"sale.order.line"})
            self.assertEqual(
                opened[self.near_user, name], {"settlement.statement", False}
            )

    def test_finance_settles_and_does_not_run_the_trade(self):
        """The accountant agrees, bills and reconciles; orders and goods are read."""
        record = self.env["settlement.reconciliation"].with_user(self.finance)
        self.assertTrue(record.action_open()["res_id"])
        for model in ("sale.order", "outlet.offer", "outlet.place", "brand.contract"):
            records = self.env[model].with_user(self.finance)
            self.assertTrue(records.has_access("read"))
            self.assertFalse(records.has_access("create"))
        with self.assertRaises(AccessError):
            self.order.picking_ids.with_user(self.finance).action_accept()
        with self.assertRaises(AccessError):
            self.statement.with_user(self.brand_user).read(["total"])
