import re

from odoo import Command
from odoo.tests import tagged

from .track_common import KuaidiCommon

NUMBER = "73112345678901"


@tagged("post_install", "-at_install")
class TestOrderPage(KuaidiCommon):
    """The page on which a consumer follows an order, without a login."""

    def _open(self, order):
        self.env.flush_all()
        path = order._get_order_page_url().removeprefix(order.get_base_url())
        return self.url_open(path)

    def test_the_number_is_on_the_page_as_soon_as_it_is_set(self):
        """Proves R132."""
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertNotIn(NUMBER, self._open(order).text)
        order.picking_ids._ship(self.courier, NUMBER)
        self.assertIn(NUMBER, self._open(order).text)

    def test_what_the_courier_pushes_is_on_the_page_without_anyone_typing(self):
        """Proves R132."""
        order = self._shipped(NUMBER)
        self._subscribe()
        self.kuaidi.travel(NUMBER)
        self._push(NUMBER)
        self._read_pushes()
        text = self._open(order).text
        self.assertIn("快递员正在派件", text)
        self.assertIn("您的快件已签收", text)

    def test_the_page_names_one_contact_and_nobody_behind_it(self):
        self.owner.phone = "13700001111"
        order = self._shipped(NUMBER)
        self._tell(
            order.picking_ids.track_ids,
            self._event(3, "【天津】天津恒盛仓 已发出，寄件人天津恒盛", "moving"),
        )
        text = self._open(order).text
        self.assertEqual(text.count('class="oo_contact"'), 1)
        self.assertEqual(re.findall(r"tel:(\d+)", text), ["13700001111"])
        for hidden in ("恒盛", "云杉", "人民路", "13800000000", "李雷", "500"):
            self.assertNotIn(hidden, text)
        self.assertIn("138****0000", text)

    def test_nobody_keeps_or_finds_the_page(self):
        response = self._open(self._shipped(NUMBER))
        self.assertIn("noindex", response.headers["X-Robots-Tag"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")

    def test_a_link_can_not_be_guessed_and_can_be_revoked(self):
        order = self._shipped(NUMBER)
        link = order._get_order_page_url()
        self.assertGreaterEqual(len(link.rpartition("/")[2]), 32)
        self.assertEqual(order._get_order_page_url(), link)
        self.assertNotEqual(self._shipped(NUMBER)._get_order_page_url(), link)
        order.action_renew_page_link()
        self.env.flush_all()
        self.assertEqual(self.url_open(link).status_code, 404)
        self.assertEqual(self._open(order).status_code, 200)
        for wrong in ("", "0", "a" * 400, "None", "False"):
            self.assertEqual(self.url_open(f"/outlet/o/{wrong}").status_code, 404)

    def test_only_pictures_of_the_order_are_shown(self):
        order = self._shipped(NUMBER)
        page = order._get_order_page_url()
        self.env.flush_all()
        for product, status in ((self.coat, 200), (self.scarf, 404)):
            url = f"{page}/picture/{product.product_tmpl_id.id}"
            self.assertEqual(self.url_open(url).status_code, status)

    def test_two_parcels_and_what_waits_are_told_apart(self):
        self._stock(self.fs, self.scarf, 1)
        order = self._order(
            self.in_beijing, [(self.coat, 1), (self.scarf, 1), (self.scarf, 2)]
        )
        page = order._get_page_values()
        self.assertEqual(page["state"], "waiting")
        self.assertEqual(len(page["parcels"]), 2)
        self.assertEqual(page["waiting"][0]["quantity"], 2)
        self.assertEqual(self._open(order).status_code, 200)

    def test_an_order_without_goods_or_recipient_still_opens(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.env["res.partner"].create({"name": "X"}).id,
                "place_id": self.place.id,
                "order_line": [
                    Command.create({"display_type": "line_note", "name": "-"})
                ],
            }
        )
        self.assertEqual(self._open(order).status_code, 200)
        order.action_cancel()
        self.assertEqual(order._get_page_values()["state"], "cancelled")
