"""From the application to the money earned, on the phone, by pages alone.

The only thing done in the back office is to approve the application.
"""

import random
import re

import requests

from tests.flows.test_api import make_key
from tests.journeys.browser import PHONE, Journey
from tests.journeys.stock import sku_at
from tests.system import URL, sign_in

# who has a warehouse near the buyer, and a program of his own
AGENT = "AG01"


def path_of(url):
    """A link is made for the system's own address, the tests use another."""
    return re.sub(r"^https?://[^/]+", "", url)


class TestSellerLife(Journey):
    def test_from_the_application_to_the_statement(self):
        self.key = make_key("agent")
        self.phone = f"139{random.randrange(10**8):08}"
        seller = self.open(self.invitation(), size=PHONE)
        self.apply(seller)
        self.approve()
        self.enter_the_shop(seller)
        link = self.share_an_article(seller)
        buyer = self.open(link, size=PHONE)
        self.order(buyer)
        self.pay(buyer)
        number = self.follow(seller)
        self.ship(number)
        self.receive(buyer, number)
        self.see_the_money(seller, number)

    # --- the seller -----------------------------------------------------------------

    def invitation(self):
        """The path behind the code that hangs at the operator's stand."""
        operator = sign_in("operator")
        values = {"name": "摆摊地推", "mode": "shop"}
        invitation = operator.call("reseller.invitation", "create", [values])
        (made,) = operator.call("reseller.invitation", "read", invitation, ["url"])
        return path_of(made["url"])

    def apply(self, page):
        page.fill("input[name=name]", f"小满的衣橱{self.phone[-4:]}")
        page.fill("input[name=phone]", self.phone)
        page.locator("label:has(input[name=place_type])").first.click()
        page.locator("label:has(input[name=reach])").first.click()
        self.assertNoSideScroll(page)
        page.click(".oj_shop")
        self.type_the_code(page)
        page.wait_for_selector(".oj_status")

    def type_the_code(self, page):
        """A system for showing tells the code on the page."""
        page.wait_for_selector(".oj_digits")
        page.fill(
            ".oj_digits", re.search(r"\b\d{6}\b", page.inner_text("main, #wrap"))[0]
        )
        page.locator(".oj_code button[type=submit]").first.click()

    def approve(self):
        operator = sign_in("operator")
        (application,) = operator.call(
            "reseller.application", "search", [("phone", "=", self.phone)]
        )
        operator.call("reseller.application", "action_approve", [application])

    def enter_the_shop(self, page):
        page.reload()
        page.click(".oj_enter")
        page.click(".oj_form button[type=submit]")
        self.type_the_code(page)
        page.wait_for_url(lambda url: url.endswith("/my/outlet"))
        self.assertNoSideScroll(page)

    def share_an_article(self, page):
        sku, _name = sku_at(AGENT)
        (self.product,) = sign_in("operator").call(
            "product.product", "search", [("default_code", "=", sku)]
        )
        page.goto(f"{URL}/my/outlet/articles?stock=1&search={sku}")
        page.locator(".oo_article").first.click()
        page.click(".ol_share_form button[type=submit]")
        page.wait_for_selector(".ol_poster")
        self.assertNoSideScroll(page)
        drawn = "image => image.complete && image.naturalWidth > 900"
        page.wait_for_function(drawn, arg=page.query_selector(".ol_poster"))
        return re.search(r"/s/[\w-]+", page.inner_text(".oo_main"))[0]

    def follow(self, page):
        """The number of the order, from the list on the phone."""
        page.goto(f"{URL}/my/outlet/orders")
        page.locator("a.oo_order").first.click()
        page.wait_for_selector(".oo_parcel")
        self.assertIn("李雷", page.inner_text("body"))
        return page.url.rsplit("/", 1)[-1].split("?")[0]

    def see_the_money(self, page, number):
        """What the ledger owes is what the phone shows, line by line and in all."""
        entries = sign_in("operator").read(
            "share.entry",
            [("order_id", "=", int(number)), ("role", "=", "reseller")],
            ["amount"],
        )
        total = sum(entry["amount"] for entry in entries)
        self.assertGreater(total, 0)
        shown = f"{total:,.2f}".removesuffix(".00")
        page.goto(f"{URL}/my/outlet/statements")
        self.assertNoSideScroll(page)
        self.assertIn(shown, page.inner_text(".oo_main"))
        page.goto(f"{URL}/my/outlet")
        self.assertIn(shown, page.inner_text(".oo_earnings"))
        self.assertEqual(self.errors, [])

    # --- the buyer ------------------------------------------------------------------

    def order(self, page):
        """One page, one form: the size, who and where."""
        self.assertIn(f"小满的衣橱{self.phone[-4:]}", page.inner_text("body"))
        self.assertNoSideScroll(page)
        page.click(f"label:has(input[name=product_id][value='{self.product}'])")
        page.fill("#order input[name=name]", "李雷")
        page.fill("#order input[name=phone]", f"138{self.phone[3:]}")
        page.fill(
            "#order textarea[name=address]", "天津市武清区杨村街道泉旺路18号6号楼1102"
        )
        page.locator("#order button.os_buy").click()

    def pay(self, page):
        page.wait_for_selector("form#o_payment_form, #o_payment_form")
        self.assertNoSideScroll(page)
        page.locator("[name=o_payment_submit_button]").click()
        page.wait_for_url(re.compile(r"/outlet/o/[\w-]+$"))

    def receive(self, page, number):
        page.reload()
        self.assertIn("SF", page.inner_text("body"))
        page.click("form[action$='/received'] button")
        page.wait_for_load_state()

    # --- the agent's program --------------------------------------------------------

    def ship(self, number):
        """The agent nearby accepts and ships it by his program."""
        (picking,) = sign_in("operator").read(
            "stock.picking", [("sale_id", "=", int(number))], ["id"]
        )
        parcel = {"dispatch": picking["id"], "number": f"SF1{self.phone}"}
        for method, arguments in (
            ("accept", {"dispatches": [picking["id"]]}),
            ("ship", {"parcels": [{**parcel, "courier": "顺丰速运"}]}),
        ):
            answer = requests.post(
                f"{URL}/json/2/agent.api/{method}",
                headers={"Authorization": f"bearer {self.key}"},
                json=arguments,
                timeout=60,
            ).json()
            self.assertTrue(answer[0]["ok"], answer)
