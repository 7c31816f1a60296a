from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged, users

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRefusal(DropshipCommon):
    """Each reason has its effect on stock, on routing and on who is asked next."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tj_user = cls._agent_user(cls.tj, "tj_agent")
        cls.ks_user = cls._agent_user(cls.ks, "ks_agent")
        for warehouse in (cls.tj, cls.ks, cls.fs):
            cls._stock(warehouse, cls.coat, 10)
            cls._stock(warehouse, cls.scarf, 10)
        cls.boss = new_test_user(
            cls.env, "boss", groups="brand_outlet.group_operator", name="老张"
        )
        cls.env.company.dispatch_person_id = cls.boss
        cls.damaged = cls.env.ref("agent_dropship.refuse_damaged")
        cls.too_far = cls.env.ref("agent_dropship.refuse_too_far")
        cls.closed = cls.env.ref("agent_dropship.refuse_closed")
        cls.other = cls.env.ref("agent_dropship.refuse_other")

    def _live(self, order):
        return order.picking_ids.filtered(lambda p: p.state != "cancel")

    def test_no_stock_empties_the_shelf_and_the_next_order_skips_it(self):
        order = self._order(self.in_beijing, [(self.coat, 2)])
        order.picking_ids._refuse(self.no_stock)
        self.assertEqual(self._free(self.tj, self.coat), 0)
        self.assertEqual(self._free(self.tj, self.scarf), 10)
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 2})
        self.assertEqual(self._live(order).state, "assigned")
        later = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(later), {("T-COAT", self.ks): 1})

    def test_pieces_promised_to_others_are_left_to_their_own_answer(self):
        first = self._order(self.in_beijing, [(self.coat, 2)])
        second = self._order(self.in_beijing, [(self.coat, 3)])
        first.picking_ids._refuse(self.no_stock)
        self.assertEqual(second.picking_ids.state, "assigned")
        self.assertEqual(self._free(self.tj, self.coat), 0)
        second.picking_ids._ship(self.courier, "SF1234567890123")
        quants = self.env["stock.quant"].search(
            [
                ("location_id", "=", self.tj.lot_stock_id.id),
                ("product_id", "=", self.coat.id),
            ]
        )
        self.assertEqual(sum(quants.mapped("quantity")), 0)

    def test_what_is_refused_of_a_line_that_was_sent_in_part_is_sent_by_others(self):
        """Four coats, one is on its way; of the other three the next has one."""
        self._stock(self.ks, self.coat, -9)
        self._stock(self.fs, self.coat, -10)
        order = self._order(self.in_beijing, [(self.coat, 4)])
        first = order.picking_ids
        first.move_ids.quantity = 1
        first.move_ids.picked = True
        first.carrier_id = self.courier
        first.carrier_tracking_ref = "SF1234567890123"
        first.with_context(skip_backorder=True).button_validate()
        rest = self._live(order) - first
        self.assertEqual(rest.move_ids.product_uom_qty, 3)
        rest._refuse(self.too_far)
        lines = order.order_line
        self.assertEqual(sum(lines.mapped("product_uom_qty")), 4)
        self.assertEqual(order.amount_total, sum(lines.mapped("price_total")))
        self.assertEqual(
            sorted((line.product_uom_qty, line.routing_state) for line in lines),
            [(1, "allocated"), (1, "allocated"), (2, "waiting")],
        )
        self.assertEqual(lines[:1].move_ids, first.move_ids)
        sent = self._live(order) - first
        self.assertEqual(sent.picking_type_id.warehouse_id, self.ks)
        self.assertEqual(sent.move_ids.product_uom_qty, 1)
        refused = (lines - lines[:1]).allocation_ids.filtered("refused")
        self.assertEqual(sum(refused.mapped("quantity")), 3)
        self.assertEqual((lines - lines[:1]).refused_agent_ids, self.tj.agent_id)

    def test_too_far_leaves_the_stock_alone(self):
        order = self._order(self.in_beijing, [(self.coat, 2)])
        order.picking_ids._refuse(self.too_far)
        self.assertEqual(self._free(self.tj, self.coat), 10)
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 2})

    def test_who_refused_is_not_asked_for_the_line_again(self):
        """Not with another warehouse of his, and not for a part of the line."""
        self.env["stock.warehouse"].create(
            {
                "name": "天津二仓",
                "code": "T09",
                "partner_id": self.tj.partner_id.id,
                "agent_id": self.tj.agent_id.id,
            }
        )
        second = self.env["stock.warehouse"].search([("code", "=", "T09")])
        self._stock(second, self.coat, 50)
        order = self._order(self.in_beijing, [(self.coat, 16)])
        self.assertEqual(set(self._shares(order).values()), {16})
        order.picking_ids._refuse(self.too_far)
        self.assertEqual(
            self._shares(order), {("T-COAT", self.ks): 10, ("T-COAT", self.fs): 6}
        )
        # the part that was split off remembers it too
        part = self._live(order).filtered(lambda p: p.agent_id == self.fs.agent_id)
        part._refuse(self.too_far)
        waiting = order.order_line.filtered(lambda ln: ln.routing_state == "waiting")
        self.assertEqual(waiting.product_uom_qty, 6)
        self.assertEqual(waiting.refused_agent_ids, (self.tj | self.fs).agent_id)

    def test_closed_warehouse_gets_nothing_until_it_opens(self):
        today = fields.Date.context_today(self.env.user)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.picking_ids._refuse(self.closed, closed_until=today + timedelta(days=3))
        self.assertEqual(self.tj.cooperation_state, "paused")
        self.assertEqual(self.tj.closed_until, today + timedelta(days=3))
        later = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(later), {("T-COAT", self.ks): 1})
        self.env["stock.warehouse"]._cron_reopen()
        self.assertEqual(self.tj.cooperation_state, "paused")
        self.tj.closed_until = today - timedelta(days=2)
        self.env["stock.warehouse"]._cron_reopen()
        self.assertEqual(self.tj.cooperation_state, "active")
        self.assertFalse(self.tj.closed_until)
        again = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(again), {("T-COAT", self.tj): 1})

    def test_who_pauses_a_closed_warehouse_by_hand_resumes_it_too(self):
        today = fields.Date.context_today(self.env.user)
        self.tj._close_until(today - timedelta(days=2))
        self.assertEqual(self.tj.cooperation_state, "paused")
        self.tj.cooperation_state = "paused"
        self.assertFalse(self.tj.closed_until)
        self.env["stock.warehouse"]._cron_reopen()
        self.assertEqual(self.tj.cooperation_state, "paused")

    def test_one_line_is_refused_and_the_rest_ships(self):
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 2)])
        dispatch = order.picking_ids
        self.assertEqual(len(dispatch), 1)
        scarves = dispatch.move_ids.filtered(lambda m: m.product_id == self.scarf)
        dispatch.action_accept()
        dispatch._refuse(self.damaged, moves=scarves)
        self.assertEqual(dispatch.dispatch_state, "accepted")
        self.assertEqual(
            self._shares(order), {("T-COAT", self.tj): 1, ("T-SCARF", self.ks): 2}
        )
        dispatch._ship(self.courier, "SF1234567890123")
        self.assertEqual(dispatch.dispatch_state, "shipped")
        shipped = {ln.product_id: ln.qty_delivered for ln in order.order_line}
        self.assertEqual(shipped, {self.coat: 1, self.scarf: 0})

    def test_after_too_many_refusals_a_named_person_decides(self):
        self.env.company.dispatch_max_refusals = 2
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.picking_ids._refuse(self.too_far)
        self._live(order)._refuse(self.too_far)
        self.assertFalse(self._live(order))
        self.assertEqual(order.routing_state, "waiting")
        todo = order.activity_ids.filtered(
            lambda a: (
                a.activity_type_id
                == self.env.ref("agent_dropship.mail_activity_refused")
            )
        )
        self.assertEqual(todo.user_id, self.boss)
        self.assertIn("T-COAT", todo.summary)
        # stock that arrives does not start the chain again, the person does
        order._get_waiting_lines()._route_and_procure("retry")
        self.assertEqual(order.routing_state, "waiting")
        order.with_user(self.boss).action_retry_routing()
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 1})

    def test_some_reasons_need_words(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        with self.assertRaisesRegex(UserError, "in words"):
            order.picking_ids._refuse(self.other, note="  ")
        order.picking_ids._refuse(self.other, note="仓库停电")
        self.assertIn("仓库停电", order.picking_ids[0].refuse_reason)

    def test_what_is_shipped_or_cancelled_can_not_be_refused(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.picking_ids._ship(self.courier, "SF1234567890123")
        with self.assertRaisesRegex(UserError, "Only an open dispatch"):
            order.picking_ids._refuse(self.no_stock)
        other = self._order(self.in_beijing, [(self.coat, 1)])
        other.action_cancel()
        with self.assertRaisesRegex(UserError, "Only an open dispatch"):
            other.picking_ids._refuse(self.no_stock)

    @users("tj_agent")
    def test_agent_refuses_one_article_in_the_form(self):
        root = self.env.ref("base.user_root")
        order = self._order(
            self.in_beijing.with_user(root), [(self.coat, 1), (self.scarf, 2)]
        )
        dispatch = self.env["stock.picking"].search([])
        action = dispatch.action_open_refuse()
        form = Form(self.env["dispatch.refuse"].with_context(**action["context"]))
        form.reason_id = self.no_stock.with_env(self.env)
        self.assertEqual(len(form.move_ids), 2)
        form.move_ids.remove(id=dispatch.move_ids[0].id)
        form.save().action_refuse()
        self.assertEqual(dispatch.dispatch_state, "new")
        self.assertEqual(
            self._shares(order.sudo()),
            {("T-COAT", self.tj): 1, ("T-SCARF", self.ks): 2},
        )

    @users("ks_agent")
    def test_agent_refuses_nothing_of_another(self):
        """Proves R12."""
        root = self.env.ref("base.user_root")
        order = self._order(self.in_beijing.with_user(root), [(self.coat, 1)])
        wizard = self.env["dispatch.refuse"].create({"reason_id": self.no_stock.id})
        wizard.sudo().picking_ids = order.sudo().picking_ids
        with self.assertRaises(AccessError):
            wizard.action_refuse()
        mine = self._order(self.in_shanghai.with_user(root), [(self.coat, 1)])
        # goods that are slipped in from another's dispatch are left alone
        wizard = self.env["dispatch.refuse"].create(
            {"picking_ids": mine.sudo().picking_ids.ids, "reason_id": self.no_stock.id}
        )
        wizard.sudo().move_ids = order.sudo().picking_ids.move_ids
        with self.assertRaisesRegex(UserError, "Only an open dispatch"):
            wizard.action_refuse()
        self.assertEqual(order.sudo().picking_ids.dispatch_state, "new")
