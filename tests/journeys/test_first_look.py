"""Each role signs in through the browser and finds its own work, in Chinese."""

import re

from tests.journeys.browser import PHONE, Journey
from tests.system import environment

CHINESE = re.compile(r"[\u4e00-\u9fff]")


class TestStaff(Journey):
    def test_operator_finds_the_outlet_with_goods_orders_money_and_imports(self):
        page = self.open("/odoo", login="operator")
        page.wait_for_selector(".o_main_navbar, .o_app", timeout=60000)
        self.assertRegex(page.content(), "品牌折扣工厂店")
        self.assertEqual(self.errors, [])

    def test_staff_of_brand_and_agent_and_the_cashier_get_in(self):
        for login in ("brand", "agent", "cashier"):
            with self.subTest(login=login):
                page = self.open("/odoo", login=login)
                page.wait_for_selector(".o_main_navbar", timeout=60000)
                self.assertRegex(page.inner_text("body"), CHINESE)
                self.assertEqual(self.errors, [])


class TestPhone(Journey):
    def test_reseller_and_affiliate_find_their_earnings_and_orders(self):
        for login in ("reseller", "affiliate"):
            with self.subTest(login=login):
                page = self.open("/my/outlet", size=PHONE, login=login)
                self.assertRegex(page.inner_text("body"), CHINESE)
                self.assertNoSideScroll(page)
                self.assertEqual(self.errors, [])

    def test_member_opens_the_card_without_a_login(self):
        """Proves R158."""
        with environment() as env:
            member = env.ref("wechat_member.member_wang")
            path, number = f"/member/{member.member_token}", member.member_no
        page = self.open(path, size=PHONE)
        shown = page.inner_text("body")
        self.assertIn(number, shown.replace(" ", ""))
        self.assertRegex(shown, "积分")
        self.assertNoSideScroll(page)
        self.assertEqual(self.errors, [])
