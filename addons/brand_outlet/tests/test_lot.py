from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import PartyCommon


@tagged("post_install", "-at_install")
class TestLot(PartyCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # lots are made as users work: with the proof of tag prices asked for
        cls.env.company.outlet_tag_photo_required = True
        cls._give_warehouse(cls.agent)
        cls.trousers = cls.env["product.category"].create({"name": "Trousers"})

    def _make_lot(self, user=None, **values):
        Offer = self.env["outlet.offer"].with_user(user or self.operator)
        return Offer._create_lots(
            [
                {
                    "contract": self.contract,
                    "category": self.trousers,
                    "pieces": 5000,
                    "tag_price": 200.0,
                    **values,
                }
            ]
        )

    def _order(self, lot, product, quantity, uom=None):
        partner = self.env["res.partner"].create({"name": "A consumer"})
        line = {"product_id": product.id, "product_uom_qty": quantity}
        if uom:
            line["product_uom_id"] = uom.id
        order = self.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "warehouse_id": lot._get_lot_locations()[lot].warehouse_id.id,
                "order_line": [Command.create(line)],
            }
        )
        order.action_confirm()
        return order

    def test_category_quantity_and_price_are_enough_to_sell(self):
        """Proves R114."""
        lot = self._make_lot()
        lot.action_publish()
        self.assertEqual(lot.state, "published")
        self.assertEqual(lot.lot_left, 5000)
        self.assertEqual((lot.tag_price, lot.supply_price), (200.0, 50.0))
        self.assertEqual(lot.product_tmpl_id.name, "Spruce Trousers")
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", lot.product_tmpl_id.product_variant_id.id),
                ("location_id.usage", "=", "internal"),
            ]
        )
        self.assertEqual(quant.owner_id, self.agent)

    def test_agreed_price_per_piece_becomes_the_supply_price(self):
        lot = self._make_lot(supply_price=38.0)
        self.assertEqual(lot.supply_price, 38.0)

    def test_lot_without_pieces_or_price_is_refused(self):
        for wrong in ({"pieces": 0}, {"tag_price": 0.0}, {"supply_price": 201.0}):
            with self.assertRaises(UserError):
                self._make_lot(**wrong)

    def test_lot_sells_by_the_pack_too(self):
        """Proves R114."""
        lot = self._make_lot(pack_size=10)
        product = lot.product_tmpl_id.product_variant_id
        order = self._order(lot, product, 3, product.pack_uom_id)
        self.assertEqual(sum(order.picking_ids.move_ids.mapped("product_qty")), 30)
        self.assertEqual(order.order_line.price_unit, 2000.0)

    def test_sizes_given_at_once_have_to_make_up_the_lot(self):
        with self.assertRaisesRegex(UserError, "4900 pieces together"):
            self._make_lot(sizes={"M": 2500, "L": 2400})
        lot = self._make_lot(sizes={"M": 2500, "L": 2500})
        self.assertEqual(self._pieces(lot), {"Unsorted": 0, "M": 2500, "L": 2500})

    def _pieces(self, lot):
        free = lot._get_lot_pieces()
        products = lot.product_tmpl_id.product_variant_ids
        return {
            product.product_template_attribute_value_ids.name: free.get(product, 0)
            for product in products
        }

    def test_lot_is_split_later_and_open_orders_stay(self):
        """Proves R114."""
        lot = self._make_lot(pieces=100)
        whole = lot.product_tmpl_id.product_variant_id
        order = self._order(lot, whole, 10)
        order.picking_ids.action_assign()
        lot.with_user(self.operator)._split_lot({"M": 50, "L": 40})
        self.assertEqual(self._pieces(lot), {"Unsorted": 0, "M": 50, "L": 40})
        self.assertTrue(whole.active)
        self.assertEqual(order.order_line.product_id, whole)
        picking = order.picking_ids
        self.assertEqual(picking.state, "assigned")
        picking.move_ids.picked = True
        picking.button_validate()
        self.assertEqual(picking.state, "done")
        self._order(lot, lot.product_tmpl_id.product_variant_ids[-1], 1)

    def test_split_is_refused_unless_it_matches_what_is_left(self):
        lot = self._make_lot(pieces=100)
        for wrong in ({"M": 101}, {"M": 90}, {"M": 120, "L": -20}, {}):
            with self.assertRaises(UserError):
                lot._split_lot(wrong)
        lot._split_lot({"M": 90}, keep_rest=True)
        self.assertEqual(self._pieces(lot), {"Unsorted": 10, "M": 90})
        lot._split_lot({"M": 4, "L": 6})
        self.assertEqual(self._pieces(lot), {"Unsorted": 0, "M": 94, "L": 6})

    def test_agent_makes_a_lot_of_its_own_and_no_other(self):
        lot = self._make_lot(self.agent_user)
        self.assertEqual((lot.state, lot.lot_left), ("draft", 5000))
        lot._split_lot({"M": 5000})
        stranger = self._make_party_user("test_agent_x", "agent", self.other_agent)
        with self.assertRaises(AccessError):
            self._make_lot(stranger)
        with self.assertRaises(AccessError):
            lot.with_user(stranger)._split_lot({"M": 1}, keep_rest=True)
        with self.assertRaises(AccessError):
            self._make_lot(self.brand_user)

    def test_lot_of_an_agent_is_hidden_from_the_brands_other_agents(self):
        rival = self._make_party_user("test_agent_x", "agent", self.other_agent)
        self._make_contract(self.brand, self.other_agent)
        lot = self._make_lot().product_tmpl_id
        Template = self.env["product.template"]
        self.assertIn(self.style, Template.with_user(rival).search([]))
        self.assertNotIn(lot, Template.with_user(rival).search([]))
        self.assertIn(lot, Template.with_user(self.agent_user).search([]))
        self.assertIn(lot, Template.with_user(self.brand_user).search([]))
