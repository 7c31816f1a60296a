import re
from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestSelectionPages(PortalCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coat = cls._make_style("云杉 大衣", "P-COAT", 1600.0)
        cls._publish(cls.coat, cls.tj)
        cls._stock(cls.tj, cls.coat.product_variant_ids[0], 4)

    def _cards(self, page):
        return re.findall(r'class="oo_card oo_pick"', page)

    def test_the_card_shows_the_margin_at_the_suggested_and_at_the_own_price(self):
        """400 suggested on a tag of 1,000, taken at 260. Proves R47."""
        self.offers.suggested_ratio = 40
        self.gold.take_ratio = 25
        path = f"/my/outlet/article/{self.style.id}"
        page = self._get(path).text
        for words in ("Suggested price", "¥400", "¥150", "37.5%"):
            self.assertIn(words, page)
        answer = self._post(f"{path}/price", kind="price", value="500")
        for words in ("¥400", "37.5%", "Own price", "¥250", "50%"):
            self.assertIn(words, answer.text)

    def test_a_tick_in_the_list_puts_an_article_into_the_shop(self):
        self._login("t_shop")
        answer = self.make_jsonrpc_request(
            "/my/outlet/pick", {"template_id": self.coat.id, "wanted": True}
        )
        self.assertEqual(answer, {"picks": 1})
        page = self._get("/my/outlet/articles").text
        self.assertEqual(page.count('aria-pressed="true"'), 1)
        self.assertIn("云杉 大衣", self._get("/my/outlet/shop").text)
        self.make_jsonrpc_request(
            "/my/outlet/pick", {"template_id": self.coat.id, "wanted": False}
        )
        self.assertFalse(self.contract.pick_ids)

    def test_a_full_shop_says_so(self):
        self.contract.pick_limit = 1
        self._post(f"/my/outlet/article/{self.coat.id}/pick", wanted="1")
        answer = self._post(f"/my/outlet/article/{self.style.id}/pick", wanted="1")
        self.assertIn("room for 1 articles", answer.text)
        self.assertEqual(self.contract.pick_count, 1)

    def test_words_are_saved_and_the_order_is_kept(self):
        for style in (self.coat, self.style):
            self._post(f"/my/outlet/article/{style.id}/pick", wanted="1")
        first, second = self.contract.pick_ids
        answer = self._post(f"/my/outlet/shop/{first.id}", words=" 自己也穿 ")
        self.assertIn("自己也穿", answer.text)
        self.make_jsonrpc_request(
            "/my/outlet/shop/order", {"pick_ids": [second.id, first.id]}
        )
        self.assertEqual(self.contract.pick_ids.sorted(), second | first)
        self._post(f"/my/outlet/shop/{first.id}", action="top")
        self.assertEqual(self.contract.pick_ids.sorted(), first | second)
        self._post(f"/my/outlet/shop/{first.id}", action="remove")
        self.assertEqual(self.contract.pick_ids, second)
        answer = self._post(f"/my/outlet/shop/{second.id}", words="长" * 301)
        self.assertIn("at most 300 characters", answer.text)

    def test_picks_and_rules_of_others_are_not_found(self):
        self.other._add_picks(self.style)
        rule = self.other._set_price_rule(
            {"kind": "markup", "value": 50, "rounding": "yuan"}
        )
        pick = self.other.pick_ids
        for path in (
            f"/my/outlet/shop/{pick.id}",
            f"/my/outlet/prices/{rule.id}/remove",
        ):
            self.assertEqual(self._post(path, words="x").status_code, 404)
        self.assertTrue(rule.exists())
        self.assertFalse(pick.words)

    def test_behind_the_link_people_see_his_picks_only_with_name_and_words(self):
        """A short selection in his own name. Proves R96."""
        self.contract._add_picks(self.coat)
        self.contract.pick_ids.words = "这件我天天穿。"
        page = self.url_open(f"/outlet/p/{self.place.access_token}").text
        for words in ("云杉 大衣", "这件我天天穿。", self.place.name):
            self.assertIn(words, page)
        self.assertNotIn("云杉 长款风衣", page)
        mall = self.url_open(self.contract._get_mall_url()).text
        for words in ("云杉 大衣", "这件我天天穿。", "阿梅"):
            self.assertIn(words, mall)
        self.assertNotIn("云杉 长款风衣", mall)
        self.contract.pick_limit = 1
        answer = self._post(f"/my/outlet/article/{self.style.id}/pick", wanted="1")
        self.assertIn("room for 1 articles", answer.text)

    def test_the_lookbook_is_pictures_with_a_sentence_that_lead_to_the_order(self):
        """Proves R88."""
        self.contract._add_picks(self.style | self.coat)
        self.contract.pick_ids[:1].words = "我自己也穿这一件。第二句不在图下。"
        self._login("t_shop")
        own = self._get("/my/outlet/lookbook").text
        url = re.search(r'data-copy="([^"]+/s/[^"]+)"', own)[1]
        self.assertEqual(
            url,
            re.search(r'data-copy="([^"]+)"', self._get("/my/outlet/lookbook").text)[1],
        )
        self.logout(keep_db=True)
        page = self.url_open(url).text
        self.assertEqual(page.count('class="os_look '), 2)
        self.assertIn("我自己也穿这一件。", page)
        self.assertNotIn("第二句", page)
        first = re.search(r'<a href="([^"]+)" class="os_look ', page)[1]
        sheet = self.url_open(first)
        self.assertEqual(sheet.status_code, 200)
        self.assertIn("/order", sheet.text)

    def test_the_daily_pick_is_posted_by_hand_one_by_one(self):
        """Nothing here sends to many. Proves R89."""
        self.contract._add_picks(self.coat | self.style)
        page = self._get("/my/outlet/daily").text
        actions = re.findall(r'<form[^>]*action="([^"]+)"', page)
        self.assertEqual(
            set(actions),
            {f"/my/outlet/daily/{style.id}" for style in self.coat | self.style},
        )
        answer = self._post(f"/my/outlet/daily/{self.coat.id}")
        self.assertIn("Posted today", answer.text)
        self.env.company.daily_pick_limit = 1
        answer = self._post(f"/my/outlet/daily/{self.style.id}")
        self.assertIn("You posted 1 today", answer.text)

    def test_pictures_and_text_to_post_carry_his_own_words(self):
        """Proves R42."""
        self.contract._add_picks(self.style)
        self.contract.pick_ids.words = "我自己也穿这一件。"
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        self.assertIn(f"/my/outlet/article/{self.style.id}/post", page)
        text = self._as(self.user)._post_text(self.style)
        self.assertTrue(text.startswith("我自己也穿这一件。"))
        book = self._get(f"/my/outlet/article/{self.style.id}/post")
        self.assertEqual(book.content[:2], b"PK")

    def test_prices_follow_a_rule_made_on_the_phone(self):
        """By mark-up or by the tag, the price is the same. Proves R49."""
        for kind, value in (("markup", "50"), ("ratio", "39")):
            answer = self._post("/my/outlet/prices", kind=kind, value=value)
            self.assertIn("Saved", answer.text)
            page = self._get(f"/my/outlet/article/{self.style.id}").text
            self.assertIn("¥390", page)
            self.assertIn("Price by rule", page)
        self._post(
            f"/my/outlet/article/{self.style.id}/price", kind="price", value="390"
        )
        self.assertIn("¥390", self._get(f"/my/outlet/article/{self.style.id}").text)
        for value, words in (("abc", "Enter a number"), ("0", "lies between")):
            answer = self._post("/my/outlet/prices", kind="ratio", value=value)
            self.assertIn(words, answer.text)
        answer = self._post("/my/outlet/prices", value="9", brand="999999")
        self.assertEqual(answer.status_code, 404)

    def test_own_trade_is_ticked_on_the_phone(self):
        """Proves R55."""
        clothes = self.env["product.category"].create({"name": "大衣"})
        self.coat.categ_id = clothes
        self.assertIn("大衣", self._get("/my/outlet/trade").text)
        self._post("/my/outlet/trade", categ=str(clothes.id), own_trade="hide")
        self.assertEqual(self.contract.own_categ_ids, clothes)
        page = self._get("/my/outlet/articles").text
        self.assertNotIn("云杉 大衣", page)
        self._post("/my/outlet/trade", categ=str(clothes.id), own_trade="last")
        page = self._get("/my/outlet/articles").text
        self.assertIn("what you do not have comes first", page)
        self.assertLess(page.index("云杉 长款风衣"), page.index("云杉 大衣"))

    def test_an_affiliate_finds_what_ends_by_commission_and_by_end(self):
        """Proves R230."""
        now = fields.Datetime.now()
        coat = self.env["outlet.offer"].search([("product_tmpl_id", "=", self.coat.id)])
        coat.date_to = now + timedelta(days=9)
        self.offers.date_to = now + timedelta(days=2)
        for order, words in (("gain", "Best commission"), ("end", "Ends first")):
            page = self._get(f"/my/outlet/deals?order={order}", "t_link").text
            self.assertIn(words, page)
            names = ["云杉 大衣", "云杉 长款风衣"][:: 1 if order == "gain" else -1]
            self.assertLess(page.index(names[0]), page.index(names[1]))

    def test_an_affiliate_sets_no_prices(self):
        self.assertEqual(self._get("/my/outlet/prices", "t_link").status_code, 404)

    def test_who_deals_with_one_agent_shows_his_catalogue_at_own_prices(self):
        """Nobody fills the shop: it is there with the contract. Proves R107."""
        self.contract.upstream_id = self.ks.agent_id
        self._post("/my/outlet/prices", kind="ratio", value="45")
        page = self.url_open(f"/outlet/p/{self.place.access_token}").text
        self.assertIn("云杉 长款风衣", page)
        self.assertIn("¥450", page)
        self.assertNotIn("云杉 大衣", page)
        fresh = self._make_style("云杉 新款衬衫", "P-NEW", 400.0)
        self._publish(fresh, self.ks)
        page = self.url_open(f"/outlet/p/{self.place.access_token}").text
        self.assertIn("云杉 新款衬衫", page)
        self.assertIn("¥180", page)
