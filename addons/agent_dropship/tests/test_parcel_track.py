from odoo.tests import tagged

from .track_common import TrackCommon


@tagged("post_install", "-at_install")
class TestParcelTrack(TrackCommon):
    def test_a_shipped_parcel_is_followed_at_once(self):
        order = self._shipped("73112345678901")
        track = order.picking_ids.track_ids
        self.assertEqual(track.number, "73112345678901")
        self.assertEqual(track.state, "waiting")
        self.assertEqual(track.account_id, self.account)
        self.assertEqual(order.picking_ids.track_state, "waiting")

    def test_a_signature_delivers_the_dispatch_once(self):
        order = self._shipped("73112345678901")
        picking, track = order.picking_ids, order.picking_ids.track_ids
        signed = self._event(1, "已签收", "signed")
        self._tell(track, self._event(9, "已揽收", "collected"), signed)
        self.assertEqual(picking.dispatch_state, "delivered")
        delivered_at, shares = picking.delivered_at, picking.move_ids.share_entry_ids
        self.assertTrue(shares)
        self._tell(track, signed)
        self.assertEqual(picking.delivered_at, delivered_at)
        self.assertEqual(picking.move_ids.share_entry_ids, shares)
        self.assertEqual(len(track.event_ids), 2)

    def test_reports_in_any_order_end_in_the_same_state(self):
        track = self._shipped("73112345678901").picking_ids.track_ids
        collected = self._event(9, "已揽收", "collected")
        moving = self._event(5, "已到达天津", "moving")
        delivering = self._event(2, "派送中", "delivering")
        self._tell(track, delivering, moving)
        self._tell(track, collected)
        self.assertEqual(track.state, "delivering")
        self.assertEqual(track.latest_text, "派送中")
        self.assertEqual(len(track.event_ids), 3)

    def test_a_parcel_of_before_the_order_pays_nobody(self):
        order = self._shipped("73112345678901")
        track = order.picking_ids.track_ids
        self._tell(track, self._event(24 * 90, "已签收", "signed"))
        self.assertEqual(track.state, "signed")
        self.assertEqual(order.picking_ids.dispatch_state, "shipped")

    def test_the_number_of_somebody_elses_parcel_is_not_followed(self):
        first = self._shipped("73112345678901")
        second = self._shipped("73112345678901", self.in_shanghai)
        self.assertFalse(second.picking_ids.track_ids)
        self._tell(first.picking_ids.track_ids, self._event(1, "已签收", "signed"))
        self.assertEqual(second.picking_ids.dispatch_state, "shipped")

    def test_a_corrected_number_is_followed_instead(self):
        picking = self._shipped("73112345678901").picking_ids
        old = picking.track_ids
        picking.carrier_tracking_ref = "73112345678902"
        self.assertEqual(picking.track_ids.number, "73112345678902")
        self.assertFalse(old.active)
