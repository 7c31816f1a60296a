from odoo.fields import Command
from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRoutingNetwork(DropshipCommon):
    """What is kept in memory follows every change at once."""

    def _ships(self, **vals):
        """The warehouse that a new order of a coat to Beijing ships from."""
        order = self._order(self.in_beijing, [(self.coat, 1)], **vals)
        order_lines = order.order_line
        warehouse = order_lines.pinned_warehouse_id
        order._action_cancel()
        return warehouse

    def setUp(self):
        super().setUp()
        for warehouse in (self.tj, self.ks, self.fs):
            self._stock(warehouse, self.coat, 5)
        self.assertEqual(self._ships(), self.tj)

    def test_paused_warehouse_gets_nothing_from_this_moment(self):
        """Proves R126."""
        self.tj.cooperation_state = "paused"
        self.assertEqual(self._ships(), self.ks)
        self.tj.cooperation_state = "active"
        self.assertEqual(self._ships(), self.tj)

    def test_warehouse_nobody_is_in_charge_of_is_passed_over(self):
        """Proves R126."""
        self.tj.manager_id = False
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(order.order_line.pinned_warehouse_id, self.ks)
        row = order.decision_ids._get_candidate(self.tj)
        self.assertEqual(row["code"], "no_manager")

    def test_the_person_in_charge_gets_the_dispatch(self):
        """Proves R126."""
        chief = self.env["res.partner"].create(
            {"name": "老张", "parent_id": self.tj.agent_id.id}
        )
        self.tj.manager_id = chief
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(order.picking_ids.manager_id, chief)
        # who takes over later answers for what comes later
        self.tj.manager_id = self.tj.agent_id
        self.assertEqual(order.picking_ids.manager_id, chief)

    def test_person_in_charge_finds_his_dispatches(self):
        """Proves R126: his desk shows what he has to do."""
        user = self._agent_user(self.tj, "chief")
        user.partner_id.parent_id = self.tj.agent_id
        self.tj.manager_id = user.partner_id
        order = self._order(self.in_beijing, [(self.coat, 1)])
        mine = self.env["stock.picking"].with_user(user)
        mine = mine.search([("manager_id", "=", user.partner_id.id)])
        self.assertEqual(mine, order.picking_ids.with_user(user))

    def test_new_warehouse_is_known_at_once(self):
        near = self._make_agent("北京恒盛", "T04", self.beijing, (39.91, 116.4))
        self._stock(near, self.coat, 1)
        self.assertEqual(self._ships(), near)

    def test_contract_that_ends_or_is_narrowed_counts_at_once(self):
        contract = self.tj.agent_id.agent_contract_ids
        contract.action_end()
        self.assertEqual(self._ships(), self.ks)
        self._make_contract(self.tj.agent_id, version=2)
        self.assertEqual(self._ships(), self.tj)
        self.ks.agent_id.agent_contract_ids.action_end()
        self._make_contract(
            self.ks.agent_id,
            version=2,
            region_mode="only",
            region_ids=[Command.set(self.shanghai.ids)],
        )
        self.tj.cooperation_state = "ended"
        self.assertEqual(self._ships(), self.fs)

    def test_moved_warehouse_counts_from_where_it_is(self):
        self.tj.partner_id.write({"partner_latitude": 20.0, "partner_longitude": 110.0})
        self.assertEqual(self._ships(), self.ks)

    def test_goods_on_an_inner_shelf_are_found(self):
        shelf = self.env["stock.location"].create(
            {"name": "A1", "location_id": self.tj.lot_stock_id.id}
        )
        self.env["stock.quant"]._update_available_quantity(
            self.scarf, shelf, 2, owner_id=self.tj.agent_id
        )
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(order.picking_ids.move_line_ids.location_id, shelf)

    def test_province_decides_where_an_order_ships_from(self):
        """Proves R124."""
        for consumer, warehouse in (
            (self.in_beijing, self.tj),
            (self.in_shanghai, self.ks),
            (self.in_guangzhou, self.fs),
        ):
            order = self._order(consumer, [(self.coat, 1)])
            self.assertEqual(order.order_line.pinned_warehouse_id, warehouse)

    def test_orders_of_a_batch_need_no_more_queries_than_one(self):
        for product in (self.coat, self.scarf):
            self._stock(self.tj, product, 500)

        def queries(count):
            orders = self.env["sale.order"].union(
                *(
                    self._order(
                        self.in_beijing, [(self.coat, 1), (self.scarf, 1)], False
                    )
                    for _number in range(count)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders.action_confirm()
            self.env.flush_all()
            return (self.cr.sql_log_count - before) / count

        queries(1)
        self.assertLessEqual(queries(10), queries(1))

    def test_lines_of_an_order_are_reserved_together(self):
        products = [
            self._make_product(f"衣{number}", f"T-{number}", 100.0)
            for number in range(8)
        ]
        for product in products:
            self._stock(self.tj, product, 3)

        def queries(some):
            order = self._order(
                self.in_beijing, [(product, 1) for product in some], False
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            self.assertEqual(set(order.picking_ids.move_ids.mapped("quantity")), {1})
            return self.cr.sql_log_count - before

        queries(products[:2])
        few = queries(products[:2])
        self.assertLess(queries(products) - few, 6 * 5)
