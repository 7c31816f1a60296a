from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import OutletCommon


@tagged("post_install", "-at_install")
class TestAssortment(OutletCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Rule = cls.env["outlet.assortment.rule"]
        cls.Rule.search([]).active = False
        cls.brand.brand_class = "a"
        cls.other_brand.brand_class = "c"
        cls.place = cls.env["outlet.place"].create(
            {
                "name": "Village shop",
                "owner_id": cls.agent.id,
                "place_type": "shop",
                "grade": "d",
                "city_id": cls.env.ref("brand_outlet.city_371700").id,
            }
        )

    def test_place_without_a_rule_sells_everything(self):
        rule = self.Rule._match(self.place)
        self.assertFalse(rule)
        self.assertTrue(rule.allows(self.style))
        self.assertEqual(rule._get_suggested_prices(self.style), {})

    def test_most_specific_rule_holds(self):
        everywhere, tier, grade, kind = self.Rule.create(
            [{}, {"city_tier": "3"}, {"grade": "d"}, {"place_type": "shop"}]
        )
        self.assertEqual(self.Rule._match(self.place), kind)
        kind.active = False
        self.assertEqual(self.Rule._match(self.place), grade)
        grade.grade = "a"
        self.assertEqual(self.Rule._match(self.place), tier)
        tier.city_tier = "1"
        self.assertEqual(self.Rule._match(self.place), everywhere)
        both = self.Rule.create({"grade": "d", "city_tier": "3"})
        self.assertEqual(self.Rule._match(self.place), both)

    def test_two_rules_for_the_same_places_are_refused(self):
        self.Rule.create({"grade": "d"})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.Rule.create({"grade": "d"})

    def test_grade_of_the_place_decides_on_the_class_of_brands(self):
        rule = self.Rule.create({"grade": "d", "allow_class_a": False})
        self.assertFalse(rule.allows(self.style))
        self.assertTrue(rule.allows(self.other_style))
        self.brand.brand_class = "b"
        self.assertTrue(rule.allows(self.style))

    def test_brand_is_ranked_per_city_tier_not_absolutely(self):
        """A brand of the great cities' malls is none in the third tier and below."""
        self.Rule.create({"city_tier": "3", "allow_class_a": False})
        great = self.place.copy(
            {
                "name": "Mall",
                "state_id": self.env.ref("base.state_cn_SH").id,
                "city_id": self.env.ref("brand_outlet.city_310000").id,
            }
        )
        allowed = {
            place: self.Rule._match(place).allows(self.style)
            for place in (self.place, great)
        }
        self.assertEqual(allowed, {self.place: False, great: True})

    def test_categories_limit_the_assortment_with_what_is_below_them(self):
        clothes, coats, shoes = self.env["product.category"].create(
            [{"name": "Clothes"}, {"name": "Coats"}, {"name": "Shoes"}]
        )
        coats.parent_id = clothes
        self.style.categ_id, self.other_style.categ_id = coats, shoes
        rule = self.Rule.create({"place_type": "shop", "categ_ids": clothes.ids})
        self.assertTrue(rule.allows(self.style))
        self.assertFalse(rule.allows(self.other_style))

    def test_grade_suggests_a_price(self):
        rule = self.Rule.create({"grade": "d", "suggested_ratio": 35})
        self.assertEqual(rule._get_suggested_prices(self.style), {self.style.id: 350.0})
        rule.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Villages",
                "item_ids": [
                    (0, 0, {"compute_price": "percentage", "percent_price": 70})
                ],
            }
        )
        self.assertEqual(rule._get_suggested_prices(self.style), {self.style.id: 300.0})
