from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .track_common import TrackCommon

NUMBER = "73112345678901"


@tagged("post_install", "-at_install")
class TestParcelStuck(TrackCommon):
    """Parcels that do not move, or come back, become cases by themselves."""

    def _notice(self):
        with self.enter_registry_test_mode():
            self.env.ref("agent_dropship.cron_courier_stuck").method_direct_trigger()

    def _cases(self, order, kind="stuck_parcel"):
        return self.env["outlet.case"].search(
            [("order_id", "=", order.id), ("kind", "=", kind)]
        )

    def test_a_parcel_without_movement_becomes_one_case_and_ends_it_by_moving(self):
        order = self._shipped(NUMBER)
        track = order.picking_ids.track_ids
        collected = self._event(47, "已揽收", "collected")
        self._tell(track, collected)
        self._notice()
        self.assertFalse(self._cases(order))
        self.env.company.parcel_stuck_hours = 46
        self._notice()
        self._notice()
        case = self._cases(order)
        self.assertEqual(len(case), 1)
        self.assertIn(NUMBER, case.description)
        self.assertTrue(case.responsible_id)
        self.assertTrue(track.is_stuck)
        self._tell(track, collected)
        self.assertEqual(case.state, "open", "an old report is no movement")
        self._tell(track, self._event(0, "已到达北京", "moving"))
        self.assertEqual(case.state, "done")
        self.assertFalse(track.is_stuck)

    def test_what_a_job_writes_down_is_in_the_language_of_the_company(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.company.partner_id.lang = "zh_CN"
        order = self._shipped(NUMBER)
        order.picking_ids.track_ids.last_moved_at -= timedelta(days=9)
        self._notice()
        self.assertIn("没有动静", self._cases(order).description)

    def test_it_may_get_stuck_again(self):
        order = self._shipped(NUMBER)
        track = order.picking_ids.track_ids
        for hours in (80, 70):
            self._tell(track, self._event(hours, f"已到达 {hours}", "moving"))
            track.last_moved_at = fields.Datetime.now() - timedelta(hours=60)
            self._notice()
            self._tell(track, self._event(hours / 100, "又走了", "moving"))
        self.assertEqual(self._cases(order).mapped("state"), ["done", "done"])

    def test_hours_are_the_couriers_else_the_companys_and_0_is_never(self):
        order = self._shipped(NUMBER)
        track = order.picking_ids.track_ids
        track.last_moved_at -= timedelta(hours=30)
        self.env.company.parcel_stuck_hours = 0
        self._notice()
        self.assertFalse(self._cases(order))
        self.courier.stuck_hours = 24
        self._notice()
        self.assertTrue(self._cases(order))

    def test_nothing_is_judged_that_nobody_tells_of(self):
        order = self._shipped(NUMBER)
        order.picking_ids.track_ids.last_moved_at -= timedelta(days=9)
        self.account.active = False
        self._notice()
        self.assertFalse(self._cases(order))

    def test_the_agent_is_not_asked_about_a_parcel_that_was_signed_for(self):
        order = self._shipped(NUMBER)
        track = order.picking_ids.track_ids
        self._tell(track, self._event(100, "已签收", "signed"))
        self._notice()
        self.assertFalse(self._cases(order))

    def test_a_refused_parcel_is_expected_back_by_the_warehouse_that_sent_it(self):
        order = self._shipped(NUMBER)
        picking = order.picking_ids
        track = picking.track_ids
        refused = self._event(3, "客户拒收", "refused")
        self._tell(track, refused)
        self._tell(track, refused, self._event(1, "退回途中", "returning"))
        case = self._cases(order, "interception")
        self.assertEqual(len(case), 1)
        self.assertEqual(case.state, "waiting")
        self.assertEqual(case.warehouse_id, self.tj)
        self.assertEqual(picking.dispatch_state, "shipped")
        self.assertFalse(picking.move_ids.share_entry_ids)

    def test_a_parcel_signed_for_and_then_sent_back_is_judged_by_somebody(self):
        order = self._shipped(NUMBER)
        picking = order.picking_ids
        track = picking.track_ids
        self._tell(track, self._event(5, "已签收", "signed"))
        self.assertEqual(picking.dispatch_state, "delivered")
        self._tell(track, self._event(1, "退回途中", "returning"))
        self.assertEqual(len(self._cases(order, "return")), 1)
        self.assertEqual(picking.dispatch_state, "delivered")

    def test_an_intercepted_parcel_on_its_way_back_is_no_second_case(self):
        order = self._shipped(NUMBER)
        track = order.picking_ids.track_ids
        order._action_cancel()
        asked = self.env["outlet.case"].search_count([("order_id", "=", order.id)])
        self._tell(track, self._event(1, "退回途中", "returning"))
        cases = self.env["outlet.case"].search_count([("order_id", "=", order.id)])
        self.assertEqual(cases, asked)
