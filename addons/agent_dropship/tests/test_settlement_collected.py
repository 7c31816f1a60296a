from odoo.tests import tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestMoneyCollected(SettlementCommon):
    def _sell(self, collect_by, price=400.0, place=None):
        place = place or self.place
        place.collect_by = collect_by
        order = self._make_order((self.coat, 2, price), place=place)
        self._deliver_order(order)
        return order

    def _amounts(self, order, kind):
        return {
            entry.partner_id: entry.amount
            for entry in self._entries(order).filtered(lambda e: e.kind == kind)
        }

    def _settle(self, partner):
        """State, agree and bill what is open with a party; return the document."""
        self._generate()
        statement = self.env["settlement.statement"].search(
            [("partner_id", "=", partner.id), ("state", "=", "draft")]
        )
        statement.action_send()
        statement.action_agree()
        statement.action_agree_for_party()
        statement.action_bill()
        return statement.bill_id

    def _assert_ties(self, order):
        record = self.env["settlement.reconciliation"].create({})
        record.action_reconcile()
        self.assertNotIn(order.order_line, record.line_ids.sale_line_id)
        shares = self._entries(order).filtered(lambda e: e.kind != "collected")
        self.assertEqual(
            self.currency.round(sum(shares.mapped("amount"))), order.amount_total
        )

    def test_operator_collects_and_pays_the_agent(self):
        """Proves R246."""
        order = self._sell("operator")
        self.assertFalse(self._amounts(order, "collected"))
        self._assert_ties(order)
        bill = self._settle(self.near)
        self.assertEqual(
            (bill.move_type, bill.state, bill.amount_total),
            ("in_invoice", "posted", 500.0),
        )

    def test_reseller_collects_and_owes_what_is_not_his(self):
        """Proves R246."""
        order = self._sell("reseller")
        self.assertEqual(
            self._amounts(order, "collected"), {self.seller: -order.amount_total}
        )
        self.assertEqual(self._amounts(order, "supply"), {self.near: 500.0})
        self._assert_ties(order)
        self.assertEqual(order.invoice_status, "no")
        invoice = self._settle(self.seller)
        self.assertEqual(
            (invoice.move_type, invoice.state, invoice.partner_id),
            ("out_invoice", "posted", self.seller),
        )
        owed = -sum(
            self._entries(order)
            .filtered(lambda e: e.partner_id == self.seller)
            .mapped("amount")
        )
        self.assertEqual(invoice.amount_total, owed)
        self.assertEqual(self._settle(self.near).amount_total, 500.0)

    def test_agent_collects_and_keeps_the_supply_price(self):
        """Proves R246."""
        order = self._sell("agent")
        self.assertEqual(
            self._amounts(order, "collected"), {self.near: -order.amount_total}
        )
        self._assert_ties(order)
        invoice = self._settle(self.near)
        self.assertEqual(invoice.move_type, "out_invoice")
        self.assertEqual(invoice.amount_total, order.amount_total - 500.0)

    def test_agent_collects_in_his_own_place_whoever_ships(self):
        counter = self.env["outlet.place"].create(
            {"name": "Far's counter", "owner_id": self.far.id}
        )
        order = self._sell("agent", place=counter)
        self.assertEqual(
            self._amounts(order, "collected"), {self.far: -order.amount_total}
        )
        self.assertEqual(self._amounts(order, "supply"), {self.near: 500.0})

    def test_place_of_the_operator_owes_nobody(self):
        mall = self.env["outlet.place"].create(
            {"name": "Mall", "owner_id": self.company.partner_id.id}
        )
        order = self._sell("reseller", place=mall)
        self.assertFalse(self._amounts(order, "collected"))

    def test_return_gives_the_collected_money_back(self):
        for collect_by in ("reseller", "agent"):
            order = self._sell(collect_by, price=333.33)
            picking = order.picking_ids
            self._return(picking, {picking.move_ids: 1})
            collected = self._entries(order).filtered(lambda e: e.kind == "collected")
            paid = self._entries(order).filtered(lambda e: e.kind == "supply")
            self.assertEqual(
                self.currency.round(sum(collected.mapped("amount"))),
                -self.currency.round(sum(paid.mapped("paid"))),
            )
            self._return(picking, {picking.move_ids: 1})
            for partner in self._entries(order).partner_id:
                mine = self._entries(order).filtered(
                    lambda e, p=partner: e.partner_id == p
                )
                self.assertEqual(self.currency.round(sum(mine.mapped("amount"))), 0)

    def test_setting_of_the_place_does_not_move_money_already_taken(self):
        self.place.collect_by = "reseller"
        order = self._make_order((self.coat, 1, 400.0))
        self.env.flush_all()
        self.place.collect_by = "operator"
        self._deliver_order(order)
        self.assertTrue(self._amounts(order, "collected"))
