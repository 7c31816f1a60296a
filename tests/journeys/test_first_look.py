"""Each role signs in through the browser and finds its own work, in Chinese."""

import os
import re
import unittest

from playwright.sync_api import sync_playwright

from tests.system import URL, environment

CHINESE = re.compile(r"[\u4e00-\u9fff]")
DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


class Journey(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(
            executable_path=os.environ["OUTLET_BROWSER"], args=["--no-sandbox"]
        )
        cls.addClassCleanup(cls.browser.close)

    def open(self, path, size=DESKTOP, login=None):
        """A page of its own, signed in if a login is given."""
        context = self.browser.new_context(viewport=size, locale="zh-CN")
        self.addCleanup(context.close)
        page = context.new_page()
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if login:
            page.goto(f"{URL}/web/login?redirect={path}")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", login)
            page.click("form.oe_login_form button[type=submit]")
            page.wait_for_url(lambda url: "/web/login" not in url, timeout=60000)
        else:
            page.goto(f"{URL}{path}")
        return page

    def assertNoSideScroll(self, page):
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, page.viewport_size["width"])


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
