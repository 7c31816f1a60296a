from contextlib import contextmanager
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestResellerSettlement(ResellerCommon):
    """From the delivered order to the bills of both sides of it."""

    def _sell(self, quantity=1, price=400.0):
        order = self._order(
            self.in_beijing, [(self.small, quantity, price)], place_id=self.place.id
        )
        self._deliver(order)
        return order

    def _entries(self, order):
        return self.env["share.entry"].search([("order_id", "=", order.id)])

    def _statements(self, order):
        start = fields.Date.start_of(fields.Date.context_today(order), "month")
        end = fields.Date.end_of(start, "month")
        self.env["settlement.statement"].generate(start, end)
        return self._entries(order).statement_id

    def _bill(self, statement):
        statement.action_send()
        statement.action_agree_for_party()
        statement._agree("operator_agreed_on")
        statement.action_bill()
        return statement.bill_id

    def test_own_price_is_on_the_invoice_and_the_agent_gets_the_supply_price(self):
        """Proves R48."""
        self.contract._set_own_price(self.style, "price", 388)
        for price in (388.0, 777.0):
            order = self._sell(price=price)
            invoice = order._create_invoices()
            self.assertEqual(invoice.amount_total, price)
            supply = self._entries(order).filtered(lambda e: e.role == "agent")
            self.assertEqual(supply.amount, self.offers[:1].supply_price)

    def test_one_order_is_shared_by_agent_reseller_and_operator(self):
        """Proves R14."""
        order = self._sell()
        entries = self._entries(order)
        self.assertEqual(
            sorted(entries.mapped("role")), ["agent", "operator", "reseller"]
        )
        self.assertEqual(
            order.currency_id.round(sum(entries.mapped("amount"))), order.amount_total
        )

    def test_agent_and_reseller_get_separate_bills_of_the_same_delivery(self):
        """Proves R64."""
        order = self._sell()
        statements = self._statements(order)
        self.assertEqual(sorted(statements.mapped("role")), ["agent", "reseller"])
        self.assertEqual(statements.entry_ids.move_id, order.order_line.move_ids)
        bills = [self._bill(statement) for statement in statements]
        self.assertEqual(
            [bill.amount_total for bill in bills], statements.mapped("total")
        )
        self.assertEqual(
            {bill.partner_id for bill in bills}, set(statements.partner_id)
        )

    def test_operator_may_keep_nothing(self):
        """The take price equals the supply price: the reseller has the whole margin.

        Proves R54.
        """
        supply = self.offers[:1].supply_price
        self.gold.take_ratio = 100 * supply / self.style.list_price
        order = self._sell()
        entries = self._entries(order)
        self.assertEqual(sorted(entries.mapped("role")), ["agent", "reseller"])
        reseller = entries.filtered(lambda entry: entry.role == "reseller")
        self.assertEqual(reseller.amount, 400.0 - supply)
        bills = [self._bill(statement) for statement in self._statements(order)]
        self.assertEqual(sum(bill.amount_total for bill in bills), 400.0)
        self.assertTrue(all(bill.amount_total for bill in bills))

    def test_what_was_agreed_on_at_the_order_outlives_new_terms(self):
        """Neither delivery nor return asks what the seller or the agent gets today."""
        order = self._order(
            self.in_beijing, [(self.small, 2, 400.0)], place_id=self.place.id
        )
        supply = 2 * order.order_line.allocation_ids.supply_price
        margin = 800.0 - 2 * order.order_line.take_price
        with self._terms_of_day(1, 0.5):
            self._deliver(order)
        agreed = {"agent": supply, "reseller": margin}
        self.assertEqual(self._by_role(order), agreed)
        with self._terms_of_day(2, 3):
            self._bring_back(order, 1)
            self.assertEqual(
                self._by_role(order), {role: agreed[role] / 2 for role in agreed}
            )
            fresh = self._by_role(self._sell(quantity=2))
        self.assertNotEqual(fresh["reseller"], margin)
        self.assertNotEqual(fresh["agent"], supply)

    @contextmanager
    def _terms_of_day(self, day, times):
        """So many days later, with take and supply prices so many times as high."""
        later = fields.Datetime.now() + timedelta(days=day)
        self.gold.take_ratio *= times
        contracts = self.env["brand.contract"].search(
            [
                ("state", "=", "active"),
                ("brand_id", "=", self.style.product_brand_id.id),
            ]
        )
        for contract in contracts.filtered(lambda one: not one.next_ids):
            contract.action_new_version()
            ratio = contract.supply_ratio * times
            contract.next_ids.write({"date_start": later, "supply_ratio": ratio})
            contract.next_ids.action_activate()
        with freeze_time(later):
            yield

    def _by_role(self, order):
        entries = self._entries(order).filtered(lambda e: e.role != "operator")
        return {
            role: order.currency_id.round(sum(some.mapped("amount")))
            for role, some in entries.grouped("role").items()
        }

    def test_return_takes_the_margin_back_in_the_next_statement(self):
        order = self._sell(quantity=2)
        statement = self._statements(order).filtered(lambda s: s.role == "reseller")
        self._bill(statement)
        self._bring_back(order, 1)
        open_entries = self._entries(order).filtered(
            lambda entry: entry.role == "reseller" and not entry.statement_id
        )
        self.assertEqual(open_entries.amount, -statement.total / 2)

    def _bring_back(self, order, count):
        picking = order.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(
                active_id=picking.id, active_ids=picking.ids, active_model=picking._name
            )
            .create({})
        )
        wizard.product_return_moves.quantity = count
        back = wizard._create_return()
        back.move_ids.quantity = count
        back.move_ids.picked = True
        back._action_done()
