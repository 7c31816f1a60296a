from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import PortalCommon


@tagged("post_install", "-at_install")
class TestLiveStock(PortalCommon):
    """What a reseller sees is what lies at the agents at this moment."""

    def _submit(self, **vals):
        return self._as(self.user)._submit_order(self._draft(**vals))

    def _seen(self):
        """The pieces of the small size that the reseller is shown."""
        self.env.flush_all()
        return next(
            size["stock"]
            for colour in self._as(self.user)._size_table(self.style)
            for size in colour["sizes"]
            if size["id"] == self.small.id
        )

    def _count(self, warehouse, pieces):
        """The agent counts his shelf."""
        quant = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.small.id),
                ("location_id", "=", warehouse.lot_stock_id.id),
                ("owner_id", "=", warehouse.agent_id.id),
            ],
            limit=1,
        )
        quant.with_context(inventory_mode=True).inventory_quantity = pieces
        quant.action_apply_inventory()

    def test_sale_and_count_at_the_agent_change_what_the_reseller_sees(self):
        """Proves R134."""
        before = self._seen()
        order = self._submit(quantity=2)
        self.assertEqual(self._seen(), before - 2)
        order._action_cancel()
        self.assertEqual(self._seen(), before)
        warehouse = order.allocation_ids[:1].warehouse_id
        left = before - self._free(warehouse, self.small)
        self._count(warehouse, 1)
        self.assertEqual(self._seen(), left + 1)

    def test_more_than_lies_at_the_agents_can_not_be_sold(self):
        """Proves R134."""
        with self.assertRaisesRegex(UserError, "in stock"):
            self._submit(quantity=self._seen() + 1)

    def test_goods_never_lie_at_the_reseller(self):
        """Proves R82: they go from the agent's shelf to the consumer, unasked."""
        order = self._submit(quantity=2)
        moves = order.picking_ids.move_ids
        self.assertEqual(
            moves.location_id, order.allocation_ids.warehouse_id.lot_stock_id
        )
        self.assertEqual(moves.location_dest_id.usage, "customer")
        self.assertEqual(order.partner_shipping_id, order.picking_ids.partner_id)
        carrier = self.env["delivery.carrier"].search([], limit=1)
        for number, picking in enumerate(order.picking_ids):
            picking._ship(carrier, f"YT1234567{number:03}")
        reseller = self.user.partner_id
        held = self.env["stock.quant"].search(
            [
                ("location_id.usage", "in", ("internal", "transit")),
                "|",
                ("owner_id", "=", reseller.id),
                ("location_id.warehouse_id.partner_id", "=", reseller.id),
            ]
        )
        self.assertFalse(held)
        warehouses = self.env["stock.warehouse"].search(
            ["|", ("agent_id", "=", reseller.id), ("partner_id", "=", reseller.id)]
        )
        self.assertFalse(warehouses)
