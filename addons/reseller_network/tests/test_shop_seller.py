from odoo.http import Request
from odoo.tests import tagged

from .shop_common import ShopCommon


@tagged("post_install", "-at_install")
class TestShopSeller(ShopCommon):
    """Strangers buy from a person: who sells is on everything they see."""

    def _delivered(self):
        order = self._order_of(self._order())
        order.action_payment_received()
        self._deliver(order)
        return order

    def _tell(self, path, **values):
        return self._send(path, {"csrf_token": self._form()["csrf_token"]} | values)

    def test_the_page_opens_with_the_seller(self):
        """Proves R259, R29."""
        page = self._read(self._path())
        name = self.contract.default_place_id.name
        person = self.user.partner_id.name
        body = page.text.partition("<body>")[2]
        self.assertLess(body.index(name), body.index(self.style.name))
        self.assertIn(person, body)
        self.assertLess(body.index("/face"), body.index("/picture/"))
        face = self._read(f"{self._path()}/face")
        self.assertEqual(face.status_code, 200)
        self.assertIn("image", face.headers["Content-Type"])
        self.assertNotIn("/web/login", page.text)

    def test_page_slip_receipt_and_message_carry_the_sellers_name(self):
        """Proves R29, R228."""
        order = self._delivered()
        name, person = self.contract.default_place_id.name, self.user.partner_id.name
        page = self._read(f"/outlet/o/{order.page_token}").text
        self.assertIn(name, page)
        self.assertIn("tel:13700001111", page)
        slip = order._get_slip_sender()
        self.assertEqual(slip, {"name": name, "phone": "13700001111"})
        receipt = self._tell(f"/outlet/o/{order.page_token}/receipt", digits="5678")
        self.assertIn(person, receipt.text)
        self.assertIn("13700001111", receipt.text)
        message = self._as(self.user)._customer_message(order)
        self.assertIn(f"/outlet/o/{order.page_token}", message)
        self.assertIn(name, message)

    def test_the_average_ticket_of_each_kind_of_place_is_reported(self):
        """Proves R29.

        The other half: pages, receipts and messages carry the seller's name."""
        self.contract.default_place_id.place_type = "moments"
        self.link_place.place_type = "online_shop"
        group = self._order_of(self._order(quantity=2))
        alone = self._order_of(self._order(phone="13800138000"))
        link = self._make_link(self.link)
        far = self._order_of(self._order(self._path(link), phone="13800138001"))
        self.env.flush_all()
        orders = group | alone | far
        found = dict(
            self.env["outlet.sale.report"]._read_group(
                [("order_id", "in", orders.ids)], ["place_type"], ["average_ticket:avg"]
            )
        )
        expected = (group.amount_total + alone.amount_total) / 2
        self.assertAlmostEqual(found["moments"], expected)
        self.assertAlmostEqual(found["online_shop"], far.amount_total)

    def test_every_order_shows_one_contact(self):
        """Proves R147.

        The seller's own number on orders of his places, the official outlet's where
        an affiliate only passed on the link."""
        self.env.company.phone = "4001234567"
        order = self._order_of(self._order())
        page = self._read(f"/outlet/o/{order.page_token}").text
        self.assertEqual(page.count('href="tel:'), 1)
        self.assertIn("tel:13700001111", page)
        self.link_user.partner_id.phone = "13799990000"
        link = self._make_link(self.link)
        bought = self._order_of(self._order(self._path(link), phone="13800138000"))
        page = self._read(f"/outlet/o/{bought.page_token}").text
        self.assertEqual(page.count('href="tel:'), 1)
        self.assertIn("tel:4001234567", page)
        self.assertNotIn("13799990000", page)

    def test_only_what_has_arrived_is_rated_and_once(self):
        """Proves R157."""
        self.assertNotIn("os_verified", self._read(self._path()).text)
        papers = self.env["reseller.verification"]
        paper = papers.create({"contract_id": self.contract.id, "real_name": "王梅"})
        self.assertNotIn("os_verified", self._read(self._path()).text)
        paper.action_verify()
        self.assertIn("os_verified", self._read(self._path()).text)
        order = self._order_of(self._order())
        buyer = self.opener
        path = f"/outlet/o/{order.page_token}"
        self.assertNotIn("/rate", self._read(path).text)
        self._tell(f"{path}/rate", stars="5", words="赞")
        self.assertFalse(order.buyer_stars)
        order.action_payment_received()
        self._deliver(order)
        self.authenticate("t_shop", "t_shop")
        self.assertNotIn("/rate", self._read(path).text)
        self.assertEqual(self._send_anew(f"{path}/rate", stars="5").status_code, 404)
        # nor does he by the link without his login: only the browser that ordered
        self.authenticate(None, None)
        self.assertNotIn("/rate", self._read(path).text)
        self._tell(f"{path}/rate", stars="5")
        self.assertFalse(order.buyer_stars)
        self.opener = buyer
        self.authenticate(None, None)
        self.opener.cookies.update(buyer.cookies)
        self.assertIn("/rate", self._read(path).text)
        self._tell(f"{path}/rate", stars="9")
        self.assertFalse(order.buyer_stars)
        self._tell(f"{path}/rate", stars="4", words="面料很好 <b>真的</b>")
        self._tell(f"{path}/rate", stars="1", words="改主意了")
        self.assertEqual(order.buyer_stars, 4)
        page = self._read(self._path()).text
        self.assertIn("面料很好 &lt;b&gt;真的", page)
        self.assertIn("韩**", page)
        self.assertNotIn("韩梅梅", page)
        self.assertEqual(self.contract._get_record()[:2], (4.0, 1))

    def test_the_sellers_own_words_stand_on_his_page(self):
        self.contract.shop_words = "我自己也穿"
        self.assertIn("我自己也穿", self._read(self._path()).text)
        self.env["reseller.pick"].create(
            {
                "contract_id": self.contract.id,
                "product_tmpl_id": self.style.id,
                "words": "这件显瘦",
            }
        )
        self.assertIn("这件显瘦", self._read(self._path()).text)

    def test_a_seller_changes_his_words_on_the_phone(self):
        self.authenticate("t_shop", "t_shop")
        answer = self._send_anew(
            "/my/outlet/face", shop_words="放心买", pay_words="微信 amei"
        )
        self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.contract.shop_words, "放心买")
        self.assertEqual(self.contract.pay_words, "微信 amei")
        self.assertIn("放心买", self._read("/my/outlet/face").text)

    def test_only_pictures_made_of_pixels_become_a_face(self):
        self.authenticate("t_shop", "t_shop")
        seller = self.user.partner_id
        before = seller.image_1920
        drawing = b'<svg xmlns="http://www.w3.org/2000/svg"/>'
        token = {"csrf_token": Request.csrf_token(self)}
        for content in (drawing, b"<html/>", b"RIFF____WEBPVP8 ", b"x" * 100):
            answer = self.url_open(
                "/my/outlet/face", data=token, files={"face": ("a.png", content)}
            )
            self.assertEqual(answer.status_code, 200)
            self.assertIn("oo_problem_text", answer.text)
        self.assertEqual(seller.image_1920, before)


