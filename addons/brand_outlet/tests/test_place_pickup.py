from datetime import timedelta

from odoo import http
from odoo.tests import tagged

from ..controllers import place_pages as pages
from .test_place_page import PlacePageCommon

FORM = {"name": "王小妹", "phone": "138 0013 8000", "quantity": "2", "once": "tap-1"}


@tagged("post_install", "-at_install")
class TestPlacePickup(PlacePageCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.place.on_site_only = True

    def setUp(self):
        super().setUp()
        self.authenticate(None, None)

    def _enter(self, place=None):
        return self._get(f"/outlet/in/{(place or self.place).on_site_code}")

    def _reserve(self, place=None, **values):
        path = f"/outlet/p/{(place or self.place).access_token}/a/{self.coat.id}"
        data = {**FORM, "product_id": str(self.small.id), **values}
        data["csrf_token"] = http.Request.csrf_token(self)
        return self._get(path, data=data)

    def _orders(self):
        return self.env["sale.order"].search([("place_id", "=", self.place.id)])

    def test_link_shows_nothing_to_who_is_not_in_the_shop(self):
        """Proves R24."""
        for page in (self._page(), self._article()):
            self.assertEqual(page.status_code, 200)
            self.assertIn(">店<", page.text)
            self.assertNotIn(self.coat.name, page.text)
        picture = self._page(suffix=f"/picture/{self.coat.id}/card")
        self.assertEqual(picture.status_code, 404)

    def test_goods_can_not_be_reserved_from_afar(self):
        """Proves R24."""
        self._reserve()
        self.assertFalse(self._orders())

    def test_who_scans_in_the_shop_reserves_for_pickup(self):
        """Proves R24."""
        page = self._enter()
        self.assertIn(self.coat.name, page.text)
        ticket = self._reserve()
        order = self._orders()
        self.assertEqual((order.state, order.is_pickup), ("sent", True))
        self.assertEqual(order.partner_id.name, "王小妹")
        self.assertEqual(order.partner_id.phone, "13800138000")
        self.assertEqual(order.order_line.product_id, self.small)
        self.assertEqual(order.order_line.product_uom_qty, 2)
        self.assertEqual(order.amount_total, 800)
        self.assertIn(order.name, ticket.text)
        self.assertIn("data:image/png;base64,", ticket.text)
        self.assertRegex(self._article().text, r"<small>5 ")

    def test_second_tap_does_not_reserve_twice(self):
        self._enter()
        first, second = self._reserve(), self._reserve()
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self._orders()), 1)

    def test_permission_ends_with_the_code_of_the_shop(self):
        """Proves R24."""
        self._enter()
        self.assertIn(self.coat.name, self._page().text)
        self.place.action_renew_on_site_code()
        self.assertNotIn(self.coat.name, self._page().text)

    def test_permission_for_one_shop_opens_no_other(self):
        other = self._make_page_place("Another shop", on_site_only=True)
        self._enter(other)
        self.assertIn(self.coat.name, self._page(other).text)
        self.assertNotIn(self.coat.name, self._page().text)

    def test_forged_permission_opens_nothing(self):
        for value in ("", "x", "AQ", "A" * 200, "é"):
            self.opener.cookies.set("outlet_on_site", value.encode().decode("latin-1"))
            self.assertNotIn(self.coat.name, self._page().text)

    def test_form_says_what_is_wrong_and_keeps_what_was_typed(self):
        self._enter()
        for values in (
            {"name": " "},
            {"phone": "12345"},
            {"quantity": "9"},
            {"quantity": "-1"},
            {"product_id": str(self.large.id)},
            {"product_id": "0"},
        ):
            page = self._reserve(**values).text
            self.assertIn('role="alert"', page)
            self.assertIn(values.get("phone", "138 0013 8000"), page)
        self.assertFalse(self._orders())

    def test_nobody_empties_the_shelf_with_reservations(self):
        self._enter()
        for number in range(3):
            self._reserve(quantity="1", once=f"tap-{number}")
        page = self._reserve(quantity="1", once="tap-9")
        self.assertRegex(page.text, r'role="alert">[^<]*3')
        self.assertEqual(len(self._orders()), 3)
        pages.RESERVATIONS.reset()
        other = {"phone": "13900139000", "once": "tap-10"}
        page = self._reserve(quantity="5", **other)
        self.assertRegex(page.text, r'role="alert">[^<]*4')

    def test_reservation_lapses_after_a_day(self):
        self._enter()
        self._reserve(quantity="5")
        self.assertRegex(self._article().text, r"<small>2 ")
        self._orders().validity_date -= timedelta(days=3)
        self.assertRegex(self._article().text, r"<small>7 ")

    def test_known_visitor_is_recognised_by_name_and_number(self):
        self._enter()
        self._reserve()
        self._reserve(once="tap-2", phone="+86 138-0013-8000")
        self._reserve(once="tap-3", name="李大姐")
        partners = self._orders().partner_id
        self.assertEqual(sorted(partners.mapped("name")), sorted(["王小妹", "李大姐"]))
        self.assertEqual(partners.reached_place_ids, self.place)
