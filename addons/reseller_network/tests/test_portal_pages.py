from markupsafe import escape

from odoo import fields
from odoo.http import Request
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import PASTED, PortalCommon


@tagged("post_install", "-at_install")
class TestPortalPages(PortalCommon):
    def test_the_home_page_answers_three_questions(self):
        """What I earn, what to sell, my orders. Proves R47, R222."""
        page = self._get("/my/outlet").text
        for words in ("Earned this month", "What to sell", "My orders"):
            self.assertIn(words, page)
        self.assertIn(self.style.name, page)

    def test_the_login_of_a_reseller_opens_the_outlet(self):
        self._login(None)
        answer = self.url_open(
            "/web/login",
            data={
                "login": "t_shop",
                "password": "t_shopxx",
                "csrf_token": Request.csrf_token(self),
            },
        )
        self.assertTrue(answer.url.endswith("/my/outlet"), answer.url)

    def test_my_account_leads_to_the_outlet(self):
        self.assertIn("/my/outlet", self._get("/my").text)

    def test_my_account_of_others_does_not(self):
        self.contract.action_end()
        self.assertNotIn('href="/my/outlet"', self._get("/my").text)

    def test_the_selection_shows_take_price_margin_and_stock(self):
        page = self._get("/my/outlet/articles?search=T-TRENCH").text
        for words in (self.style.name, "¥260", "¥340", "56.7%", "¥1,000"):
            self.assertIn(words, page)

    def test_the_selection_survives_nonsense_in_the_address(self):
        path = "/my/outlet/articles/page/99?brand=x&categ=-1&order=drop&stock=%27"
        self.assertEqual(self._get(path).status_code, 200)

    def test_pages_lead_on_and_keep_the_filter(self):
        for number in range(25):
            style = self.style.copy(
                {
                    "name": f"云杉 款{number}",
                    "style_code": f"T-P{number}",
                    "product_brand_id": self.brand.id,
                    "image_1920": self.style.image_1920,
                }
            )
            self._publish(style, self.tj)
        page = self._get("/my/outlet/articles?search=款").text
        self.assertIn("/my/outlet/articles/page/2", page)
        second = self._get("/my/outlet/articles/page/2?search=款").text
        self.assertIn("2 / 2", second.replace("</t>", ""))

    def test_the_article_shows_reason_sizes_and_the_price_form(self):
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        reason = self.offers[0].reason_id.consumer_text
        for words in (escape(reason), "藏青", "My price", "Order for a customer"):
            self.assertIn(words, page)

    def test_the_own_price_is_saved_by_the_form(self):
        """Proves R49."""
        path = f"/my/outlet/article/{self.style.id}/price"
        answer = self._post(path, kind="markup", value="50")
        self.assertIn("Saved", answer.text)
        self.assertEqual(self.contract.price_ids.price, 390)

    def test_a_wrong_price_is_explained_on_the_page(self):
        path = f"/my/outlet/article/{self.style.id}/price"
        answer = self._post(path, kind="price", value="1,200")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("above the tag price", answer.text)
        self.assertFalse(self.contract.price_ids)
        self.assertIn("above zero", self._post(path, value="abc").text)

    @mute_logger("odoo.http")
    def test_a_post_without_token_is_refused(self):
        path = f"/my/outlet/article/{self.style.id}/price"
        self.assertEqual(self._post(path, value="400", csrf_token="x").status_code, 400)
        self.assertEqual(
            self._post("/my/outlet/order/new", csrf_token="x").status_code, 400
        )

    def _enter(self, **form):
        """Add the article, paste, submit; return the answer to the last step."""
        self._post("/my/outlet/order/add", product_id=self.small.id, quantity="1")
        values = self._draft(token="portal-1")
        values.pop("lines")
        return self._post("/my/outlet/order/new", action="submit", **(values | form))

    def test_an_order_is_entered_and_its_page_tells_the_parcel(self):
        """Proves R124, R145."""
        answer = self._enter()
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        self.assertIn(f"/my/outlet/orders/{order.id}", answer.url)
        for words in ("Order placed", "Comes in one parcel", "at the latest"):
            self.assertIn(words, answer.text)

    def test_the_price_is_prefilled_with_the_own_one(self):
        self.contract._set_own_price(self.style, "price", 444)
        self._enter()
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        self.assertEqual(order.amount_total, 444)

    def test_the_price_of_one_order_can_differ(self):
        """The end price is the seller's. Proves R48."""
        self._enter(
            **{f"price-{self.small.id}": "388", f"quantity-{self.small.id}": "2"}
        )
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        self.assertEqual(order.amount_total, 776)

    def test_a_second_tap_shows_the_first_order(self):
        first = self._enter()
        again = self._draft(token="portal-1")
        again.pop("lines")
        second = self._post("/my/outlet/order/new", action="submit", **again)
        self.assertEqual(first.url, second.url)
        self.assertEqual(self.contract._order_total(), 1)

    def test_pasted_text_fills_the_form_without_script(self):
        answer = self._post("/my/outlet/order/new", action="parse", text=PASTED)
        for words in ("李雷", "13812345678", "朝阳区", "建国路88号院3号楼502"):
            self.assertIn(f'value="{words}"', answer.text)

    def test_the_problem_of_a_pasted_text_stands_at_its_field(self):
        answer = self._post(
            "/my/outlet/order/new", action="parse", text="张三 朝阳区大悦城"
        )
        self.assertIn("长春市", answer.text)

    def test_pasted_text_is_taken_apart_for_the_script(self):
        self._login("t_shop")
        found = self.make_jsonrpc_request("/my/outlet/order/parse", {"text": PASTED})
        self.assertEqual(found["name"], "李雷")

    def test_a_refusal_is_said_in_words_and_the_draft_is_kept(self):
        answer = self._enter(**{f"quantity-{self.small.id}": "6"})
        self.assertIn("only 5 in stock", answer.text)
        self.assertIn("李雷", self._get("/my/outlet/order/new").text)
        self.assertFalse(self.contract._order_total())

    def test_an_incomplete_receiver_is_sent_back_with_the_problem(self):
        answer = self._enter(phone="123")
        self.assertIn("123", answer.text)
        self.assertFalse(self.contract._order_total())

    def test_an_article_is_taken_out_of_the_draft(self):
        self._post("/my/outlet/order/add", product_id=self.small.id)
        answer = self._post("/my/outlet/order/new", action=f"remove-{self.small.id}")
        self.assertIn("Which article", answer.text)

    def test_orders_are_listed_by_state_and_found_by_phone(self):
        self._enter()
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        self.assertIn(order.name, self._get("/my/outlet/orders?state=to_ship").text)
        self.assertNotIn(order.name, self._get("/my/outlet/orders?state=shipped").text)
        self.assertIn(
            order.name, self._get("/my/outlet/orders?search=13812345678").text
        )

    def test_the_order_page_shows_courier_number_and_steps(self):
        """Proves R222."""
        self._enter()
        order = self.env["sale.order"].search([("place_id", "=", self.place.id)])
        order._parcels()._ship(self.courier, "ZT9988")
        page = self._get(f"/my/outlet/orders/{order.id}").text
        for words in (self.courier.name, "ZT9988", "For your customer", "My margin"):
            self.assertIn(words, page)

    def test_statement_page_and_workbook_show_the_same_lines(self):
        """Both sides see the same lines. Proves R144."""
        order = self._order(self.in_beijing, [(self.small, 1, 400.0)])
        self._deliver(order)
        today = fields.Date.context_today(self.contract)
        statement = (
            self.env["settlement.statement"]
            .generate(today, today)
            .filtered(lambda one: one.partner_id == self.user.partner_id)
        )
        statement.action_send()
        self.assertIn(statement.name, self._get("/my/outlet/statements").text)
        page = self._get(f"/my/outlet/statements/{statement.id}").text
        self.assertIn("¥140", page)
        self.assertIn(order.name, page)
        book = self._get(f"/my/outlet/statements/{statement.id}/workbook")
        self.assertEqual(book.content[:2], b"PK")
        waits = "statements wait for your agreement"
        self.assertIn(waits, self._get("/my/outlet").text)
        answer = self._post(f"/my/outlet/statements/{statement.id}/agree")
        self.assertIn("You have agreed", answer.text)
        self.assertNotIn(waits, self._get("/my/outlet").text)
        self.assertTrue(statement.party_agreed_on)

    def test_a_wrong_line_is_disputed_on_the_phone_and_put_right(self):
        """He says what is wrong; nobody agrees before it is answered."""
        self._deliver(self._order(self.in_beijing, [(self.small, 1, 400.0)]))
        today = fields.Date.context_today(self.contract)
        statement = (
            self.env["settlement.statement"]
            .generate(today, today)
            .filtered(lambda one: one.partner_id == self.user.partner_id)
        )
        statement.action_send()
        there = f"/my/outlet/statements/{statement.id}"
        said = {"entry_id": statement.entry_ids.id, "reason": "price", "note": "145"}
        for typed in ("many", "nan", "inf"):
            page = self._post(f"{there}/dispute", claimed_amount=typed, **said).text
            self.assertIn("such as 120.50", page, typed)
        page = self._post(f"{there}/dispute", claimed_amount="145.50", **said).text
        self.assertIn("You can agree once", page)
        self.assertNotIn("I agree with this statement", page)
        dispute = statement.dispute_ids
        self.assertIn("disputed", self._post(f"{there}/agree").text)
        dispute.action_accept()
        self.assertEqual(statement.total, 145.5)
        self.assertIn("I agree with this statement", self._get(there).text)
        self._post(f"{there}/dispute", claimed_amount="150", **said)
        last = statement.dispute_ids - dispute
        self._post(f"{there}/disputes/{last.id}/withdraw")
        self.assertEqual(last.state, "withdrawn")
        self.assertIn("You have agreed", self._post(f"{there}/agree").text)

    def test_an_affiliate_sees_commission_and_enters_no_order(self):
        """He only diverts traffic and wants to be done. Proves R76, R77."""
        page = self._get(f"/my/outlet/article/{self.style.id}", "t_link").text
        self.assertIn("Commission", page)
        self.assertIn("¥180", page)
        for words in ("My price", "Order for a customer", "Take price"):
            self.assertNotIn(words, page)
        self.assertEqual(self._get("/my/outlet/order/new", "t_link").status_code, 404)

    def test_an_affiliate_sees_the_orders_of_his_place_without_the_consumer(self):
        """Proves R12, R63."""
        order = self._order(
            self.in_beijing, [(self.small, 1, 400.0)], place_id=self.link_place.id
        )
        page = self._get(f"/my/outlet/orders/{order.id}", "t_link").text
        self.assertIn("¥120", page)
        self.assertNotIn(self.in_beijing.name, page)
        self.assertNotIn(self.in_beijing.phone, page)

    def test_a_contract_that_waits_is_explained(self):
        self.contract.action_end()
        self.assertIn("contract has ended", self._get("/my/outlet").text)

    def test_the_pages_are_chinese_for_a_chinese_user(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"].search(
            [("name", "=", "reseller_network")]
        )._update_translations(["zh_CN"])
        self.user.lang = "zh_CN"
        page = self._get("/my/outlet").text
        for words in ("本月已赚", "待结算", "卖什么", "我的订单", "选品"):
            self.assertIn(words, page)
