from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestPick(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.coat = cls._make_style("云杉 大衣", "P-COAT", 1600.0)
        cls.shirt = cls._make_style("云杉 衬衫", "P-SHIRT", 400.0)
        for style in (cls.coat, cls.shirt):
            cls._publish(style, cls.tj)

    def _names(self, user=None):
        return [card["name"] for card in self._as(user or self.user)._pick_cards()]

    def test_resellers_of_one_tier_show_different_selections(self):
        """Nobody is given an assortment. Proves R105."""
        self.assertEqual(self.contract.grade_id, self.other.grade_id)
        self._as(self.user)._add_picks(self.coat | self.style)
        self._as(self.other_user)._add_picks(self.shirt)
        self.assertEqual(self._names(), ["云杉 大衣", "云杉 长款风衣"])
        self.assertEqual(self._names(self.other_user), ["云杉 衬衫"])

    def test_what_is_picked_twice_is_there_once(self):
        contract = self._as(self.user)
        self.assertEqual(contract._add_picks(self.coat | self.shirt), 2)
        self.assertEqual(contract._add_picks(self.shirt | self.style), 1)
        self.assertEqual(self._names(), ["云杉 长款风衣", "云杉 大衣", "云杉 衬衫"])

    def test_his_order_is_kept_and_ids_of_others_move_nothing(self):
        contract = self._as(self.user)
        contract._add_picks(self.coat | self.shirt | self.style)
        self._as(self.other_user)._add_picks(self.shirt)
        theirs = self.other.pick_ids
        by_style = self.contract.pick_ids.grouped("product_tmpl_id")
        contract._order_picks(
            [theirs.id, by_style[self.style].id, by_style[self.coat].id]
        )
        self.assertEqual(self._names(), ["云杉 长款风衣", "云杉 大衣", "云杉 衬衫"])
        self.assertFalse(theirs.sequence > 0)
        self.assertFalse(contract._find_pick(theirs.id))

    def test_a_selection_is_as_long_as_the_company_or_his_contract_says(self):
        self.env["reseller.seller.limit"].search([]).unlink()
        self.env.company.pick_limit = 2
        contract = self._as(self.user)
        contract._add_picks(self.coat | self.shirt)
        with self.assertRaisesRegex(ValidationError, "room for 2 articles"):
            contract._add_picks(self.style)
        self.contract.pick_limit = 3
        contract._add_picks(self.style)
        self.assertEqual(self.contract.pick_count, 3)

    def test_a_change_at_the_source_shows_while_price_and_words_stay(self):
        """One source of the goods, for all. Proves R141."""
        for user in (self.user, self.other_user):
            self._as(user)._add_picks(self.style)
        self.contract._set_own_price(self.style, "price", 455)
        self.contract.pick_ids.words = "我自己也穿这一件。"
        self.style.name = "云杉 双面呢风衣"
        self.style.season = "2019AW"
        self.offers.story = "双面呢，一件顶两件。"
        [mine] = self._as(self.user)._pick_cards()
        [theirs] = self._as(self.other_user)._pick_cards()
        self.assertEqual({mine["name"], theirs["name"]}, {"云杉 双面呢风衣"})
        self.assertEqual(mine["price"], 455)
        self.assertNotEqual(theirs["price"], 455)
        self.assertEqual(mine["words"], "我自己也穿这一件。")
        for user in (self.user, self.other_user):
            sheet = self._as(user)._article_sheet(self.style)
            self.assertEqual(sheet["season"], "2019AW")
            self.assertEqual(sheet["story"], "双面呢，一件顶两件。")

    def test_what_is_no_longer_offered_leaves_the_shop_and_comes_back(self):
        self._as(self.user)._add_picks(self.style | self.coat)
        self.offers.action_suspend()
        self.assertEqual(self._names(), ["云杉 大衣"])
        self.offers.action_publish()
        self.assertEqual(self._names(), ["云杉 长款风衣", "云杉 大衣"])

    def test_picks_and_rules_of_others_are_not_read(self):
        self._as(self.other_user)._add_picks(self.style)
        self.other._set_price_rule({"kind": "markup", "value": 50, "rounding": "yuan"})
        for model in ("reseller.pick", "reseller.price.rule"):
            self.assertFalse(self.env[model].with_user(self.user).search([]))
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.other_user).search([]).unlink()
