"""A member's phone: the card in every look, the code that changes, no connection."""

from tests.journeys.browser import PHONE, Journey
from tests.system import URL, sign_in

SMALL = {"width": 320, "height": 640}
LINK = "/member/wangxiaoyan-demo-member-card-001"
TABS = ("card", "coupons", "points", "money", "me")


class TestMemberPhone(Journey):
    def shown_code(self, page):
        return page.locator(".o_code_digits").first.inner_text().replace(" ", "")

    def look_up(self, code, order):
        till = sign_in("cashier").call("pos.config", "search", [], limit=1)[0]
        partners = sign_in("cashier")
        return partners.call("res.partner", "member_lookup", code, till, order)

    def test_code_made_without_a_connection_opens_the_card_at_the_till_once(self):
        page = self.open(LINK, PHONE)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function("caches.match('/member').then((page) => Boolean(page))")
        page.context.set_offline(True)
        page.goto(f"{URL}/member")
        self.assertIn("王小燕", page.inner_text("main"))
        self.assertTrue(page.locator(".offline_note").is_visible())
        code = self.shown_code(page)
        page.context.set_offline(False)
        self.assertEqual(len(code), 22)
        self.assertEqual(self.look_up(code, "journey-1")["name"], "王小燕")
        self.assertFalse(self.look_up(code, "journey-2")["found"])
        self.assertEqual(self.errors, [])

    def test_every_tab_fits_the_smallest_phone(self):
        page = self.open(LINK, SMALL)
        for tab in TABS:
            page.goto(f"{URL}/member#{tab}")
            self.assertTrue(page.locator(f".tab[data-tab={tab}]").is_visible())
            self.assertNoSideScroll(page)
        self.assertEqual(self.errors, [])

    def test_logging_out_leaves_nobodys_card_behind(self):
        page = self.open(f"{LINK}", PHONE)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.goto(f"{URL}/member#me")
        page.click("form[action='/member/me/logout'] button")
        page.wait_for_url("**/member/login*")
        page.goto(f"{URL}/member")
        self.assertIn("/member/login", page.url)
        self.assertNotIn("王小燕", page.content())
