from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestAvailability(DropshipCommon):
    def test_pieces_reserved_beside_the_counted_ones_are_not_free(self):
        """Where two reserve at the same moment, the core keeps the second one's
        reservation in a quant of its own, whose quantity is empty."""
        self._stock(self.tj, self.coat, 1)
        self.env.flush_all()
        self.env.cr.execute(
            """
            INSERT INTO stock_quant (product_id, location_id, owner_id, company_id,
                                     in_date, reserved_quantity)
            SELECT product_id, location_id, owner_id, company_id, in_date, 1
              FROM stock_quant
             WHERE product_id = %s AND owner_id = %s
            """,
            [self.coat.id, self.tj.agent_id.id],
        )
        self.env.invalidate_all()
        free = self.env["stock.warehouse"]._free_by_product(self.coat)
        self.assertEqual(free.get((self.tj.agent_id.id, self.coat.id), 0), 0)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(order.routing_state, "waiting")