@tagged("post_install", "-at_install")
class TestShopInquiry(ShopCommon):
    """Called when needed, gone when waved off."""

    def _ask(self, **values):
        path = f"{self._path()}/ask"
        form = {
            "csrf_token": self._form()["csrf_token"],
            "once": "ask-0123456789",
            "name": "小韩",
            "phone": "13912345678",
            "question": "有加大码吗？",
        }
        return self._send(path, form | values)

    def test_the_seller_hears_at_once_and_is_waved_off_with_one_tap(self):
        """Proves R91."""
        mails = self.env["mail.mail"].search([])
        answer = self._ask()
        again = self._ask()
        self.assertEqual(answer.headers["Location"], again.headers["Location"])
        told = self.env["mail.mail"].search([]) - mails
        self.assertEqual(len(told), 1)
        self.assertIn("amei@example.com", told.email_to)
        self.assertIn("有加大码吗？", told.body_html)
        inquiry = self.env["reseller.inquiry"].search([])
        self.authenticate("t_shop", "t_shop")
        self.assertIn("有加大码吗？", self._read("/my/outlet/inquiries").text)
        self._send_anew(f"/my/outlet/inquiries/{inquiry.id}", answer="有，最后两件")
        page = self._read(answer.headers["Location"]).text
        self.assertIn("有，最后两件", page)
        self._send_anew(f"{answer.headers['Location']}/off")
        self.assertEqual(inquiry.state, "gone")
        self.assertFalse(inquiry.phone)
        self._send_anew(f"/my/outlet/inquiries/{inquiry.id}", answer="还在吗")
        self.assertEqual(inquiry.answer, "有，最后两件")

    def test_nothing_asked_is_nothing_sent(self):
        answer = self._ask(question=" ")
        self.assertEqual(answer.status_code, 200)
        self.assertFalse(self.env["reseller.inquiry"].search([]))

    def test_another_seller_answers_nobody(self):
        self._ask()
        inquiry = self.env["reseller.inquiry"].search([])
        self.authenticate("t_other", "t_other")
        answer = self._send_anew(f"/my/outlet/inquiries/{inquiry.id}", answer="嘿")
        self.assertEqual(answer.status_code, 404)
        self.assertNotIn("有加大码吗", self._read("/my/outlet/inquiries").text)
        own = self.env["reseller.inquiry"].with_user(self.other_user)
        self.assertFalse(own.search([]))


@tagged("post_install", "-at_install")
class TestShopPhone(ShopCommon):
    """The pages of a seller on a small phone."""

    browser_size = "375x667"
    touch_enabled = True

    def test_nothing_is_wider_than_a_phone_and_all_can_be_tapped(self):
        """Proves R222."""
        code = """
            const wide = document.documentElement.scrollWidth - window.innerWidth;
            if (wide > 0) throw new Error(`${wide} pixels too wide`);
            const targets = document.querySelectorAll(
                "button, .os_button, .os_sizes span, .os_form input:not([type=radio])"
            );
            for (const one of targets) {
                const {height} = one.getBoundingClientRect();
                if (height && height < 44) throw new Error(`small: ${one.outerHTML}`);
            }
            console.log("test successful");
        """
        mall = f"/outlet/m/{self.contract.mall_token}"
        for path in (self._path(), mall, f"{mall}/a/{self.style.id}"):
            self.browser_js(path, code, login=None)
