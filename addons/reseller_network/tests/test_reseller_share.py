from odoo import fields
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestResellerShare(ResellerCommon):
    def _sell(self, contract=None, place=None, quantity=1, price=400.0):
        return self._order(
            self.in_beijing,
            [(self.small, quantity, price)],
            place_id=(place or self.place).id,
        )

    def _entries(self, order, role):
        return self.env["share.entry"].search(
            [("order_id", "=", order.id), ("role", "=", role)]
        )

    def test_a_delivered_order_owes_the_margin(self):
        """Paid 400, take price 260. Proves R48."""
        order = self._sell()
        self._deliver(order)
        entry = self._entries(order, "reseller")
        self.assertEqual((entry.kind, entry.amount), ("margin", 140))
        self.assertEqual(entry.partner_id, self.user.partner_id)

    def test_a_delivered_order_owes_the_affiliate_his_commission(self):
        """Thirty per cent of 400, on trade through his place. Proves R51, R63."""
        order = self._sell(place=self.link_place)
        self._deliver(order)
        entry = self._entries(order, "affiliate")
        self.assertEqual((entry.kind, entry.amount), ("commission", 120))

    def test_who_collects_owes_the_take_price(self):
        """A shopkeeper who took 400 keeps 140; an affiliate his commission.

        Proves R246.
        """
        for contract in (self.contract, self.link):
            contract.credit_limit = 1000
        for place, role, owed in (
            (self.place, "reseller", 260),
            (self.link_place, "affiliate", 280),
        ):
            place.collect_by = "reseller"
            order = self._sell(place=place)
            self._deliver(order)
            entries = self._entries(order, role)
            self.assertEqual(-sum(entries.mapped("amount")), owed)
            self.assertEqual(set(entries.mapped("role")), {role})

    def test_money_he_took_for_others_is_no_loss_of_earnings(self):
        self.place.collect_by = "reseller"
        self.contract.credit_limit = 1000
        contract = self._as(self.user)
        self._deliver(self._sell())
        self.assertEqual(contract._earned(contract._month_start()), 140)

    def test_all_shares_add_up_to_what_was_paid(self):
        """Proves R144."""
        order = self._sell(quantity=3, price=333.33)
        self._deliver(order)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        self.assertAlmostEqual(sum(entries.mapped("amount")), order.amount_total, 2)
        self.assertEqual(len(entries.filtered(lambda one: one.role == "reseller")), 1)

    def test_partial_deliveries_add_up_to_the_whole_margin(self):
        order = self._sell(quantity=5, price=333.33)
        self._deliver(order)
        margins = self._entries(order, "reseller")
        self.assertEqual(len(margins), 2)
        self.assertAlmostEqual(sum(margins.mapped("amount")), 5 * 333.33 - 5 * 260, 2)

    def test_the_terms_of_the_day_of_the_order_hold(self):
        order = self._sell()
        self.contract.grade_id = self.regular
        self._deliver(order)
        self.assertEqual(self._entries(order, "reseller").amount, 140)

    def test_without_a_contract_nobody_earns_from_a_place(self):
        self.contract.action_end()
        order = self._sell()
        self._deliver(order)
        self.assertFalse(self._entries(order, "reseller"))

    def test_nobody_earns_from_the_sales_of_another(self):
        """No income from recruiting: one seller per order. Proves R13, R14."""
        order = self._sell(place=self.other_place)
        self._deliver(order)
        partners = self._entries(order, "reseller").partner_id
        self.assertEqual(partners, self.other_user.partner_id)

    def test_pending_becomes_earned_at_delivery(self):
        """Proves R65."""
        order = self._sell()
        contract = self._as(self.user)
        start = contract._month_start()
        self.assertEqual((contract._pending(), contract._earned(start)), (140, 0))
        self._deliver(order)
        self.assertEqual((contract._pending(), contract._earned(start)), (0, 140))

    def test_a_cancelled_order_is_not_pending(self):
        order = self._sell()
        order._action_cancel()
        self.assertEqual(self._as(self.user)._pending(), 0)

    def test_the_statement_shows_the_lines_of_the_back_office(self):
        """Both sides read the same lines. Proves R144, R210."""
        order = self._sell()
        self._deliver(order)
        today = fields.Date.context_today(self.contract)
        statements = self.env["settlement.statement"].generate(
            today.replace(day=1), today
        )
        statement = statements.filtered(
            lambda one: one.partner_id == self.user.partner_id
        )
        contract = self._as(self.user)
        self.assertFalse(contract._find_statement(statement.id))
        statement.action_send()
        own = contract._find_statement(statement.id)
        sheet = contract._statement_sheet(own)
        self.assertEqual(sheet["total"], statement.total)
        self.assertEqual(
            [row["amount"] for row in sheet["entries"]],
            statement.entry_ids.mapped("amount"),
        )
        self.assertFalse(self._as(self.other_user)._find_statement(statement.id))

    def test_a_resellers_statement_names_no_warehouse(self):
        """Proves R12."""
        order = self._sell()
        self._deliver(order)
        today = fields.Date.context_today(self.contract)
        statement = (
            self.env["settlement.statement"]
            .generate(today, today)
            .filtered(lambda one: one.partner_id == self.user.partner_id)
        )
        keys = [column[0] for column in statement._get_document_columns()]
        self.assertNotIn("dispatch", keys)
