from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestOwnPrice(ResellerCommon):
    def _set(self, kind, value, style=None):
        return self.contract._set_own_price(style or self.style, kind, value)

    def test_150_on_400_is_shown_as_37_5_per_cent(self):
        """Proves R47."""
        self.gold.take_ratio = 25
        self._set("price", 400)
        card = self.contract._article_cards(self.style)[0]
        self.assertEqual(card["earning"], 150)
        self.assertEqual(card["rate"], 37.5)
        self.assertEqual(self.contract._percent(card["rate"]), "37.5%")
        price = self.contract.price_ids
        self.assertEqual((price.margin, price.margin_rate), (150, 37.5))

    def test_a_price_is_entered_as_mark_up_on_the_take_price(self):
        """Take price 260, half on top. Proves R49."""
        self.assertEqual(self._set("markup", 50), 390)

    def test_a_price_is_entered_as_tenths_of_the_tag(self):
        """Proves R49."""
        self.assertEqual(self._set("discount", 3.8), 380)

    def test_what_is_not_typed_in_yuan_is_rounded_to_whole_yuan(self):
        """Proves R49."""
        self.assertEqual(self._set("markup", 33.3), 347)
        odd = self._make_style("云杉 毛衫", "T-ODD", 1219.0)
        self._publish(odd, self.tj)
        self.assertEqual(self._set("discount", 3.85, odd), 469)

    def test_ten_tenths_are_the_tag_price_itself(self):
        odd = self._make_style("云杉 背心", "T-HALF", 99.5)
        self._publish(odd, self.tj)
        self.assertEqual(self._set("discount", 10, odd), 99.5)

    def test_a_price_typed_in_yuan_keeps_its_fen(self):
        self.assertEqual(self._set("price", 399.9), 399.9)

    def test_a_price_above_the_tag_is_refused_in_words(self):
        with self.assertRaisesRegex(ValidationError, "above the tag price ¥1,000"):
            self._set("price", 1000.01)

    def test_the_tag_price_itself_is_allowed(self):
        """Sell it as new season at the full price. Proves R50."""
        self.assertEqual(self._set("price", 1000), 1000)

    def test_a_price_below_the_take_price_is_the_resellers_choice(self):
        """Proves R50."""
        self._set("price", 200)
        self.assertEqual(self.contract._article_cards(self.style)[0]["earning"], -60)

    def test_a_price_below_the_floor_is_refused_in_words(self):
        self._new_floor(self.tj, 35)
        with self.assertRaisesRegex(ValidationError, "below ¥350"):
            self._set("price", 349.99)
        self.assertEqual(self._set("price", 350), 350)

    def test_the_highest_floor_of_all_who_may_ship_holds(self):
        self._new_floor(self.tj, 30)
        self._new_floor(self.ks, 35)
        with self.assertRaisesRegex(ValidationError, "below ¥350"):
            self._set("price", 320)

    def _new_floor(self, warehouse, ratio):
        contract = self.env["brand.contract"]._find_valid(agents=warehouse.agent_id)
        self.env.cr.execute(
            "UPDATE brand_contract SET floor_ratio = %s WHERE id = %s",
            (ratio, contract.id),
        )
        contract.invalidate_recordset()

    def test_zero_is_no_price(self):
        with self.assertRaises(ValidationError):
            self._set("price", 0)

    def test_a_second_price_replaces_the_first(self):
        self._set("price", 400)
        self._set("price", 420)
        self.assertEqual(self.contract.price_ids.mapped("price"), [420])

    def test_without_an_own_price_the_suggested_one_is_shown(self):
        card = self.contract._article_cards(self.style)[0]
        self.assertEqual((card["price"], card["is_own"]), (600, False))

    def test_an_affiliate_has_no_own_price(self):
        """Fixed price and commission is the other way to earn. Proves R51."""
        with self.assertRaises(ValidationError):
            self.link._set_own_price(self.style, "price", 500)
        card = self.link._article_cards(self.style)[0]
        self.assertEqual((card["price"], card["earning"], card["rate"]), (600, 180, 30))

    def test_a_reseller_reads_no_price_of_another(self):
        """Proves R12."""
        self._set("price", 400)
        prices = self.env["reseller.price"].with_user(self.other_user)
        self.assertFalse(prices.search([]))
        with self.assertRaises(AccessError):
            self.contract.price_ids.with_user(self.other_user).read(["price"])

    def test_a_reseller_writes_prices_on_the_page_only(self):
        """The page checks that the article is his; the model stays closed."""
        self._set("price", 400)
        with self.assertRaises(AccessError):
            self.contract.price_ids.with_user(self.user).price = 1
