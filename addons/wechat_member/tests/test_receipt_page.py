import re
from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged

from ..controllers.receipt import VISITS
from .common import MemberCommon

FOREIGN = re.compile(
    r"""(?:src|href|url|action)\s*[=(]\s*["']?\s*(https?:)?//([^/"')]+)"""
)
ADVERTS = ("odoo", "powered by", "WeChat Pay", "Alipay")


@tagged("post_install", "-at_install")
class TestReceiptPage(MemberCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        VISITS.reset()
        cls.session = cls._open_session(cls.till, cls.cashier)
        cls.coupon = cls._make_card(cls.coupon_program)
        cls.member.lang = "en_US"

    def _sell(self, key="sale-1", card=None, **vals):
        order = self._sync(self._ui_order(key, card) | vals)
        self.env.flush_all()
        return order

    def _open(self, order):
        return self.url_open(f"/member/receipt/{order.access_token}")

    def _tap(self, order, stars):
        return self.url_open(
            f"/member/receipt/{order.access_token}/rate", data={"stars": stars}
        )

    def _ratings(self, order):
        return self.env["member.rating"].search([("pos_order_id", "=", order.id)])

    def test_the_page_shows_the_sale_and_what_was_saved(self):
        page = self._open(self._sell(card=self.coupon)).text
        for words in ("Linen shirt", "350.00", "50 off 300", "138****8000", "Shop A"):
            self.assertIn(words, page)
        self.assertRegex(page, r"<div>\s*20\d\d-\d\d-\d\d \d\d:\d\d · ")
        self.assertRegex(page, r"You saved\s*<b>[^<]*50\.00")

    def test_receipt_and_pages_carry_only_the_merchant_s_own(self):
        """Proves R223."""
        order = self._sell(card=self.coupon)
        self.coupon_program.is_claimable = True
        channel = self.env["member.channel"].create({"name": "Plate"})
        self.till.outlet_channel_id = channel
        pages = [
            f"/member/receipt/{order.access_token}",
            f"/member/outlet/{channel.code}",
            f"/member/join/{channel.code}",
            self.coupon_program._get_claim_path(channel),
            self.member._get_member_page_path(),
        ]
        own = self.base_url().split("//")[1]
        for path in pages:
            answer = self.url_open(path)
            self.assertEqual(answer.status_code, 200, path)
            hosts = {host for _scheme, host in FOREIGN.findall(answer.text)}
            self.assertFalse(hosts - {own}, path)
            for words in ADVERTS:
                self.assertNotIn(words, answer.text.replace("wechat", ""), path)

    def test_one_tap_rates_a_visit_once(self):
        """Proves R242."""
        order = self._sell()
        page = self._open(order).text
        self.assertEqual(page.count('name="stars"'), 5)
        thanks = self._tap(order, 4).text
        self.assertIn("Thank you", thanks)
        self.assertNotIn('name="stars"', thanks)
        again = self._tap(order, 1).text
        self.assertIn("rated already", again)
        rating = self._ratings(order)
        self.assertEqual(rating.stars, 4)
        self.assertEqual((rating.config_id, rating.user_id), (self.till, self.cashier))
        self.assertEqual(self.till.rating_average, 4)
        self.assertNotIn('name="stars"', self._open(order).text)

    def test_two_receipts_of_one_visit_are_rated_once(self):
        first, second = self._sell("sale-1"), self._sell("sale-2")
        self._tap(first, 5)
        self.assertIn("rated already", self._tap(second, 1).text)
        self.assertFalse(self._ratings(second))

    def test_a_wrong_number_of_stars_counts_nothing(self):
        order = self._sell()
        for stars in ("0", "6", "-1", "five", "", "4.5", "１"):
            self._tap(order, stars)
        self.assertFalse(self._ratings(order))

    def test_an_outlet_that_does_not_ask_is_not_rated(self):
        self.till.rating_enabled = False
        order = self._sell()
        self.assertNotIn('name="stars"', self._open(order).text)
        self._tap(order, 5)
        self.assertFalse(self._ratings(order))

    def test_a_visit_of_last_month_is_no_longer_rated(self):
        order = self._sell()
        order.date_order -= timedelta(days=30)
        self.env.flush_all()
        self.assertNotIn('name="stars"', self._open(order).text)
        with self.assertRaises(UserError):
            self.env["member.rating"]._rate(order, 5)

    def test_a_guessed_link_opens_nothing(self):
        self._sell()
        for token in ("1", "%", "0" * 36, "00000000-0000-4000-8000-000000000000"):
            answer = self.url_open(f"/member/receipt/{token}")
            self.assertEqual(answer.status_code, 404, token)

    def test_a_sale_that_is_not_paid_has_no_page(self):
        order = self._sell(state="draft", payment_ids=[])
        self.assertEqual(order.state, "draft")
        self.assertEqual(self._open(order).status_code, 404)

    def test_cashiers_and_strangers_read_no_ratings(self):
        order = self._sell()
        rating = self.env["member.rating"]._rate(order, 5)
        clerk = new_test_user(self.env, "clerk", "base.group_user")
        for user in (clerk, self.cashier):
            with self.assertRaises(AccessError):
                rating.with_user(user).read(["stars"])
        staff = new_test_user(self.env, "staff", "wechat_member.group_member_user")
        self.assertEqual(rating.with_user(staff).read(["stars"])[0]["stars"], 5)
        with self.assertRaises(AccessError):
            rating.with_user(staff).write({"stars": 1})

    def test_another_company_s_staff_sees_no_ratings(self):
        rating = self.env["member.rating"]._rate(self._sell(), 5)
        other = self.env["res.company"].create({"name": "Another merchant"})
        staff = new_test_user(
            self.env,
            "staff.elsewhere",
            "wechat_member.group_member_user",
            company_id=other.id,
            company_ids=other.ids,
        )
        found = self.env["member.rating"].with_user(staff).search([])
        self.assertNotIn(rating, found)


@tagged("post_install", "-at_install")
class TestPlate(MemberCommon, HttpCase):
    def test_the_plate_s_code_opens_card_and_coupons_of_its_outlet(self):
        """Proves R195."""
        self.coupon_program.is_claimable = True
        self.company.partner_id.write({"street": "1 Main Street", "city": "Beijing"})
        action = self.till.action_print_plate()
        channel = self.till.outlet_channel_id
        self.assertEqual(channel.kind, "plate")
        self.till.action_print_plate()
        self.assertEqual(self.till.outlet_channel_id, channel, "It is in print")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            action["report_name"], self.till.ids
        )
        self.assertIn(f"%2Fmember%2Foutlet%2F{channel.code}", html.decode())
        self.env.flush_all()
        page = self.url_open(f"/member/outlet/{channel.code}").text
        self.assertIn("50 off 300", page)
        self.assertIn(f"/member/join/{channel.code}", page)
        self.assertEqual(channel.open_count, 1)
