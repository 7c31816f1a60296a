from odoo.tests import tagged

from .test_stock_report import StockCommon


@tagged("post_install", "-at_install")
class TestSellThrough(StockCommon):
    def _groups(self, groupby, domain=(), user=None):
        self.env.flush_all()
        report = self.env["outlet.sell.through"].with_user(user or self.operator)
        domain = [("agent_id", "in", (self.agent | self.other_agent).ids), *domain]
        return report._read_group(
            domain, groupby, ["sold:sum", "available:sum", "sell_through:avg"]
        )

    def test_each_kind_of_place_is_measured_against_all_there_was_to_sell(self):
        """Proves R28."""
        self.other_place.place_type = "group"
        shirts, coats = self.env["product.category"].create(
            [{"name": "Shirts"}, {"name": "Coats"}]
        )
        self.shirt.categ_id, self.style.categ_id = shirts, coats
        self._stock(self._get_article(self.shirt, "S"), 10)
        self._stock(self.style.product_variant_id, 5)
        self._sell(self.shirt_offer, self.place, 8)
        self._sell(self.shirt_offer, self.other_place, 2)
        self._sell(self.offer, self.other_place, 5)
        known = [("place_type", "in", ("shop", "group"))]
        self.assertEqual(
            {group[0]: group[1:] for group in self._groups(["place_type"], known)},
            {"shop": (8, 30, 100 * 8 / 30), "group": (7, 30, 100 * 7 / 30)},
        )
        self.assertEqual(
            {
                group[:2]: group[2:]
                for group in self._groups(["place_type", "categ_id"], known)
            },
            {
                ("shop", shirts): (8, 20, 40),
                ("shop", coats): (0, 10, 0),
                ("group", shirts): (2, 20, 10),
                ("group", coats): (5, 10, 50),
            },
        )

    def test_parties_see_their_own_goods_only(self):
        self._sell(self.shirt_offer, self.place, 8)
        self._sell(self.other_offer, self.place, 3)
        for user in (self.agent_user, self.brand_user):
            groups = self._groups(["brand_id"], user=user)
            self.assertEqual([group[0] for group in groups], [self.brand])
