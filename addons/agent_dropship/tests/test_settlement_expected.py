from datetime import timedelta

from odoo.tests import tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementExpected(SettlementKindsCommon):
    """The forecast tells what confirmed orders will bring, as expected, not as owed."""

    def _expected(self, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        rows = self.env["settlement.forecast"].with_user(user or self.operator)
        return rows.search(
            [("stage", "=", "order"), ("partner_id", "in", self._parties().ids)]
        )

    def _parties(self):
        return self.near | self.far | self.seller

    def _told(self, rows):
        return sorted((row.partner_id.name, round(row.amount, 2)) for row in rows)

    def test_a_confirmed_order_is_expected_until_it_is_delivered(self):
        """Proves R61."""
        draft = self._draft((self.coat, 2, 400.0))
        self.assertFalse(self._expected())
        draft.action_confirm()
        rows = self._expected()
        self.assertEqual(self._told(rows), [("Near", -500.0)])
        self.assertEqual(rows.amount_out, 500.0)
        self.assertEqual(rows.action_open()["res_model"], "sale.order.line")
        self.assertEqual(rows.sale_line_id, draft.order_line)
        # a part arrives: what is booked is expected no longer
        picking = draft.picking_ids
        self._ship(picking, {picking.move_ids: 1})
        self.assertEqual(
            sum(self._expected().mapped("amount")), -500.0, "on its way is not there"
        )
        picking.action_deliver()
        self.assertEqual(self._told(self._expected()), [("Near", -250.0)])
        booked = sum(
            self._entries(draft).filtered(lambda e: e.role == "agent").mapped("amount")
        )
        self.assertEqual(booked, 250.0)
        for rest in draft.picking_ids.filtered(lambda p: p.state == "assigned"):
            self._deliver(rest)
        self.assertFalse(self._expected())

    def test_what_is_cancelled_is_expected_no_more(self):
        order = self._make_order((self.coat, 1, 400.0))
        self.assertTrue(self._expected())
        order._action_cancel()
        self.assertFalse(self._expected())

    def test_the_expected_is_what_is_booked_later(self):
        """Each party, each kind, of several orders at once."""
        contracts = self.env["brand.contract"].search([("agent_id", "=", self.near.id)])
        contracts._write_terms({"operator_ratio": 5})
        orders = self._make_order((self.coat, 3, 333.33), (self.shirt, 2, 99.99))
        self.place.collect_by = "reseller"
        orders |= self._make_order((self.coat, 1, 400.0))
        self.place.collect_by = "agent"
        orders |= self._make_order((self.shirt, 1, 200.0))

        def add(sums, key, amount):
            sums[key] = self.currency.round(sums.get(key, 0.0) + amount)

        expected, booked = {}, {}
        for row in self._expected():
            add(expected, (row.partner_id, row.sale_line_id), -row.amount)
        for order in orders:
            self._deliver_order(order)
        for entry in self._entries(orders).filtered(lambda e: e.role != "operator"):
            add(booked, (entry.partner_id, entry.sale_line_id), entry.amount)
        self.assertEqual(expected, booked)
        self.assertTrue([amount for amount in booked.values() if amount < 0])

    def test_money_somebody_holds_is_to_be_received(self):
        self.place.collect_by = "reseller"
        self._make_order((self.coat, 1, 400.0))
        held = self._expected().filtered(lambda row: row.amount_in)
        self.assertEqual((held.partner_id, held.amount_in), (self.seller, 400.0))

    def test_it_is_paid_by_the_terms_like_what_is_booked(self):
        order = self._make_order((self.coat, 1, 400.0))
        day = self._expected().date
        self._deliver_order(order)
        self.env.flush_all()
        share = self.env["settlement.forecast"].search(
            [("stage", "=", "share"), ("sale_line_id", "=", order.order_line.id)]
        )
        self.assertTrue(share.date <= day <= share.date + timedelta(days=31))

    def test_an_agent_reads_what_he_may_expect_and_nobody_elses(self):
        self._make_order((self.coat, 1, 400.0))
        self.assertEqual(self._told(self._expected(self.near_user)), [("Near", -250.0)])
        self.assertFalse(self._expected(self.far_user))
