"""A member's life in WeChat, clicked through: follow, join, card, points, message.

The member acts on the simulated telephone and on the merchant's pages it opens; the
merchant gives points in his back office. What Odoo does in the background, the test has
it do when it is due.
"""

import random
import re
from pathlib import Path

from tests.journeys.browser import PHONE, Journey
from tests.simulators.wechat import Wechat
from tests.simulators.wechat.demo import APPID
from tests.system import URL, environment, sign_in

STATE = "wechat_simulator.json"


class TestMemberLife(Journey):
    def setUp(self):
        with environment() as env:
            from odoo.tools import config

            state = Path(config.filestore(env.cr.dbname)) / STATE
        self.platform = Wechat(state=state)
        self.platform.__enter__()
        self.addCleanup(self.platform.__exit__)
        self.app = self.platform.apps[APPID]
        self.phone = f"137{random.randrange(10**8):08}"
        self.connect()

    def connect(self):
        """Let Odoo and the platform of the demo know where the other is now."""
        with environment() as env:
            account = env["wechat.account"].search([("app_id", "=", APPID)])
            env["ir.config_parameter"].set_param("web.base.url", URL)
            account.write(
                {
                    "simulator_url": self.platform.url,
                    "secret": self.app["secret"],
                    "callback_token": self.app["token"],
                    "aes_key": self.app["aes_key"],
                }
            )
            env.cr.commit()
            env.registry.signal_changes()
            account.action_publish_menu()
            env.cr.commit()
            key = account.callback_key
        self.app["callback_url"] = f"{URL}/wechat/callback/{key}"

    def work(self):
        """Have Odoo act upon what it heard, and tell the platform what is new."""
        self.assertTrue(self.platform.flush())
        with environment() as env:
            while env["wechat.event"]._act_upon_next():
                env.cr.commit()
            while card := env["wechat.outbox"]._claim_card():
                card._send_due()
                env.cr.commit()
        self.assertTrue(self.platform.flush())

    def test_from_following_to_a_message_about_points(self):
        page = self.pick_up_a_telephone()
        self.follow(page)
        self.join(page)
        self.take_the_card(page)
        self.see_points_given(page)
        self.top_up(page)
        self.claim_a_coupon(page)
        self.be_reminded(page)
        self.leave(page)
        self.assertEqual(self.errors, [])

    # --- the telephone --------------------------------------------------------------

    def pick_up_a_telephone(self):
        page = self.open("/web/health", size=PHONE)
        page.goto(f"{self.platform.url}/")
        page.fill("input[name=name]", "周晓雯")
        page.fill("input[name=phone]", self.phone)
        page.click("button")
        page.wait_for_url(re.compile(r"/phone/\w+$"))
        self.person = page.url.rsplit("/", 1)[-1]
        self.openid = self.platform.openid(self.app, self.person)
        return page

    def follow(self, page):
        """Scan the code at the till."""
        page.goto(f"{self.platform.url}/phone/{self.person}/scan")
        page.locator("a[href^='/q/']").last.click()
        page.click("button[data-act=scan]")
        page.wait_for_selector(".menu")
        self.work()
        identity = self.identity()
        self.assertTrue(identity["followed"])
        self.assertTrue(identity["scene"])
        self.assertFalse(identity["partner_id"])

    def join(self, page):
        """The menu leads to the merchant's page, which knows who comes by WeChat."""
        page.click(".menu button:has-text('会员中心')")
        page.wait_for_url(re.compile(rf"{URL}/member/login"))
        self.assertNoSideScroll(page)
        page.fill("#phone", self.phone)
        page.click(".agree")
        page.click("button.wide")
        page.fill("#code", page.inner_text(".shown b"))
        page.click("button.wide")
        page.wait_for_selector(".card .number")
        self.assertNoSideScroll(page)
        self.number = page.inner_text(".card .number").replace(" ", "")
        (self.member, _name) = self.identity()["partner_id"]
        # the next time nobody asks for the phone
        page.context.clear_cookies(name="member_pass")
        page.goto(f"{self.platform.url}/phone/{self.person}/chat/{APPID}")
        page.click(".menu button:has-text('会员中心')")
        page.wait_for_selector(".card .number")

    def take_the_card(self, page):
        page.goto(f"{self.platform.url}/phone/{self.person}/scan")
        page.locator("a[href^='/c/']").last.click()
        page.click("button[data-act=take]")
        page.wait_for_selector("[data-card]")
        self.work()
        page.reload()
        self.assertIn(self.number, page.inner_text("[data-card]").replace(" ", ""))
        self.assertNoSideScroll(page)

    def see_points_given(self, page):
        """Points of the back office are on the card, in the chat and on the page."""
        self.give(66, "开卡礼")
        self.work()
        page.click("[data-card]")
        page.wait_for_selector(".cells")
        self.assertIn("66", page.inner_text(".cells"))
        page.goto(f"{self.platform.url}/phone/{self.person}/chat/{APPID}")
        self.assertIn("会员卡通知", page.inner_text("main"))
        page.goto(f"{URL}/member")
        self.assertIn("66", page.inner_text("main"))

    def top_up(self, page):
        """Money paid on the page is on the card in the pack."""
        page.goto(f"{URL}/member")
        page.locator("a[href='#money']").last.click()
        page.click("[data-tab=money] button.tile[value='100']")
        page.wait_for_selector("form#o_payment_form, #o_payment_form")
        page.locator("[name=o_payment_submit_button]").click()
        page.wait_for_url(re.compile(rf"{URL}/member"))
        self.work()
        page.goto(f"{self.platform.url}/phone/{self.person}/cards")
        page.click("[data-card]")
        page.wait_for_selector(".cells")
        self.assertIn("¥100.00", page.inner_text(".cells"))

    def claim_a_coupon(self, page):
        page.goto(f"{URL}/member")
        page.locator("a[href='#coupons']").last.click()
        page.locator("[data-tab=coupons] form[action$='/claim'] button").first.click()
        page.wait_for_url(re.compile(r"done=claimed"))
        self.assertNoSideScroll(page)

    def be_reminded(self, page):
        """Before the coupon is over, the chat says so."""
        from odoo import fields

        with environment() as env:
            coupon = env["loyalty.card"].search(
                [
                    ("partner_id", "=", self.member),
                    ("program_id.is_claimable", "=", True),
                ]
            )
            coupon.expiration_date = fields.Date.add(fields.Date.today(), days=1)
            coupon._remind()
            env.cr.commit()
            for message in env["wechat.message"].search([("state", "=", "waiting")]):
                message._send()
                env.cr.commit()
        page.goto(f"{self.platform.url}/phone/{self.person}/chat/{APPID}")
        self.assertIn("优惠券到期提醒", page.inner_text("main"))

    def leave(self, page):
        """Who removes the card and leaves stays a member, with every point."""
        page.goto(f"{self.platform.url}/phone/{self.person}/cards")
        page.click("[data-card]")
        page.click("button[data-act=delete]")
        page.wait_for_selector(".empty")
        page.goto(f"{self.platform.url}/phone/{self.person}/account/{APPID}")
        page.click("button[data-act=unfollow]")
        self.work()
        self.assertFalse(self.identity()["followed"])
        page.goto(f"{URL}/member")
        self.assertIn("66", page.inner_text("main"))

    # --- the back office ------------------------------------------------------------

    def identity(self):
        """What the merchant's staff see of the follower."""
        (found,) = sign_in("operator").read(
            "wechat.identity",
            [("openid", "=", self.openid)],
            ["followed", "scene", "partner_id"],
        )
        return found

    def give(self, points, words):
        operator = sign_in("operator")
        (program,) = operator.call(
            "loyalty.program", "search", [("program_type", "=", "loyalty")], limit=1
        )
        wizard = operator.call(
            "loyalty.generate.wizard",
            "create",
            [
                {
                    "program_id": program,
                    "mode": "selected",
                    "customer_ids": [[6, 0, [self.member]]],
                    "points_granted": points,
                    "description": words,
                }
            ],
        )
        operator.call("loyalty.generate.wizard", "generate_coupons", wizard)
