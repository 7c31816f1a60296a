from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged, users

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestInterception(DropshipCommon):
    """A cancelled order stops its parcel, wherever that is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.tj_user = cls._agent_user(cls.tj, "tj_agent")
        cls.ks_user = cls._agent_user(cls.ks, "ks_agent")
        cls._stock(cls.tj, cls.coat, 10)
        cls._stock(cls.ks, cls.scarf, 10)
        cls.boss = new_test_user(
            cls.env, "boss", groups="brand_outlet.group_operator", name="老张"
        )
        cls.env.company.dispatch_person_id = cls.boss
        cls.order = cls._order(cls.in_beijing, [(cls.coat, 2)])
        cls.dispatch = cls.order.picking_ids

    def _tasks(self, record, user):
        return record.activity_ids.filtered(
            lambda a: (
                a.user_id == user
                and a.activity_type_id
                == self.env.ref("agent_dropship.mail_activity_interception")
            )
        )

    def _escalate(self):
        self._run_job("cron_interception")

    def _free_coats(self):
        return self._free(self.tj, self.coat)

    def test_cancel_before_shipping_stops_the_parcel_and_tells_the_warehouse(self):
        """Proves R129."""
        self.dispatch.action_accept()
        self.order.action_cancel()
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self.dispatch.state, "cancel")
        self.assertEqual(self._free_coats(), 10)
        interception = self.order.interception_ids
        self.assertEqual(interception.state, "asked")
        self.assertTrue(self._tasks(interception, self.tj_user))
        self.assertEqual(self.dispatch.desk_step, "stop")
        mine = self.env["dispatch.interception"].with_user(self.tj_user)
        self.assertEqual(mine.search([]).ids, interception.ids)

    def test_cancel_after_shipping_asks_the_courier_to_return(self):
        """Proves R129."""
        self.dispatch._ship(self.courier, "SF1234567890123")
        self.order.action_cancel()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.dispatch.dispatch_state, "shipped")
        interception = self.order.interception_ids
        self.assertEqual(interception.state, "courier_asked")
        self.assertTrue(interception.too_late_at and interception.courier_asked_at)
        task = self._tasks(interception, self.boss)
        self.assertIn("SF1234567890123", task.summary)
        # asked twice is asked once
        self.order.action_cancel()
        self.assertEqual(len(self.order.interception_ids), 1)
        interception.with_user(self.tj_user).action_returned()
        self.assertEqual(interception.state, "returned")
        self.assertEqual(self.order.state, "cancel")
        self.assertEqual(self._free_coats(), 10)
        self.assertFalse(self._tasks(interception, self.boss))
        quants = self.env["stock.quant"].search(
            [("location_id", "=", self.tj.lot_stock_id.id)]
        )
        self.assertEqual(quants.owner_id, self.tj.agent_id)

    def test_parcel_that_arrives_all_the_same_is_a_sale(self):
        self.dispatch._ship(self.courier, "SF1234567890123")
        self.order.action_cancel()
        self.dispatch.action_deliver()
        self.assertEqual(self.order.interception_ids.state, "delivered")
        self.assertEqual(self.order.state, "sale")
        self.assertTrue(self.order.order_line.share_entry_ids)
        with self.assertRaisesRegex(UserError, "return"):
            self.order._intercept()

    def test_stopped_dispatch_is_shipped_by_no_door(self):
        self.dispatch.action_accept()
        self.dispatch.action_print_slips()
        self.order._intercept()
        for door in (
            lambda: self.dispatch._ship(self.courier, "SF1234567890123"),
            self.dispatch.button_validate,
            self.dispatch._action_done,
            self.dispatch.action_print_slips,
            self.dispatch.action_open_ship,
        ):
            with self.assertRaises(UserError):
                door()
        self.assertEqual(self.dispatch.state, "cancel")
        self.assertFalse(self.dispatch.date_done)

    def test_who_pays_follows_from_how_far_the_parcel_had_come(self):
        printed = self._order(self.in_beijing, [(self.coat, 1)])
        shipped = self._order(self.in_beijing, [(self.coat, 1)])
        printed.picking_ids.action_accept()
        printed.picking_ids.action_print_slips()
        shipped.picking_ids._ship(self.courier, "SF1234567890123")
        orders = self.order | printed | shipped
        orders._intercept(role="reseller")
        self.assertEqual(
            [order.interception_ids.payer for order in orders],
            ["nobody", "operator", "reseller"],
        )
        self.assertEqual(shipped.interception_ids.payer_id, self.place.owner_id)
        self.assertEqual(printed.interception_ids.payer_id, self.env.company.partner_id)
        rule = self.env.ref("agent_dropship.interception_rule_after_print")
        rule.payer = "agent"
        other = self._order(self.in_beijing, [(self.coat, 1)])
        other.picking_ids.action_accept()
        other.picking_ids.action_print_slips()
        other._intercept()
        self.assertEqual(other.interception_ids.payer_id, self.tj.agent_id)

    def test_every_step_has_its_time(self):
        self.dispatch.action_accept()
        interception = self.order._intercept()
        self.assertTrue(interception.asked_at)
        mine = interception.with_user(self.tj_user)
        mine.action_seen()
        self.assertTrue(interception.seen_at)
        self.assertFalse(interception.stopped_at)
        mine.action_stopped()
        self.assertTrue(interception.stopped_at)
        self.assertFalse(interception.activity_ids)
        self.assertEqual(self.dispatch.desk_step, "gone")
        with self.assertRaisesRegex(UserError, "does not follow"):
            mine.action_seen()

    def test_unanswered_interception_is_escalated(self):
        self.dispatch.action_accept()
        self.dispatch.action_print_slips()
        interception = self.order._intercept()
        waited = interception.answer_by - interception.asked_at
        self.assertEqual(waited, timedelta(minutes=10))
        self._escalate()
        self.assertFalse(interception.escalated_at)
        interception.answer_by = fields.Datetime.now() - timedelta(minutes=1)
        self._escalate()
        self.assertTrue(interception.escalated_at)
        self.assertEqual(len(self._tasks(interception, self.boss)), 1)
        self._escalate()
        self.assertEqual(len(self._tasks(interception, self.boss)), 1)

    def test_one_that_can_not_be_escalated_does_not_hold_up_the_next(self):
        other = self._order(self.in_beijing, [(self.coat, 1)])
        for order in (self.order, other):
            order.picking_ids.action_accept()
            order.picking_ids.action_print_slips()
            order._intercept().answer_by = fields.Datetime.now() - timedelta(minutes=1)
        stuck, next_one = self.order.interception_ids, other.interception_ids
        self._break(stuck, stuck._name, "_escalate")
        with self.assertLogs("odoo.addons.brand_outlet.models.ir_cron", "ERROR"):
            self._escalate()
        self.assertFalse(stuck.escalated_at)
        self.assertTrue(next_one.escalated_at)

    def test_todo_is_due_on_the_day_it_is_for_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self.dispatch.action_accept()
        with freeze_time("2030-03-01 20:00:00"):
            order = self.order.with_context(tz="America/Los_Angeles")
            interception = order._intercept()
        task = self._tasks(interception, self.tj_user)
        self.assertEqual(fields.Date.to_string(task.date_deadline), "2030-03-02")

    def test_parcel_nobody_has_begun_needs_no_answer(self):
        interception = self.order._intercept()
        interception.answer_by = fields.Datetime.now() - timedelta(minutes=1)
        self._escalate()
        self.assertEqual(interception.state, "stopped")
        self.assertFalse(interception.escalated_at)
        self.assertFalse(interception.activity_ids)

    def test_parcel_that_had_left_before_it_was_read(self):
        self.dispatch.action_accept()
        self.dispatch.action_print_slips()
        interception = self.order._intercept(role="reseller")
        self.assertEqual(interception.payer, "operator")
        self._leave(interception)
        self.assertEqual(interception.state, "courier_asked")
        self.assertTrue(interception.too_late_at)
        self.assertEqual(interception.payer, "reseller")
        parcel = interception.picking_id
        self.assertEqual(parcel.dispatch_state, "shipped")
        self.assertEqual(parcel.carrier_tracking_ref, "SF1234567890123")
        self.assertEqual(self._free_coats(), 8)
        interception.with_user(self.tj_user).action_returned()
        self.assertEqual(self._free_coats(), 10)

    def _leave(self, interception):
        mine = interception.with_user(self.tj_user)
        action = mine.action_open_late()
        wizard = mine.env["dispatch.interception.late"].with_context(
            **action["context"]
        )
        wizard.create(
            {"carrier_id": self.courier.id, "tracking_ref": "SF1234567890123"}
        ).action_confirm()

    def test_partly_shipped_order_keeps_what_was_shipped(self):
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 2)])
        coats, scarves = (
            order.order_line.filtered(lambda ln, p=p: ln.product_id == p)
            for p in (self.coat, self.scarf)
        )
        coats.move_ids.picking_id._ship(self.courier, "SF1234567890123")
        order._intercept()
        self.assertEqual(order.state, "sale")
        self.assertEqual((coats.product_uom_qty, scarves.product_uom_qty), (1, 0))
        self.assertEqual(order.amount_total, 500)
        self.assertEqual(scarves.move_ids.state, "cancel")
        self.assertEqual(self._free(self.ks, self.scarf), 10)
        self.assertEqual(
            {i.picking_id.agent_id: i.state for i in order.interception_ids},
            {self.tj.agent_id: "courier_asked", self.ks.agent_id: "asked"},
        )
        self.assertEqual(order.routing_state, "allocated")
        self.assertFalse(order._get_waiting_lines())

    def test_locked_order_is_cancelled_as_well(self):
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 2)])
        order.locked = True
        scarves = order.picking_ids.filtered(lambda p: p.agent_id == self.ks.agent_id)
        scarves._ship(self.courier, "SF1234567890123")
        order._intercept()
        self.assertTrue(order.locked)
        self.assertEqual(sum(order.order_line.mapped("product_uom_qty")), 2)

    @users("ks_agent")
    def test_agent_touches_no_interception_of_another(self):
        """Proves R12."""
        self.dispatch.sudo().action_accept()
        foreign = self.order.sudo()._intercept().with_user(self.env.user)
        self.assertFalse(self.env["dispatch.interception"].search([]))
        for act in ("action_seen", "action_stopped", "action_open_late"):
            with self.assertRaises(AccessError):
                getattr(foreign, act)()
        vals = {"carrier_id": self.courier.id, "tracking_ref": "SF1234567890123"}
        vals["interception_id"] = foreign.id
        Wizard = self.env["dispatch.interception.late"]
        with self.assertRaises(AccessError):
            Wizard.create(vals)
        wizard = Wizard.sudo().create(vals).sudo(False)
        with self.assertRaises(AccessError):
            wizard.action_confirm()

    @users("tj_agent")
    def test_agent_neither_reads_the_order_nor_writes_the_clock(self):
        """Proves R12."""
        self.dispatch.sudo().action_accept()
        mine = self.order.sudo()._intercept().with_user(self.env.user)
        mine.read(["state", "goods_text", "recipient_name", "payer"])
        with self.assertRaises(AccessError):
            mine.read(["order_id"])
        with self.assertRaises(AccessError):
            mine.write({"state": "stopped"})
        with self.assertRaises(AccessError):
            mine.action_delivered()
