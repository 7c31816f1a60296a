"""A reseller sells from the phone: own price, pasted receiver, the parcel's way."""

from tests.journeys.browser import PHONE, Journey

RECEIVER = "王芳 13987654321 天津市武清区杨村街道泉旺路18号6号楼1102"


SHOWS_ABOUT = """price => Math.abs(
    document.querySelector(".oo_live_price").innerText.replace(/[^0-9.]/g, "") - price
) <= 1"""


class TestResellerPhone(Journey):
    def test_reseller_prices_orders_and_follows_the_parcel(self):
        page = self.open("/my/outlet", size=PHONE, login="reseller")
        page.wait_for_selector(".oo_earnings")
        page.goto(page.url.split("/my/outlet")[0] + "/my/outlet/articles?stock=1")
        self.assertNoSideScroll(page)
        page.locator(".oo_article").first.click()
        price = self.set_price(page)
        page.click(".oo_buy_bar button[type=submit]")
        page.wait_for_selector(".oo_line_price")
        self.assertEqual(float(page.input_value(".oo_line_price")), price)
        # what is typed before the page has woken up is not heard
        page.wait_for_load_state("networkidle")
        page.fill("textarea[name=text]", RECEIVER)
        page.wait_for_function(
            "document.querySelector('input[name=district]').value === '武清区'"
        )
        self.assertEqual(page.input_value("input[name=name]"), "王芳")
        self.assertEqual(page.input_value("input[name=phone]"), "13987654321")
        self.assertNoSideScroll(page)
        page.click(".oo_submit")
        page.wait_for_selector(".oo_parcel")
        shown = page.inner_text("body")
        self.assertIn("王芳", shown)
        self.assertNotIn("恒盛", shown)  # no agent's name
        self.assertNoSideScroll(page)
        self.assertEqual(self.errors, [])

    def set_price(self, page):
        """Take 4.2 tenths of the tag as the own price and return it in yuan."""
        page.locator(".oo_segments label:has(input[value=discount])").click()
        page.fill(".oo_value", "4.2")
        tag = float(page.get_attribute(".oo_price_form", "data-tag"))
        # the shown price follows what is typed
        page.wait_for_function(SHOWS_ABOUT, arg=tag * 0.42)
        price = float(page.inner_text(".oo_live_price").strip("¥ ").replace(",", ""))
        self.assertAlmostEqual(price, tag * 0.42, delta=1)  # whole yuan
        page.click(".oo_price_form button[type=submit]")
        page.wait_for_selector(".oo_saved")
        return price

    def test_a_price_above_the_tag_is_refused_in_words(self):
        page = self.open("/my/outlet/articles", size=PHONE, login="reseller")
        page.locator(".oo_article").first.click()
        page.locator(".oo_segments label:has(input[value=price])").click()
        tag = float(page.get_attribute(".oo_price_form", "data-tag"))
        page.fill(".oo_value", str(tag + 1))
        page.click(".oo_price_form button[type=submit]")
        page.wait_for_selector(".oo_price_form .oo_problem")
        self.assertIn("吊牌价", page.inner_text(".oo_price_form .oo_problem"))
