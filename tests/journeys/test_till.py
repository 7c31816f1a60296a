"""A cashier scans a member's card and redeems a coupon; the member's page follows."""

import time

from tests.journeys.browser import PHONE, Journey
from tests.system import environment

COUPON = "满300减50"


class TestTill(Journey):
    def setUp(self):
        super().setUp()
        tail = f"{time.time_ns() // 1000 % 10**7:07d}"
        with environment() as env:
            member = env["res.partner"].create(
                {
                    "name": f"顾客{tail}",
                    "is_member": True,
                    "member_phone": f"1390{tail}",
                }
            )
            # a coupon of its own: whatever ran before has not used it up
            program = env.ref("wechat_member.program_300_50")
            program = program.with_context(lang="zh_CN").copy()
            self.coupon = f"{COUPON}·{tail}"
            program.write({"name": self.coupon, "is_claimable": False, "active": True})
            env["loyalty.card"].create(
                {"program_id": program.id, "partner_id": member.id, "points": 1}
            )
            self.name, self.card = member.name, member.member_no
            self.token = member.member_token
            self.config_id = env.ref("wechat_member.pos_config_tongzhou").id
            env.cr.commit()

    def open_till(self):
        page = self.open(f"/pos/ui/{self.config_id}", login="cashier")
        page.click(".open-register-btn")
        page.wait_for_selector(".product-screen .product, .modal")
        if page.locator(".modal").count():
            page.locator(".modal button", has_text="开启收银机").click()
        page.wait_for_selector(".product-screen .product")
        return page

    def scan(self, page):
        page.keyboard.type(self.card)
        page.keyboard.press("Enter")
        page.wait_for_selector(f".member-panel .member-name:has-text('{self.name}')")

    def test_a_scanned_card_gives_the_member_and_the_coupon_once(self):
        """Proves R158."""
        page = self.open_till()
        self.scan(page)
        self.assertIn("会员", page.inner_text(".member-panel .member-level"))
        page.click(".product:has-text('羊毛圆领针织衫')")
        page.wait_for_selector(".orderline:has-text('羊毛圆领针织衫')")
        # the best coupon comes by itself
        page.wait_for_selector(
            f".member-coupon[data-state=used]:has-text('{self.coupon}')"
        )
        page.click(".pay-order-button")
        page.locator(".paymentmethod", has_text="现金").click()
        page.click(".payment-screen .validation-button.next")
        page.wait_for_selector(".receipt-screen, .feedback-screen")
        self.assertEqual(self.errors, [])
        card = self.open(f"/member/{self.token}", size=PHONE)
        # it may be claimed again, but the wallet is empty
        self.assertIn("0\n券", card.inner_text("body"))
        self.assertNoSideScroll(card)

    def test_the_members_page_shows_the_coupon(self):
        page = self.open(f"/member/{self.token}", size=PHONE)
        shown = page.inner_text("body")
        self.assertIn(self.card, shown.replace(" ", ""))
        self.assertNoSideScroll(page)
        page.locator("a[href='#coupons']:visible").first.click()
        page.wait_for_selector(f".tab[data-tab=coupons]:has-text('{self.coupon}')")
        self.assertNoSideScroll(page)
