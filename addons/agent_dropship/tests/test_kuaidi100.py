from datetime import datetime, timedelta, timezone

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .track_common import KuaidiCommon

NUMBER = "73112345678901"


@tagged("post_install", "-at_install")
class TestKuaidi100(KuaidiCommon):
    """The whole conversation with a tracking provider, over HTTP."""

    def test_a_parcel_is_subscribed_and_its_journey_comes_in(self):
        """Proves R216."""
        order = self._shipped(NUMBER)
        self._subscribe()
        sent = self._get_subscription()
        self.assertEqual(sent["company"], "zhongtong")
        self.assertEqual(sent["number"], NUMBER)
        track = order.picking_ids.track_ids
        self.assertEqual(track.follow_state, "subscribed")
        self.kuaidi.travel(NUMBER)
        status, answer = self._push(NUMBER, status="shutdown")
        self.assertEqual((status, answer["result"]), (200, True))
        self._read_pushes()
        self.assertEqual(track.state, "signed")
        self.assertEqual(len(track.event_ids), 5)
        self.assertEqual(track.follow_state, "ended")
        self.assertEqual(order.picking_ids.dispatch_state, "delivered")

    def test_only_the_last_digits_of_a_phone_leave_and_only_if_asked(self):
        self.courier.courier_needs_phone = True
        self.in_beijing.phone = "13912345678-0012"
        self._shipped(NUMBER)
        self._subscribe()
        self.assertEqual(self._get_subscription()["parameters"]["phone"], "5678")
        self.courier.courier_needs_phone = False
        self._shipped("73112345678902", self.in_shanghai)
        self._subscribe()
        self.assertNotIn("phone", self._get_subscription()["parameters"])

    def test_the_same_push_twice_changes_nothing(self):
        order = self._shipped(NUMBER)
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        self.assertEqual(self._push(NUMBER, times=2)[0], 200)
        self.assertEqual(self.env["courier.push"].search_count([]), 1)
        self._read_pushes()
        picking = order.picking_ids
        shares = picking.move_ids.share_entry_ids
        delivered_at = picking.delivered_at
        self.assertTrue(shares)
        # the same journey, told in other words around it
        self._push(NUMBER, message="again")
        self._read_pushes()
        self.assertEqual(picking.move_ids.share_entry_ids, shares)
        self.assertEqual(picking.delivered_at, delivered_at)
        self.assertEqual(len(picking.track_ids.event_ids), 5)

    def test_pushes_out_of_order_end_in_the_latest_state(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        events = self.kuaidi.parcels[NUMBER].events
        for upto in (4, 1, 3, 2):
            self._push(NUMBER, events=events[:upto])
        self._read_pushes()
        self.assertEqual(track.state, "delivering")
        self.assertEqual(len(track.event_ids), 4)

    def test_a_forged_push_is_refused(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        with mute_logger("odoo.http"):
            self.assertEqual(self._push(NUMBER, sign="0" * 32)[0], 403)
            self.assertEqual(self._push(NUMBER, sign="签名")[0], 403)
            url = self.account._get_callback_url()
            self.assertEqual(self.url_open(url, data={"a": "b"}).status_code, 403)
            self.assertEqual(self.url_open(url[:-1], data={"a": "b"}).status_code, 404)
            self.assertEqual(self.url_open(url).status_code, 405)
        self.assertFalse(self.env["courier.push"].search([]))
        self.assertEqual(track.state, "waiting")

    def test_an_unknown_number_is_taken_without_harm(self):
        self._shipped(NUMBER)
        self._subscribe()
        parcel = self.kuaidi.parcels[NUMBER]
        self.kuaidi.parcels["73999999999999"] = parcel
        self.kuaidi.travel(NUMBER)
        told = {"nu": "73999999999999"}
        self.assertEqual(self._push(NUMBER, result=told)[0], 200)
        self._read_pushes()
        self.assertEqual(self.env["courier.push"].search([]).state, "unknown")

    def test_a_push_that_came_before_its_parcel_was_known_is_read_then(self):
        self._shipped(NUMBER)
        self._subscribe()
        early = "73999999999999"
        self.kuaidi.parcels[early] = self.kuaidi.parcels[NUMBER]
        self.kuaidi.travel(NUMBER)
        self._push(NUMBER, result={"nu": early})
        self._read_pushes()
        push = self.env["courier.push"].search([])
        self.assertEqual(push.state, "unknown")
        track = self._shipped(early).picking_ids.track_ids
        self.assertEqual(push.state, "new")
        self._read_pushes()
        self.assertEqual(push.state, "done")
        self.assertEqual(track.state, "signed")

    def test_one_unreadable_push_does_not_hold_up_the_next(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self._push(NUMBER, body="{not json")
        self._push(NUMBER, body='{"lastResult": {"nu": "7", "data": "x"}}')
        self._push(NUMBER, body='["list"]')
        self.kuaidi.travel(NUMBER)
        self._push(NUMBER)
        with mute_logger("odoo.addons.agent_dropship.models.courier_push"):
            self._read_pushes()
        states = self.env["courier.push"].search([]).mapped("state")
        self.assertEqual(states, ["failed", "failed", "failed", "done"])
        self.assertEqual(track.state, "signed")

    def test_signed_for_and_then_sent_back_is_told_and_booked_once(self):
        order = self._shipped(NUMBER)
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        self._push(NUMBER)
        self._read_pushes()
        later = datetime.now(timezone.utc) + timedelta(minutes=5)
        self.kuaidi.move(NUMBER, "客户拒收，快件退回", "6", later)
        self._push(NUMBER)
        self._read_pushes()
        track = order.picking_ids.track_ids
        self.assertEqual(track.state, "returning")
        self.assertTrue(track.came_back_at)
        self.assertEqual(order._get_page_values()["parcels"][0]["state"], "returned")

    # --- faults -------------------------------------------------------------------

    def test_a_provider_in_trouble_is_asked_again_later(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        with mute_logger("odoo.addons.agent_dropship.models.courier_account"):
            for fault in ("500", "silent", "nonsense", "redirect"):
                self.kuaidi.faults.append(fault)
                track.next_try_at = fields.Datetime.now()
                self._subscribe()
                self.assertEqual(track.follow_state, "new", fault)
                self.assertGreater(track.next_try_at, fields.Datetime.now())
        self.assertEqual(track.tries, 4)
        self.assertTrue(self.account.last_error)
        asked = len(self.kuaidi.requests)
        self._subscribe()
        self.assertEqual(len(self.kuaidi.requests), asked, "it is not time yet")
        track.next_try_at = fields.Datetime.now()
        self._subscribe()
        self.assertEqual(track.follow_state, "subscribed")

    def test_a_provider_that_never_works_is_given_up_after_a_few_times(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        with mute_logger("odoo.addons.agent_dropship.models.courier_account"):
            for _time in range(10):
                self.kuaidi.faults.append("500")
                track.next_try_at = fields.Datetime.now()
                self._subscribe()
        self.kuaidi.faults.clear()
        self.assertEqual(track.follow_state, "failed")
        self.assertEqual(track.tries, 6)

    def test_a_slow_provider_does_not_hold_up_the_job_for_long(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self.kuaidi.faults.append("slow")
        with mute_logger("odoo.addons.agent_dropship.models.courier_account"):
            self._subscribe()
        self.assertEqual(track.follow_state, "new")

    def test_a_wrong_key_is_told_and_not_tried_again(self):
        self.account.key = "another"
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self.assertEqual(track.follow_state, "failed")
        self.assertIn("KEY", self.account.last_error)
        self.assertNotIn("another", self.account.last_error)

    def test_without_a_provider_everything_else_works(self):
        self.account.active = False
        order = self._shipped(NUMBER)
        asked = len(self.kuaidi.requests)
        self._subscribe()
        self._run("poll")
        self._run("stuck")
        self.assertEqual(len(self.kuaidi.requests), asked)
        order.picking_ids.action_deliver()
        self.assertEqual(order.picking_ids.dispatch_state, "delivered")
        other = self._shipped("73112345678902", self.in_shanghai)
        self.account.active = True
        self._subscribe()
        self.assertEqual(other.picking_ids.track_ids.follow_state, "subscribed")

    # --- asking -------------------------------------------------------------------

    def _make_silent(self, track):
        long_ago = fields.Datetime.now() - timedelta(hours=13)
        track.write({"heard_at": long_ago, "next_poll_at": False})

    def test_a_silent_parcel_is_asked_about_and_a_told_one_is_not(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        asked = len(self.kuaidi.requests)
        self._run("poll")
        self.assertEqual(len(self.kuaidi.requests), asked, "it is heard of")
        self._make_silent(track)
        self._run("poll")
        self.assertEqual(self.kuaidi.requests[-1][0], "/poll/query.do")
        self.assertEqual(track.state, "signed")

    def test_a_parcel_is_not_asked_about_more_often_than_allowed(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._subscribe()
        self.account.polls_per_day = 3
        asked = len(self.kuaidi.requests)
        for _time in range(6):
            self._make_silent(track)
            self._run("poll")
        self.assertEqual(len(self.kuaidi.requests), asked + 3)

    def test_a_locked_number_is_left_alone_for_a_day(self):
        track = self._shipped(NUMBER).picking_ids.track_ids
        self._make_silent(track)
        self.kuaidi.faults.append("locked")
        self._run("poll")
        day = fields.Datetime.now() + timedelta(hours=23, minutes=50)
        self.assertGreater(track.next_poll_at, day)
