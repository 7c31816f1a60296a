from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .track_common import TrackCommon


@tagged("post_install", "-at_install")
class TestCourierAccess(TrackCommon):
    """Who may see parcels and accounts, and that secrets stay secret."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operator = new_test_user(cls.env, "t_op", "brand_outlet.group_operator")
        cls._stock(cls.fs, cls.coat, 5)
        cls.order = cls._shipped("73112345678901")
        cls.far_order = cls._shipped("73112345678902", cls.in_guangzhou)
        cls.near = cls._agent_user(cls.tj, "t_near")
        cls.far = cls._agent_user(cls.fs, "t_far")

    def test_an_agent_sees_the_parcels_he_sent(self):
        tracks = self.order.picking_ids.track_ids | self.far_order.picking_ids.track_ids
        for track in tracks:
            self._tell(track, self._event(1, "运输中", "moving"))
        mine, theirs = tracks
        self.assertEqual(tracks.with_user(self.near).search([]), mine)
        events = self.env["parcel.track.event"].with_user(self.near)
        self.assertEqual(events.search([]).track_id, mine)
        self.assertEqual(
            self.order.picking_ids.with_user(self.near).track_state, "moving"
        )
        with self.assertRaises(AccessError):
            theirs.with_user(self.near).read(["number"])
        with self.assertRaises(AccessError):
            mine.with_user(self.near).action_subscribe()

    def test_no_party_reaches_accounts_and_pushes(self):
        brand = new_test_user(
            self.env,
            "t_brand",
            "brand_outlet.group_brand",
            party_id=self.brand_company.id,
        )
        for user in (self.near, brand):
            for model in ("courier.account", "courier.push"):
                with self.assertRaises(AccessError):
                    self.env[model].with_user(user).search([])
        with self.assertRaises(AccessError):
            self.env["parcel.track"].with_user(brand).search([])

    def test_the_operator_puts_a_key_in_and_never_gets_it_out(self):
        account = self.account.with_user(self.operator)
        account.key = "top-secret"
        self.assertEqual(self.account._open_secret("key"), "top-secret")
        self.env.invalidate_all()
        self.assertFalse(account.key)
        self.assertTrue(account.has_key)
        for name in ("key_sealed", "salt_sealed", "callback_token"):
            with self.assertRaises(AccessError):
                account.read([name])
        told = str(account.read()) + str(account.export_data(["key", "name"]))
        self.assertNotIn("top-secret", told)
        self.assertNotIn("top-secret", self.account.key_sealed)
        self.assertFalse(self.account.copy().has_key)

    def test_a_new_address_forgets_the_key(self):
        account = self.account.with_user(self.operator)
        account.base_url = account.base_url
        self.assertTrue(account.has_key)
        account.base_url = "https://elsewhere.example"
        self.assertFalse(account.has_key)
        self.assertFalse(self.account._open_secret("key"))
        account.write({"base_url": "https://other.example", "key": "again"})
        self.assertEqual(self.account._open_secret("key"), "again")

    def test_only_the_operator_renews_a_customers_link(self):
        link = self.order._get_order_page_url()
        with self.assertRaises(AccessError):
            self.order.with_user(self.near).action_renew_page_link()
        self.order.with_user(self.operator).action_renew_page_link()
        self.assertNotEqual(self.order._get_order_page_url(), link)

    def test_the_operator_has_pushes_read_and_parcels_subscribed_again(self):
        track = self.order.picking_ids.track_ids
        track.follow_state = "failed"
        track.with_user(self.operator).action_subscribe()
        self.assertEqual(track.follow_state, "new")
        push = self.env["courier.push"].create(
            {"account_id": self.account.id, "body": "{}", "digest": "1"}
        )
        with mute_logger("odoo.addons.agent_dropship.models.courier_push"):
            push.with_user(self.operator).action_read_again()
        self.assertEqual(push.state, "failed")
