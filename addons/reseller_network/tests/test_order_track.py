from odoo.tests import tagged

from odoo.addons.agent_dropship.courier import Event, Report

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestOrderTrack(PortalCommon):
    """What seller and customer are told of a parcel, without anyone typing it."""

    def _make_order(self):
        order = self._order(self.in_beijing, [(self.small, 1, 400.0)])
        self.env.flush_all()
        return order

    def _tell(self, order, text, state):
        track = order.picking_ids.track_ids
        event = Event(order.date_order.replace(microsecond=0), text, state)
        track._apply_report(Report("zhongtong", track.number, (event,)))
        self.env.flush_all()

    def test_a_number_is_on_both_pages_as_soon_as_it_is_set(self):
        """Proves R132."""
        order = self._make_order()
        mine = f"/my/outlet/orders/{order.id}"
        self.assertNotIn("73112345678901", self._get(mine).text)
        order.picking_ids._ship(self.courier, "73112345678901")
        self.env.flush_all()
        self.assertIn("73112345678901", self._get(mine).text)
        theirs = order._get_order_page_url()
        self.env.flush_all()
        self.assertIn("73112345678901", self.url_open(theirs).text)

    def test_picking_and_parcel_are_live_on_the_sellers_page(self):
        """Where the goods are: routed, shipped, under way, coming back. Proves R149."""
        order = self._make_order()
        mine = f"/my/outlet/orders/{order.id}"
        self.assertIn("To ship", self._get(mine).text)
        order.picking_ids._ship(self.courier, "73112345678901")
        self._tell(order, "【北京】派送中", "delivering")
        page = self._get(mine).text
        for words in ("Out for Delivery", "【北京】派送中"):
            self.assertIn(words, page)
        self._tell(order, "客户拒收，退回途中", "returning")
        page = self._get(mine).text
        for words in ("Coming Back", "退回途中"):
            self.assertIn(words, page)

    def test_the_seller_sends_the_customer_a_link(self):
        order = self._make_order()
        page = self._get(f"/my/outlet/orders/{order.id}").text
        link = order._get_order_page_url()
        self.assertIn(f'data-copy="{link}"', page)
        self.assertIn(link, self._as(self.user)._customer_message(order))

    def test_an_order_shows_exactly_one_contact(self):
        """The seller, or the official outlet for affiliates. Proves R147."""
        self.user.partner_id.phone = "13700001111"
        self.env.company.phone = "4001234567"
        own = self._make_order()
        contact = own._get_page_contact()
        self.assertEqual(contact["phone"], "13700001111")
        linked = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.link_place.id
        )
        self.env.flush_all()
        text = self.url_open(linked._get_order_page_url()).text
        self.assertEqual(text.count("oo_contact"), 1)
        self.assertIn("tel:4001234567", text)
        for name in ("研究所小林", "衣橱研究所"):
            self.assertNotIn(name, text)

    def test_an_affiliate_gets_no_link_to_consumers_he_does_not_know(self):
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.link_place.id
        )
        page = self._get(f"/my/outlet/orders/{order.id}", "t_link").text
        self.assertNotIn("/outlet/o/", page)
