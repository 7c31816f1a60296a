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
        path = f"/outlet/o/{order.page_token}"
        self.assertNotIn("/rate", self._read(path).text)
        self._tell(f"{path}/rate", stars="5", words="赞")
        self.assertFalse(order.buyer_stars)
        order.action_payment_received()
        self._deliver(order)
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
        self.assertEqual(self.contract._get_stars(), (4.0, 1))

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


@tagged("post_install", "-at_install")
class TestShopMall(ShopCommon):
    """A small mall in the seller's own name, for who is capable of it."""

    def _mall(self, contract):
        return f"/outlet/m/{contract.mall_token}"

    def test_a_shopkeeper_has_a_mall_in_his_own_name(self):
        """Proves R251."""
        page = self._read(self._mall(self.contract))
        self.assertEqual(page.status_code, 200)
        name = self.contract.default_place_id.name
        self.assertIn(f"<title>{name}</title>", page.text)
        self.assertIn(self.style.name, page.text)
        self.assertEqual(self._read(self._mall(self.link)).status_code, 404)
        self.link.has_mall = True
        own = self._read(self._mall(self.link))
        self.assertIn(self.link_user.partner_id.name, own.text)

    def test_what_is_bought_in_the_mall_belongs_to_its_seller(self):
        path = f"{self._mall(self.contract)}/a/{self.style.id}"
        order = self._order_of(self._order(path))
        self.assertEqual(order.reseller_id, self.user.partner_id)

    def test_the_mall_shows_what_was_picked_in_its_order(self):
        second = self._make_style("云杉 短外套", "T-SHORT", 800.0)
        self._publish(second, self.tj)
        self._stock(self.tj, second.product_variant_ids[:1], 2)
        picks = [(second, 1), (self.style, 2)]
        for style, number in picks:
            self.env["reseller.pick"].create(
                {
                    "contract_id": self.contract.id,
                    "product_tmpl_id": style.id,
                    "sequence": number,
                }
            )
        page = self._read(self._mall(self.contract)).text
        self.assertLess(page.index(second.name), page.index(self.style.name))

    def test_a_link_to_one_article_opens_nothing_else(self):
        second = self._make_style("云杉 短外套", "T-SHORT", 800.0)
        self._publish(second, self.tj)
        path = f"{self._path()}/a/{second.id}"
        self.assertEqual(self._read(path).status_code, 404)

    def test_an_ended_contract_closes_link_and_mall(self):
        self.contract.action_end()
        self.assertEqual(self._read(self._path()).status_code, 404)
        self.assertEqual(self._read(self._mall(self.contract)).status_code, 404)

    def test_goods_of_a_shop_are_seen_after_scanning_on_the_spot(self):
        place = self.contract.default_place_id
        place.on_site_only = True
        shut = self._read(self._path())
        self.assertNotIn("/picture/", shut.text)
        self.assertNotIn('name="product_id"', shut.text)
        shut = self._read(self._mall(self.contract))
        self.assertNotIn(self.style.name, shut.text)
        self.url_open(f"/outlet/in/{place.on_site_code}")
        self.assertIn(self.style.name, self._read(self._path()).text)

    def test_no_engine_keeps_these_pages(self):
        for path in (self._path(), self._mall(self.contract)):
            page = self._read(path)
            self.assertIn("noindex", page.headers["X-Robots-Tag"])
            self.assertIn("no-store", page.headers["Cache-Control"])


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
