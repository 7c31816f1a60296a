from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestSelectionBrowse(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        categories = cls.env["product.category"]
        cls.clothes = categories.create({"name": "女装"})
        cls.coats = categories.create({"name": "风衣", "parent_id": cls.clothes.id})
        cls.care = categories.create({"name": "护肤"})
        cls.style.categ_id = cls.coats
        cls.cream = cls._make_style("花漾 玫瑰面霜", "P-CREAM", 200.0)
        cls.cream.categ_id = cls.care
        cls.shirt = cls._make_style("云杉 真丝衬衫", "P-SILK", 400.0)
        cls.shirt.categ_id = cls.clothes
        for style in (cls.cream, cls.shirt):
            cls._publish(style, cls.tj)
            cls._stock(cls.tj, style.product_variant_ids[0], 4)

    def _codes(self, order="new", limit=20, offset=0, user=None, **filters):
        page = self._as(user or self.user)._selection_page(
            filters, order=order, limit=limit, offset=offset
        )
        ids = [card["id"] for card in page["articles"]]
        styles = self.env["product.template"].browse(ids)
        return [code for code in styles.mapped("style_code") if code]

    # --- search -------------------------------------------------------------------

    def test_search_understands_pinyin_initials_syllables_and_parts(self):
        for word in ("zscs", "zhensichenshan", "zs", "真丝", "丝衬", "P-SILK", "p-sil"):
            self.assertEqual(self._codes(search=word), ["P-SILK"], word)
        self.assertEqual(self._codes(search="丝真"), [])

    def test_search_finds_a_brand_by_its_initials(self):
        self.brand.name = "北斗星"
        found = self._codes(search="bdx")
        self.assertIn("P-SILK", found)
        self.assertEqual(self._codes(search="bdx mgms"), ["P-CREAM"])

    def test_search_follows_a_new_name_and_a_new_sku(self):
        self.shirt.name = "云杉 亚麻衬衫"
        self.shirt.product_variant_ids[0].default_code = "QX-77"
        self.assertEqual(self._codes(search="ymcs"), ["P-SILK"])
        self.assertEqual(self._codes(search="qx-77"), ["P-SILK"])
        self.assertEqual(self._codes(search="真丝"), [])

    # --- his own trade --------------------------------------------------------------

    def test_goods_of_his_own_trade_come_last_and_others_are_suggested_first(self):
        """A dress shop is shown what it does not sell. Proves R55."""
        self._as(self.user)._set_own_trade({self.clothes.id, self.coats.id}, "last")
        codes = self._codes()
        self.assertLess(codes.index("P-CREAM"), codes.index("P-SILK"))
        self.assertEqual(codes[0], "P-CREAM")
        names = [
            categ["name"]
            for categ in self._as(self.user)._selection_filters()["categories"]
        ]
        self.assertLess(names.index("护肤"), names.index("风衣"))

    def test_goods_of_his_own_trade_can_be_hidden(self):
        """What is below a category he sells is his trade, too. Proves R55."""
        self._as(self.user)._set_own_trade({self.clothes.id}, "hide")
        codes = self._codes()
        self.assertIn("P-CREAM", codes)
        self.assertNotIn("P-SILK", codes)
        self.assertNotIn("T-TRENCH", codes)
        self.assertIn("P-SILK", self._codes(user=self.other_user))

    def test_pages_go_on_where_the_own_trade_begins(self):
        self._as(self.user)._set_own_trade({self.clothes.id, self.coats.id}, "last")
        whole = self._codes()
        parts = [
            code
            for number in range(len(whole))
            for code in self._codes(limit=1, offset=number)
        ]
        self.assertEqual(parts, whole)

    def test_a_category_nobody_offers_is_not_taken(self):
        unknown = self.env["product.category"].create({"name": "没有的"})
        self._as(self.user)._set_own_trade({unknown.id, self.care.id}, "last")
        self.assertEqual(self.contract.own_categ_ids, self.care)

    # --- order ----------------------------------------------------------------------

    def test_goods_are_ordered_by_what_they_bring(self):
        """By day and turn, or by the return; nothing else has a say. Proves R243."""
        for order, first in (("gain", "T-TRENCH"), ("low", "P-CREAM")):
            self.assertEqual(self._codes(order=order)[0], first)
        self.assertEqual(self._codes(order="high")[0], "T-TRENCH")
        offer = self.env["outlet.offer"].search(
            [("product_tmpl_id", "=", self.cream.id)]
        )
        offer.suggested_ratio = 90
        self.assertEqual(self._codes(order="rate")[0], "P-CREAM")
        paid = [
            name
            for name in self.env["outlet.offer"]._fields
            if any(word in name for word in ("sponsor", "paid", "boost", "priority"))
        ]
        self.assertFalse(paid)

    def test_counting_ends_where_nobody_leafs_on(self):
        page = self._as(self.user)._selection_page({}, limit=1)
        self.assertFalse(page["has_more"])
        page = self._as(self.user)._selection_page({}, limit=1, count=2)
        self.assertEqual((page["total"], page["has_more"]), (2, True))

    def test_brands_and_categories_without_an_open_offer_are_not_listed(self):
        self.env["outlet.offer"].search(
            [("product_tmpl_id", "=", self.cream.id)]
        ).action_suspend()
        filters = self._as(self.user)._selection_filters()
        names = [categ["name"] for categ in filters["categories"]]
        self.assertIn("风衣", names)
        self.assertNotIn("护肤", names)


@tagged("post_install", "-at_install")
class TestDeals(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.skirt = cls._make_style("云杉 短裙", "P-SKIRT", 400.0)
        cls.skirts = cls._publish(cls.skirt, cls.tj)
        now = fields.Datetime.now()
        cls.offers.date_to = now + timedelta(days=9)
        cls.skirts.date_to = now + timedelta(days=2)

    def _names(self, user, order):
        found = self._as(user)._deal_list(order)
        return [deal["name"] for deal in found]

    def test_what_ends_is_listed_by_commission_and_by_end(self):
        """The affiliate's list. Proves R230."""
        both = ["云杉 长款风衣", "云杉 短裙"]
        self.assertEqual(self._names(self.link_user, "gain"), both)
        self.assertEqual(self._names(self.link_user, "end"), both[::-1])
        [coat, skirt] = self._as(self.link_user)._deal_list("gain")
        self.assertGreater(coat["earning"], skirt["earning"])
        self.assertLess(skirt["ends"], coat["ends"])

    def test_only_what_he_may_use_is_listed(self):
        """Proves R230."""
        self.skirts.write(
            {"audience": "chosen", "audience_partner_ids": self.user.partner_id.ids}
        )
        self.assertIn("云杉 短裙", self._names(self.user, "gain"))
        self.assertNotIn("云杉 短裙", self._names(self.link_user, "gain"))

    def test_what_has_no_end_is_no_deal(self):
        self.skirts.date_to = False
        self.assertEqual(self._names(self.link_user, "end"), ["云杉 长款风衣"])


@tagged("post_install", "-at_install")
class TestDaily(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.styles = cls.style
        for number in range(4):
            style = cls._make_style(f"云杉 款{number}", f"P-D{number}", 300.0)
            cls._publish(style, cls.tj)
            cls._stock(cls.tj, style.product_variant_ids[0], 2)
            cls.styles |= style

    def test_a_day_has_at_most_the_number_of_articles_that_is_set(self):
        """Proves R89."""
        contract = self._as(self.user)
        contract._add_picks(self.styles)
        for limit in (1, 2, 3):
            self.env.company.daily_pick_limit = limit
            self.assertEqual(len(contract._daily_cards()), limit)

    def test_who_has_no_picks_is_given_new_goods_with_a_good_return(self):
        names = [card["name"] for card in self._as(self.user)._daily_cards()]
        self.assertEqual(names[0], "云杉 长款风衣")

    def test_more_posts_than_the_day_bears_are_refused(self):
        """Proves R89."""
        contract = self._as(self.user)
        for style in self.styles[:2]:
            contract._mark_posted(style)
        with self.assertRaisesRegex(Exception, "You posted 2 today"):
            contract._mark_posted(self.styles[2])
        contract._mark_posted(self.styles[0])

    def test_what_was_posted_rests_for_a_week(self):
        contract = self._as(self.user)
        contract._add_picks(self.styles)
        first = [card["id"] for card in contract._daily_cards()]
        for style in self.styles.filtered(lambda one: one.id in first):
            contract._mark_posted(style)
        again = contract._daily_cards()
        self.assertEqual({card["id"] for card in again}, set(first))
        self.assertTrue(all(card["is_posted"] for card in again))
        yesterday = fields.Date.context_today(self.contract) - timedelta(days=1)
        self.contract.pick_ids.filtered("posted_on").posted_on = yesterday
        following = {card["id"] for card in contract._daily_cards()}
        self.assertFalse(following & set(first))
