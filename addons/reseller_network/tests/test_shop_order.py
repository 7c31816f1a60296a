from datetime import timedelta

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from .shop_common import BUYER, ShopCommon


@tagged("post_install", "-at_install")
class TestShopOrder(ShopCommon):
    """A stranger orders on the page that a seller passed on."""

    def test_the_link_opens_the_page_where_it_is_bought(self):
        """Proves R79, R245.

        One tap on the link, one on the size, one on the button: no login, nothing to
        copy, nothing to install."""
        page = self._read(self._path())
        self.assertEqual(page.status_code, 200)
        self.assertEqual(len(page.history), 0)
        self.assertIn('name="product_id"', page.text)
        self.assertNotIn("/web/login", page.text)
        order = self._order_of(self._order())
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.partner_shipping_id.name, BUYER["name"])
        self.assertEqual(order.partner_shipping_id.city, "北京市")
        self.assertEqual(order.order_line.product_id, self.small)

    def test_the_order_belongs_to_the_place_of_the_link(self):
        order = self._order_of(self._order())
        self.assertEqual(order.place_id, self.contract.default_place_id)
        self.assertEqual(order.reseller_id, self.user.partner_id)
        self.assertEqual(order.link_id, self.page)

    def test_two_taps_make_one_order(self):
        form = self._form()
        first = self._order_of(self._send(f"{self._path()}/order", form))
        second = self._order_of(self._send(f"{self._path()}/order", form))
        self.assertEqual(first, second)
        self.assertEqual(len(self._orders()), 1)

    def test_a_second_tab_asks_before_it_orders_the_same(self):
        self._order_of(self._order())
        answer = self._order()
        self.assertEqual(answer.status_code, 200)
        self.assertIn("/outlet/o/", answer.text)
        self.assertEqual(len(self._orders()), 1)
        self._order_of(self._order(again=1))
        self.assertEqual(len(self._orders()), 2)

    def test_a_week_later_the_same_is_a_new_order(self):
        order = self._order_of(self._order())
        order.pay_state = "paid"
        self.env.cr.execute(
            "UPDATE sale_order SET create_date = %s WHERE id = %s",
            [fields.Datetime.now() - timedelta(days=7), order.id],
        )
        order.invalidate_recordset()
        self._order_of(self._order())
        self.assertEqual(len(self._orders()), 2)

    def test_sold_out_is_told_at_once(self):
        """Proves R238.

        The page opens with the stock of this moment, the order form on it; what was
        sold in between is refused with words, and nothing is promised."""
        self._stock(self.tj, self.small, -3)
        self._stock(self.ks, self.small, -1)
        self.assertIn('data-stock="1"', self._read(self._path()).text)
        form = self._form()
        self._order_of(self._order(phone="13811112222"))
        stock = self._read(f"{self._path()}/stock").json()
        self.assertEqual(stock[str(self.small.id)], 0)
        refused = self._send(f"{self._path()}/order", form)
        self.assertEqual(refused.status_code, 200)
        self.assertIn("os_problem", refused.text)
        self.assertEqual(len(self._orders()), 1)
        self.assertIn("os_none", self._read(self._path()).text)

    def test_more_than_there_is_is_refused(self):
        answer = self._order(quantity=6)
        self.assertIn("os_problem", answer.text)
        self.assertFalse(self._orders())

    def test_nobody_pays_another_price_than_he_saw(self):
        form = self._form()
        self.contract._set_own_price(self.style, "price", 555)
        answer = self._send(f"{self._path()}/order", form)
        self.assertIn("555", answer.text)
        self.assertFalse(self._orders())
        self.assertEqual(self._order_of(self._order()).amount_total, 555)

    def test_a_forged_price_is_refused(self):
        self._order(price="1.00")
        for price in ("abc", "nan", "inf", "1e999"):
            self.assertEqual(self._order(price=price).status_code, 200)
        self.assertFalse(self._orders())

    def test_everything_pasted_into_one_field_is_taken_apart(self):
        found = self._send(
            f"{self._path()}/read",
            {
                "csrf_token": self._form()["csrf_token"],
                "text": "李雷 13812345678 北京市朝阳区建国路88号院3号楼502",
            },
        ).json()
        self.assertEqual(found["name"], "李雷")
        self.assertEqual(found["phone"], "13812345678")
        self.assertEqual(found["address"], "北京市朝阳区建国路88号院3号楼502")

    def test_wrong_input_is_told_and_keeps_what_was_typed(self):
        for wrong in (
            {"phone": "123"},
            {"name": ""},
            {"address": ""},
            {"address": "火星"},
            {"product_id": "0"},
            {"product_id": "x" * 500},
            {"product_id": self.coat.product_variant_ids[:1].id},
            {"quantity": "-1"},
            {"quantity": "99"},
            {"once": ""},
        ):
            answer = self._order(**wrong)
            self.assertEqual(answer.status_code, 200, wrong)
            self.assertIn("os_problem", answer.text, wrong)
        self.assertIn(BUYER["name"], self._order(quantity="0").text)
        self.assertFalse(self._orders())

    def test_nobody_keeps_more_and_more_without_paying(self):
        for pieces in (1, 1, 1):
            self._order_of(self._order(quantity=pieces, again=1))
        self.assertEqual(self._order(again=1).status_code, 200)
        self.assertEqual(len(self._orders()), 3)

    def test_an_affiliate_never_learns_who_bought(self):
        link = self._make_link(self.link)
        order = self._order_of(self._order(self._path(link)))
        self.assertEqual(order.reseller_id, self.link_user.partner_id)
        self.assertFalse(order.partner_id.parent_id)
        orders = self.env["sale.order"].with_user(self.link_user)
        self.assertFalse(orders.search([("id", "=", order.id)]))

    @mute_logger("odoo.http")
    def test_an_order_without_the_form_token_is_refused(self):
        form = self._form()
        form.pop("csrf_token")
        answer = self._send(f"{self._path()}/order", form)
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._orders())
