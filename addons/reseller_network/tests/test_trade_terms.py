from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestTradeTerms(PortalCommon):
    """Who buys more, or bears more risk, pays less."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 60)
        cls._stock(cls.tj, cls.large, 60)

    def _add_break(self, pieces, off, tier=None):
        (tier or self.gold).take_item_ids = [
            Command.create(
                {
                    "applied_on": "3_global",
                    "compute_price": "percentage",
                    "percent_price": off,
                    "min_quantity": pieces,
                }
            )
        ]

    def _take(self, contract=None, pieces=1):
        contract = contract or self.contract
        return contract._take_prices(self.style, pieces)[self.style.id]

    def _sell(self, *lines, place=None):
        return self._order(self.in_beijing, [*lines], place_id=(place or self.place).id)

    def test_many_pieces_at_once_cost_less_in_the_tier_that_has_breaks(self):
        """Proves R58."""
        self._add_break(10, 76)
        self._add_break(50, 78)
        self.assertEqual([self._take(pieces=n) for n in (9, 10, 50)], [260, 240, 220])
        self.other.grade_id = self.regular
        self.assertEqual(self._take(self.other, 50), 300)
        self.assertEqual(
            self._as(self.user)._take_breaks(self.style), [(10, 240), (50, 220)]
        )

    def test_all_sizes_of_an_article_count_together(self):
        """Proves R58."""
        self._add_break(10, 76)
        order = self._sell((self.small, 6, 400.0), (self.large, 4, 400.0))
        self.assertEqual(set(order.order_line.mapped("take_price")), {240})
        self.assertEqual(order.reseller_amount, 10 * 160)
        order = self._sell((self.small, 6, 400.0))
        self.assertEqual(set(order.order_line.mapped("take_price")), {260})

    def test_the_shopkeeper_sees_the_breaks(self):
        """Proves R58."""
        self._add_break(10, 76)
        page = self._get(f"/my/outlet/article/{self.style.id}").text
        self.assertIn("oo_breaks", page)
        self.assertIn("240", page)

    def test_a_partner_earns_by_the_break_and_nothing_by_others_sales(self):
        """A wholesaler and organiser, not a level above who sells. Proves R16."""
        self._add_break(10, 78)
        self.other.introducer_id = self.user.partner_id
        bulk = self._sell((self.small, 20, 300.0))
        self._deliver(bulk)
        self.assertEqual(bulk.reseller_amount, 20 * (300 - 220))
        resale = self._sell((self.small, 1, 400.0), place=self.other_place)
        self._deliver(resale)
        payees = resale.order_line.share_entry_ids.partner_id
        self.assertNotIn(self.user.partner_id, payees)
        self.assertIn(self.other_user.partner_id, payees)

    def test_who_prepays_or_buys_out_pays_less(self):
        """Proves R60."""
        self.gold.write({"prepay_discount": 5, "buyout_discount": 10})
        takes = {}
        for terms in ("dropship", "prepay", "buyout"):
            self.contract.trade_terms = terms
            takes[terms] = self._take()
            order = self._sell((self.small, 1, 400.0))
            self.assertEqual(order.order_line.take_price, takes[terms])
        self.assertEqual(takes, {"dropship": 260, "prepay": 247, "buyout": 234})
        self.assertEqual(self.contract.take_ratio, 23.4)

    def test_breaks_and_risk_go_together(self):
        """Proves R58, R60."""
        self._add_break(10, 76)
        self.gold.write({"prepay_discount": 5, "buyout_discount": 5})
        self.contract.trade_terms = "prepay"
        self.assertEqual(self._take(pieces=10), 228)
        self.assertEqual(self._as(self.user)._take_breaks(self.style), [(10, 228)])

    def test_a_new_discount_holds_from_now_on(self):
        self.gold.write({"prepay_discount": 5, "buyout_discount": 10})
        self.contract.trade_terms = "prepay"
        partner = self.user.partner_id
        self.assertEqual(
            partner.specific_property_product_pricelist, self.gold.prepay_pricelist_id
        )
        self.gold.prepay_discount = 8
        self.assertEqual(self._take(), 239.2)
        self.contract.trade_terms = "dropship"
        self.assertEqual(
            partner.specific_property_product_pricelist,
            self.gold.default_pricelist_id,
        )

    def test_the_smaller_risk_never_pays_less(self):
        with self.assertRaisesRegex(ValidationError, "bears the most risk"):
            self.gold.write({"prepay_discount": 10, "buyout_discount": 5})

    def test_the_base_tier_buys_a_few_pieces(self):
        """No minimum, and the agent gets the small order. Proves R83."""
        self.contract.grade_id = self.regular
        self.assertEqual(self._take(pieces=1), 300)
        url = "/my/outlet/order/"
        self._post(f"{url}add", product_id=self.small.id, quantity=2)
        self._get(f"{url}new")
        contract = self._as(self.user)
        draft = self._draft(quantity=2, price=300.0, token="few", name="阿梅")
        order = contract._submit_order(draft)
        self.assertEqual(order.state, "sale")
        self.assertEqual(order._parcels().picking_type_id.warehouse_id, self.tj)
        self.assertEqual(order.order_line.take_price, 300)
