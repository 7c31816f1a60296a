from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged, users

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestDispatch(DropshipCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tj_user = cls._agent_user(cls.tj, "tj_agent")
        cls.ks_user = cls._agent_user(cls.ks, "ks_agent")
        cls._stock(cls.tj, cls.coat, 10)
        cls._stock(cls.ks, cls.coat, 10)
        cls.tj_order = cls._order(cls.in_beijing, [(cls.coat, 2)])
        cls.ks_order = cls._order(cls.in_shanghai, [(cls.coat, 1)])
        cls.tj_dispatch = cls.tj_order.picking_ids
        cls.ks_dispatch = cls.ks_order.picking_ids

    def _ship_by_wizard(self, dispatch, ref="SF1234567890123", **vals):
        action = dispatch.action_open_ship()
        wizard = (
            dispatch.env["dispatch.ship"]
            .with_context(**action["context"])
            .create({"carrier_id": self.courier.id, "tracking_ref": ref, **vals})
        )
        wizard.action_ship()

    @users("tj_agent")
    def test_agent_sees_his_dispatches_only(self):
        """Proves R12, R128."""
        dispatches = self.env["stock.picking"].search([])
        self.assertEqual(dispatches, self.tj_dispatch)
        self.assertEqual(dispatches.move_ids.product_name, "复古羽绒服")
        with self.assertRaises(AccessError):
            self.ks_dispatch.with_user(self.env.user).read(["name"])

    @users("tj_agent")
    def test_agent_reads_the_recipient_as_text_not_as_a_contact(self):
        """Proves R12."""
        dispatch = self.env["stock.picking"].search([])
        self.assertEqual(dispatch.recipient_name, "李雷")
        self.assertEqual(dispatch.recipient_phone, "13800000000")
        self.assertIn("人民路1号", dispatch.recipient_address)
        consumer = self.in_beijing.with_user(self.env.user)
        with self.assertRaises(AccessError):
            consumer.read(["phone"])

    @users("tj_agent")
    def test_agent_reads_neither_orders_nor_prices(self):
        """Proves R12."""
        for model in ("sale.order", "sale.order.line", "routing.decision"):
            with self.assertRaises(AccessError):
                self.env[model].search([])
        with self.assertRaises(AccessError):
            self.env["dropship.allocation"].search([])
        lines = self.env["stock.move.line"].search([])
        self.assertTrue(lines)
        with self.assertRaises(AccessError):
            lines.read(["sale_price"])

    @users("tj_agent")
    def test_agent_sees_his_stock_and_warehouse_only(self):
        """Proves R5, R12."""
        quants = self.env["stock.quant"].search([])
        self.assertEqual(quants.owner_id.id, self.tj.agent_id.id)
        self.assertEqual(self.env["stock.warehouse"].search([]).ids, self.tj.ids)
        moves = self.env["stock.move"].search([])
        self.assertEqual(moves.ids, self.tj_dispatch.move_ids.ids)
        self.assertEqual(
            self.env["stock.location"].search([]).warehouse_id.ids, self.tj.ids
        )

    @users("tj_agent")
    def test_agent_can_not_write_stock_records_himself(self):
        """Proves R12."""
        dispatch = self.env["stock.picking"].search([])
        for records, vals in (
            (dispatch, {"note": "x"}),
            (dispatch.move_ids, {"product_uom_qty": 9}),
            (self.env["stock.quant"].search([]), {"quantity": 99}),
            (self.env["stock.warehouse"].search([]), {"cooperation_state": "ended"}),
        ):
            with self.assertRaises(AccessError):
                records.write(vals)

    @users("ks_agent")
    def test_agent_can_not_act_on_the_dispatch_of_another(self):
        """Proves R12."""
        foreign = self.tj_dispatch.with_user(self.env.user)
        for action in ("action_accept", "action_open_ship", "action_deliver"):
            with self.assertRaises(AccessError):
                getattr(foreign, action)()
        wizard = self.env["dispatch.ship"].create(
            {
                "picking_ids": self.ks_dispatch.ids,
                "carrier_id": self.courier.id,
                "tracking_ref": "SF1234567890123",
            }
        )
        wizard.sudo().picking_ids = self.tj_dispatch
        with self.assertRaises(AccessError):
            wizard.action_ship()

    @users("tj_agent")
    def test_agent_accepts_several_at_once(self):
        self._order_as_operator()
        dispatches = self.env["stock.picking"].search([])
        self.assertEqual(len(dispatches), 2)
        dispatches.action_accept()
        self.assertEqual(set(dispatches.mapped("dispatch_state")), {"accepted"})
        with self.assertRaisesRegex(UserError, "None of these"):
            dispatches.action_accept()

    def _order_as_operator(self):
        root = self.env.ref("base.user_root")
        return self._order(self.in_beijing.with_user(root), [(self.coat, 1)])

    @users("tj_agent")
    def test_shipping_is_seen_on_the_order_at_once(self):
        """Proves R132."""
        dispatch = self.env["stock.picking"].search([])
        dispatch.action_accept()
        self._ship_by_wizard(dispatch)
        self.assertEqual(dispatch.state, "done")
        self.assertEqual(dispatch.dispatch_state, "shipped")
        order = self.tj_order
        self.assertEqual(order.tracking_text, f"{self.courier.name} SF1234567890123")
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertIn("SF1234567890123", order.message_ids[0].body)

    def test_every_screen_of_the_agent_opens(self):
        """Proves R12: what his screens ask for, he may read."""
        dispatch = self.tj_dispatch.with_user(self.tj_user)
        Form(dispatch, view="agent_dropship.dispatch_view_form")
        warehouse = self.tj.with_user(self.tj_user)
        Form(warehouse, view="agent_dropship.agent_warehouse_view_form")
        for view, model in (
            ("dispatch_view_kanban", "stock.picking"),
            ("dispatch_view_list", "stock.picking"),
            ("agent_warehouse_view_list", "stock.warehouse"),
            ("agent_stock_view_list", "stock.quant"),
            ("exchange_file_view_list", "exchange.file"),
        ):
            records = self.env[model].with_user(self.tj_user)
            view_id = self.env.ref(f"agent_dropship.{view}").id
            fields_ = records.get_view(view_id, view.rsplit("_", 1)[1])["models"][model]
            records.web_search_read([], {name: {} for name in fields_})

    def test_shipped_goods_leave_the_stock_of_the_agent(self):
        """Proves R5, R214."""
        self.tj_dispatch._ship(self.courier, "SF1234567890123")
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.tj.lot_stock_id.id)]
        )
        self.assertEqual(quants.owner_id, self.tj.agent_id)
        self.assertEqual(sum(quants.mapped("quantity")), 8)
        self.assertFalse(self.tj_dispatch.move_ids.account_move_id)

    def test_desk_tells_how_long_the_agent_took_to_ship(self):
        """Proves R128."""
        had_it = self.env.cr.now() - timedelta(hours=6)
        self.env.cr.execute(
            "UPDATE stock_picking SET create_date = %s WHERE id = %s",
            (had_it, self.tj_dispatch.id),
        )
        self.tj_dispatch.invalidate_recordset(["create_date"])
        self.assertEqual(self.tj_dispatch.hours_to_ship, 0)
        self._ship_by_wizard(self.tj_dispatch)
        self.assertAlmostEqual(self.tj_dispatch.hours_to_ship, 6, delta=0.1)

    def test_malformed_tracking_number_is_refused(self):
        for bad in ("", "123", "SF-12-3", "顺丰123456789", "ABCDEFGHIJ"):
            with self.assertRaisesRegex(UserError, "tracking number"):
                self._ship_by_wizard(self.tj_dispatch, ref=bad or " ")
        self.assertEqual(self.tj_dispatch.dispatch_state, "new")

    def test_full_width_number_with_blanks_is_understood(self):
        self._ship_by_wizard(self.tj_dispatch, ref=" ＳＦ1234 5678 90123 ")
        self.assertEqual(self.tj_dispatch.carrier_tracking_ref, "SF1234567890123")

    def test_dispatch_is_not_shipped_twice(self):
        self.tj_dispatch._ship(self.courier, "SF1234567890123")
        with self.assertRaisesRegex(UserError, "can not be shipped"):
            self.tj_dispatch._ship(self.courier, "SF9999999999999")
        self.assertEqual(self.tj_dispatch.carrier_tracking_ref, "SF1234567890123")

    @users("tj_agent")
    def test_refused_dispatch_goes_to_the_next_warehouse(self):
        """Proves R125."""
        dispatch = self.env["stock.picking"].search([])
        wizard = self.env["dispatch.refuse"].create(
            {
                "picking_ids": dispatch.ids,
                "reason_id": self.no_stock.id,
                "note": "找不到货",
            }
        )
        wizard.action_refuse()
        self.assertEqual(dispatch.dispatch_state, "refused")
        order = self.tj_order
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 2})
        refused = order.allocation_ids.filtered("refused")
        self.assertIn("找不到货", refused.cancel_reason)
        active = order.picking_ids.filtered(lambda p: p.state != "cancel")
        self.assertEqual(active.agent_id, self.ks.agent_id)
        self.assertEqual(active.state, "assigned")

    def test_refused_by_everybody_waits(self):
        self.tj_dispatch._refuse(self.no_stock)
        second = self.tj_order.picking_ids.filtered(lambda p: p.state != "cancel")
        second._refuse(self.no_stock)
        self.assertEqual(self.tj_order.routing_state, "waiting")
        self.assertEqual(self.tj_order.order_line.routing_state, "waiting")
        self.assertTrue(self.tj_order.activity_ids)

    def test_dispatch_cancelled_alone_goes_back_to_routing(self):
        self.tj_dispatch.action_cancel()
        self.assertEqual(self.tj_order.routing_state, "waiting")
        self.tj_order.action_retry_routing()
        self.assertEqual(self._shares(self.tj_order), {("T-COAT", self.tj): 2})

    def test_dispatch_not_accepted_in_time_is_late(self):
        Picking = self.env["stock.picking"]
        self.assertFalse(self.tj_dispatch.is_late)
        self.tj_dispatch.accept_by = fields.Datetime.now() - timedelta(minutes=1)
        self.assertTrue(self.tj_dispatch.is_late)
        self.assertEqual(Picking.search([("is_late", "=", True)]), self.tj_dispatch)
        self.tj_dispatch.action_accept()
        self.assertFalse(self.tj_dispatch.is_late)
        self.assertFalse(Picking.search([("is_late", "=", True)]))

    def test_deadlines_follow_the_settings(self):
        self.env.company.dispatch_accept_hours = 2
        order = self._order(self.in_beijing, [(self.coat, 1)])
        left = order.picking_ids.accept_by - fields.Datetime.now()
        self.assertAlmostEqual(left / timedelta(hours=1), 2, places=1)

    def test_new_goods_do_not_slip_into_an_accepted_dispatch(self):
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 1)])
        first = order.picking_ids
        first.action_accept()
        self._stock(self.tj, self.scarf, 1)
        order.action_retry_routing()
        self.assertEqual(first.move_ids.product_id, self.coat)
        self.assertEqual(len(order.picking_ids), 2)

    @users("tj_agent")
    def test_agent_does_not_say_himself_that_it_arrived(self):
        """Proves R12: delivery is what he is paid for."""
        self.tj_dispatch._ship(self.courier, "SF1234567890123")
        with self.assertRaises(AccessError):
            self.tj_dispatch.with_user(self.env.user).action_deliver()

    def test_delivered_dispatch_is_marked_once(self):
        self.tj_dispatch.action_deliver()
        self.assertFalse(self.tj_dispatch.delivered_at)
        self.tj_dispatch._ship(self.courier, "SF1234567890123")
        self.tj_dispatch.action_deliver()
        self.assertEqual(self.tj_dispatch.dispatch_state, "delivered")

    def test_warehouse_that_changes_hands_keeps_its_past(self):
        """Proves R12."""
        self.tj.agent_id = self.ks.agent_id
        self.assertNotEqual(self.tj_dispatch.agent_id, self.ks.agent_id)
