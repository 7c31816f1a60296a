from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementKinds(SettlementKindsCommon):
    """Freight, compensations, penalties and discounts each have their owner."""

    # --- freight ------------------------------------------------------------------

    def test_freight_goes_to_the_agents_who_ship(self):
        self._stock(self.coat, self.near, -500)
        self._stock(self.shirt, self.far, -500)
        order = self._sold((self.coat, 1, 400.0), (self.shirt, 2, 100.0), freight=10.0)
        freight = self._entries(order).filtered(lambda e: e.kind == "freight")
        self.assertEqual(
            {entry.partner_id: entry.amount for entry in freight},
            {self.far: 6.67, self.near: 3.33},
        )
        self.assertEqual(self._shared(order), order.amount_total)
        self._assert_ties()

    def test_freight_stays_with_the_operator_where_the_company_says_so(self):
        self.company.freight_payee = "operator"
        order = self._sold((self.coat, 1, 400.0), freight=10.0)
        self.assertEqual(self._sums(order)["operator", "freight"], 10.0)
        self.assertNotIn(("agent", "freight"), self._sums(order))
        self._assert_ties()

    def test_freight_goes_to_whom_the_contract_says(self):
        contracts = self.env["brand.contract"].search([("agent_id", "=", self.near.id)])
        contracts._write_terms({"freight_payee": "operator"})
        order = self._sold((self.coat, 1, 400.0), freight=10.0)
        self.assertEqual(self._sums(order)["operator", "freight"], 10.0)
        self.assertNotIn(("agent", "freight"), self._sums(order))
        self._assert_ties()

    def test_freight_comes_with_the_first_parcel_and_stays_after_a_return(self):
        order = self._draft((self.coat, 3, 99.99), freight=8.0)
        order.action_confirm()
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 1})
        self.assertEqual(self._sums(order)["agent", "freight"], 8.0)
        rest = order.picking_ids.filtered(lambda p: p.state == "assigned")
        self._deliver(rest)
        self._return(picking, {picking.move_ids: 1})
        self.assertEqual(self._sums(order)["agent", "freight"], 8.0)
        self._assert_ties()
        self._return(rest, {rest.move_ids: 2})
        self.assertEqual(self._shared(order), 8.0)
        self._assert_ties()

    def test_who_collects_holds_the_freight_too(self):
        self.place.collect_by = "reseller"
        order = self._sold((self.coat, 1, 400.0), freight=10.0)
        self.assertEqual(self._sums(order)["reseller", "collected"], -410.0)
        self._assert_ties()

    def test_freight_stands_on_the_statement_of_the_agent(self):
        self._sold((self.coat, 1, 400.0), freight=10.0)
        statement = self._generate().filtered(lambda s: s.partner_id == self.near)
        kinds = {row["kind"]: row["amount"] for row in statement._get_document_rows()}
        self.assertEqual(kinds["Freight"], 10.0)
        self.assertEqual(statement.total, 260.0)

    # --- discounts of the order ---------------------------------------------------

    def test_discount_of_the_order_is_divided_to_the_last_fen(self):
        order = self._sold(
            (self.coat, 1, 100.0),
            (self.coat, 1, 100.0),
            (self.shirt, 1, 100.0),
            discount=10.0,
        )
        self.assertEqual(
            order.order_line.filtered("discount_part").mapped("discount_part"),
            [3.34, 3.33, 3.33],
        )
        self.assertEqual(self._sums(order)["agent", "supply"], 583.33)
        self.assertEqual(self._shared(order), 290.0)
        self._assert_ties()

    def test_return_gives_back_what_was_paid_after_the_discount(self):
        order = self._sold((self.coat, 2, 100.0), discount=20.0)
        case = self.env["outlet.case"]._open(
            "return", order, pieces={order.picking_ids.move_ids: 1}
        )
        if case.state == "open":
            case.action_approve()
        case._receive({case.line_ids: (1, 0)})
        self.assertEqual(case.refund_amount, 90.0)
        self.assertEqual(case.refund_ids.amount_total, 90.0)
        self._assert_ties()

    def test_settled_goods_keep_their_price(self):
        order = self._sold((self.coat, 2, 100.0))
        for vals in ({"price_unit": 90.0}, {"discount": 5.0}):
            with self.assertRaises(UserError):
                order.order_line.write(vals)
        self._assert_ties()

    # --- penalties ----------------------------------------------------------------

    def _agree_terms(self, **vals):
        terms = self.env["agent.terms"].create({"agent_id": self.near.id, **vals})
        terms.action_send()
        terms.with_user(self.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=9)
        return terms

    def _refuse(self, order):
        reason = self.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True)], limit=1
        )
        order.picking_ids._refuse(reason)

    def test_without_a_contract_nothing_is_a_penalty(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._refuse(order)
        self.assertFalse(self._entries(order))
        self._agree_terms()
        order = self._make_order((self.coat, 1, 400.0))
        order.picking_ids.ship_by = fields.Datetime.now() - timedelta(hours=1)
        self._make_older(order.picking_ids)
        self.env["agent.event"]._log_facts()
        self.assertTrue(self.env["agent.event"].search([("kind", "=", "late_ship")]))
        self.assertFalse(self._entries(order))

    def test_refusing_costs_what_the_contract_says_once(self):
        self._agree_terms(penalty_refused=15.0)
        order = self._make_order((self.coat, 1, 400.0))
        self._refuse(order)
        sums = {("agent", "penalty"): -15.0, ("operator", "penalty"): 15.0}
        self.assertEqual(self._sums(order), sums)
        for picking in order.picking_ids.filtered(lambda p: p.state == "assigned"):
            self._deliver(picking)
        self.assertEqual(self._shared(order), 400.0)
        self._assert_ties()

    def _late(self):
        order = self._make_order((self.coat, 1, 400.0))
        picking = order.picking_ids
        picking.ship_by = fields.Datetime.now() - timedelta(hours=1)
        self._make_older(picking)
        self.env["agent.event"]._log_facts()
        return order

    def _make_older(self, picking):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = create_date - interval '1 day'"
            " WHERE id = %s",
            [picking.id],
        )
        picking.invalidate_recordset()

    def test_shipping_late_costs_what_the_contract_says_once(self):
        self._agree_terms(penalty_late=8.0)
        order = self._late()
        self.env["agent.event"]._log_facts()
        self.assertEqual(self._sums(order)["agent", "penalty"], -8.0)
        self._deliver_order(order)
        self.assertEqual(self._shared(order), 400.0)
        self._assert_ties()
        statement = self._generate().filtered(lambda s: s.partner_id == self.near)
        self.assertEqual(statement.total, 242.0)

    def test_an_appeal_takes_the_penalty_back(self):
        self._agree_terms(penalty_late=8.0)
        order = self._late()
        event = self.env["agent.event"].search(
            [("picking_id", "=", order.picking_ids.id), ("kind", "=", "late_ship")]
        )
        self.assertEqual(event.with_user(self.near_user).penalty, 8.0)
        event.with_user(self.near_user)._appeal("The courier was late")
        event.with_user(self.operator)._decide(True, "True")
        event.invalidate_recordset(["penalty"])
        self.assertEqual(event.with_user(self.near_user).penalty, 0.0)
        self.assertEqual(self._sums(order)["agent", "penalty"], 0.0)
        booked = self._entries(order).filtered(lambda e: e.role == "agent")
        self.assertEqual(booked.mapped("amount"), [-8.0, 8.0])
        self.env["agent.event"]._log_facts()
        self.assertEqual(len(self._entries(order)), 4)

    # --- cash on delivery ---------------------------------------------------------

    def _cash(self):
        return self.env.ref("agent_dropship.payment_term_cash_on_delivery")

    def test_cash_on_delivery_is_owed_from_the_delivery_on(self):
        """Proves R67."""
        order = self._draft((self.coat, 1, 400.0), payment_term_id=self._cash().id)
        order.action_confirm()
        self.assertEqual(order.collect_by, "agent")
        self._ship(order.picking_ids)
        owed = [
            ("partner_id", "=", self.consumer.id),
            ("account_id.account_type", "=", "asset_receivable"),
        ]
        self.assertFalse(self.env["account.move.line"].search(owed))
        self.assertFalse(self._entries(order))
        self.assertEqual(order.invoice_status, "no")
        order.picking_ids.action_deliver()
        self.assertEqual(self._sums(order)["agent", "collected"], -400.0)
        collected = self._entries(order).filtered(lambda e: e.kind == "collected")
        self.assertEqual(collected.partner_id, self.near)
        self.assertFalse(self.env["account.move.line"].search(owed))
        self._assert_ties()

    def test_cash_on_delivery_that_is_refused_at_the_door_is_owed_by_nobody(self):
        """Proves R67."""
        order = self._draft((self.coat, 1, 400.0), payment_term_id=self._cash().id)
        order.action_confirm()
        self._ship(order.picking_ids)
        self._return(order.picking_ids, {order.picking_ids.move_ids: 1})
        self.assertFalse(self._entries(order))
        self._assert_ties()

    def test_cash_is_with_who_ships_whatever_place_sold_it(self):
        """Proves R67."""
        counter = self.env["outlet.place"].create(
            {"name": "Far's counter", "owner_id": self.far.id, "collect_by": "agent"}
        )
        order = self._sold(
            (self.coat, 1, 400.0),
            payment_term_id=self._cash().id,
            place_id=counter.id,
        )
        collected = self._entries(order).filtered(lambda e: e.kind == "collected")
        self.assertEqual(collected.partner_id, self.near)

    # --- taxes and other money ----------------------------------------------------

    def test_taxes_are_part_of_what_is_shared(self):
        for rate, included in ((13, True), (3, True), (13, False)):
            tax = self.env["account.tax"].create(
                {
                    "name": f"VAT {rate} {included}",
                    "amount": rate,
                    "price_include_override": "tax_included"
                    if included
                    else "tax_excluded",
                }
            )
            order = self._draft((self.coat, 3, 99.99))
            order.order_line.tax_ids = tax
            order.action_confirm()
            picking = order.picking_ids
            self._deliver(picking, {picking.move_ids: 1})
            for rest in order.picking_ids.filtered(lambda p: p.state == "assigned"):
                self._deliver(rest)
            line = order.order_line
            self.assertEqual(
                self._shared(order),
                self.currency.round(line.price_subtotal + line.price_tax),
            )
            self._assert_ties()

    def test_money_of_another_coin_adds_up_in_its_own_coins(self):
        coin = self.env["res.currency"].create(
            {"name": "TCO", "symbol": "T", "rounding": 0.05}
        )
        self.company.currency_id = coin
        order = self._draft(
            (self.coat, 3, 33.35), (self.shirt, 1, 10.0), freight=5.05, discount=1.0
        )
        order.currency_id = coin
        order.action_confirm()
        picking = order.picking_ids
        coat = picking.move_ids.filtered(lambda move: move.product_id == self.coat)
        self._deliver(picking, {coat: 1})
        for rest in order.picking_ids.filtered(lambda p: p.state == "assigned"):
            self._deliver(rest)
        for entry in self._entries(order):
            self.assertEqual(coin.round(entry.amount), entry.amount)
        self.assertEqual(
            coin.round(
                sum(
                    self._entries(order)
                    .filtered(lambda e: e.kind != "collected")
                    .mapped("amount")
                )
            ),
            coin.round(order.amount_total),
        )
        self._assert_ties()
