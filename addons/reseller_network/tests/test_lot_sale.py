from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestLotSale(ResellerCommon):
    """Only 5,000 trousers: no style, no size, and yet they sell to the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.outlet_tag_photo_required = True
        cls.agent = cls.tj.agent_id
        cls.lot = cls.env["outlet.offer"]._create_lots(
            [
                {
                    "contract": cls.agent.agent_contract_ids.filtered(
                        lambda contract: contract.brand_id == cls.brand
                    )[:1],
                    "category": cls.env["product.category"].create({"name": "裤子"}),
                    "pieces": 5000,
                    "tag_price": 200.0,
                    "supply_price": 38.0,
                    "pack_size": 10,
                }
            ]
        )
        cls.lot.action_publish()
        cls.goods = cls.lot.product_tmpl_id
        cls.trousers = cls.goods.product_variant_id

    def _card(self):
        page = self._as(self.user)._selection_page({"search": "裤子"})
        [card] = page["articles"]
        return card

    def test_lot_is_in_the_selection_with_category_price_and_pieces(self):
        """Brand, category and price suffice, a style is optional. Proves R116."""
        card = self._card()
        self.assertEqual(card["name"], f"{self.brand.name} 裤子")
        self.assertEqual((card["stock"], card["tag"]), (5000, 200.0))
        self.assertTrue(card["reason"])
        sheet = self._as(self.user)._article_sheet(self.goods)
        self.assertEqual(sheet["colours"][0]["sizes"][0]["stock"], 5000)

    def test_lot_is_ordered_routed_shipped_and_settled(self):
        """By the piece from the portal and by the pack at the desk. Proves R114."""
        order = self.contract._submit_order(
            self._draft(product=self.trousers, quantity=3, price=100.0)
        )
        self.assertEqual(order.allocation_ids.warehouse_id, self.tj)
        self.assertEqual(order.order_line[:1].offer_id, self.lot)
        self._deliver(order)
        supply = order.order_line.share_entry_ids.filtered(
            lambda entry: entry.role == "agent"
        )
        self.assertEqual(sum(supply.mapped("amount")), 114.0)
        self.assertEqual(self._card()["stock"], 4997)
        packs = self._order(
            self.in_beijing,
            [(self.trousers, 1)],
            confirm=False,
            place_id=self.place.id,
        )
        packs.order_line.write(
            {
                "product_uom_id": self.goods.pack_uom_id.id,
                "product_uom_qty": 2,
                "price_unit": 1000.0,
            }
        )
        total = packs.amount_total
        packs.action_confirm()
        self.assertEqual(packs.order_line.product_uom_qty, 20)
        self.assertEqual(packs.amount_total, total)
        line = packs.order_line
        self.assertEqual(line.reseller_amount, line.price_total - 20 * line.take_price)
        moves = packs.picking_ids.move_ids
        self.assertEqual(moves.location_id.warehouse_id, self.tj)
        self.assertEqual(sum(moves.mapped("product_qty")), 20)
        self.assertEqual(self._card()["stock"], 4977)

    def test_lot_sorted_while_orders_are_open_serves_old_and_new(self):
        order = self._order(self.in_beijing, [(self.trousers, 100)])
        self.lot._split_lot({"M": 2900, "L": 2000})
        sheet = self._as(self.user)._article_sheet(self.goods)
        sizes = {size["size"]: size["stock"] for size in sheet["colours"][0]["sizes"]}
        self.assertEqual(sizes.pop("M"), 2900)
        self.assertEqual(sizes.pop("L"), 2000)
        self.assertEqual(set(sizes.values()), {0})
        self._deliver(order)
        self.assertEqual(order.order_line.qty_delivered, 100)
        large = self.goods.product_variant_ids[-1]
        later = self._order(self.in_beijing, [(large, 5)])
        self.assertEqual(later.allocation_ids.warehouse_id, self.tj)

    def test_agent_without_a_warehouse_is_told_where_goods_should_lie(self):
        agent = self.env["res.partner"].create({"name": "新代理", "is_company": True})
        contract = self.env["brand.contract"].create(
            {"brand_id": self.brand.id, "agent_id": agent.id}
        )
        contract.action_activate()
        with self.assertRaisesRegex(UserError, "has no warehouse yet"):
            self.env["outlet.offer"]._create_lots(
                [
                    {
                        "contract": contract,
                        "category": self.goods.categ_id,
                        "pieces": 1,
                        "tag_price": 1.0,
                    }
                ]
            )
