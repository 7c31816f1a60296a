from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import DropshipCommon


@tagged("post_install", "-at_install")
class TestRouting(DropshipCommon):
    def test_order_goes_to_the_nearest_warehouse_that_has_the_goods(self):
        """Proves R124."""
        for warehouse in (self.tj, self.ks, self.fs):
            self._stock(warehouse, self.coat, 5)
        north = self._order(self.in_beijing, [(self.coat, 1)])
        east = self._order(self.in_shanghai, [(self.coat, 1)])
        south = self._order(self.in_guangzhou, [(self.coat, 1)])
        self.assertEqual(self._shares(north), {("T-COAT", self.tj): 1})
        self.assertEqual(self._shares(east), {("T-COAT", self.ks): 1})
        self.assertEqual(self._shares(south), {("T-COAT", self.fs): 1})
        self.assertEqual(north.picking_ids.location_id, self.tj.lot_stock_id)

    def test_next_warehouse_takes_what_the_nearest_does_not_have(self):
        """Proves R125."""
        self._stock(self.ks, self.coat, 1)
        self._stock(self.fs, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 1})

    def test_line_is_split_when_no_warehouse_has_all_of_it(self):
        """Proves R125."""
        self._stock(self.tj, self.coat, 2)
        self._stock(self.ks, self.coat, 2)
        order = self._order(self.in_beijing, [(self.coat, 3, 480.0)])
        self.assertEqual(
            self._shares(order), {("T-COAT", self.tj): 2, ("T-COAT", self.ks): 1}
        )
        self.assertEqual(sorted(order.order_line.mapped("product_uom_qty")), [1, 2])
        self.assertEqual(order.amount_untaxed, 3 * 480.0)
        self.assertEqual(len(order.picking_ids), 2)

    def test_line_nobody_has_waits_and_the_rest_ships(self):
        """Proves R125."""
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1), (self.scarf, 1)])
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.routing_state, "partial")
        self.assertEqual(order.picking_ids.move_ids.product_id, self.coat)
        waiting = order.order_line.filtered(lambda sol: sol.routing_state == "waiting")
        self.assertEqual(waiting.product_id, self.scarf)
        self.assertIn("T-SCARF", order.activity_ids.summary)

    def test_pieces_nobody_has_wait_on_a_line_of_their_own(self):
        """Proves R125."""
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 3)])
        states = {line.routing_state: line.product_uom_qty for line in order.order_line}
        self.assertEqual(states, {"allocated": 1, "waiting": 2})

    def test_waiting_line_is_routed_when_stock_arrives(self):
        """Proves R125."""
        order = self._order(self.in_beijing, [(self.scarf, 2)])
        self.assertEqual(order.routing_state, "waiting")
        self.assertFalse(order.picking_ids)
        with self.assertRaisesRegex(UserError, "Still no"):
            order.action_retry_routing()
        self._stock(self.ks, self.scarf, 2)
        order.action_retry_routing()
        self.assertEqual(order.routing_state, "allocated")
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertFalse(order.activity_ids)

    def test_received_goods_wake_the_retry(self):
        """Proves R125."""
        self._order(self.in_beijing, [(self.scarf, 2)])
        cron = self.env.ref("agent_dropship.cron_retry_routing")
        triggers = [("cron_id", "=", cron.id)]
        before = self.env["ir.cron.trigger"].search_count(triggers)
        self.env["stock.quant"].with_context(inventory_mode=True).create(
            {
                "product_id": self.scarf.id,
                "location_id": self.tj.lot_stock_id.id,
                "owner_id": self.tj.agent_id.id,
                "inventory_quantity": 2,
            }
        ).action_apply_inventory()
        after = self.env["ir.cron.trigger"].search_count(triggers)
        self.assertEqual(after, before + 1)

    def test_agent_gets_a_reserved_picking_in_the_same_transaction(self):
        """Proves R128."""
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        picking = order.picking_ids
        self.assertEqual(picking.agent_id, self.tj.agent_id)
        self.assertEqual(picking.state, "assigned")
        self.assertEqual(picking.dispatch_state, "new")
        self.assertEqual(picking.move_ids.quantity, 1)

    def test_only_goods_owned_by_the_agent_are_promised(self):
        """Proves R5: the operator's and other owners' pieces are not touched."""
        other = self.env["res.partner"].create({"name": "别人"})
        self._stock(self.tj, self.coat, 5, owner=self.env["res.partner"])
        self._stock(self.tj, self.coat, 5, owner=other)
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 2)])
        moved = order.picking_ids.move_line_ids
        self.assertEqual(moved.owner_id, self.tj.agent_id)
        self.assertEqual(sum(moved.mapped("quantity")), 1)
        self.assertEqual(order.routing_state, "partial")

    def test_plain_delivery_takes_only_the_agents_own_goods(self):
        """Proves R5: whoever asks, an agent's warehouse gives what he owns."""
        other = self.env["res.partner"].create({"name": "别人"})
        self._stock(self.tj, self.coat, 5, owner=other)
        self._stock(self.tj, self.coat, 1)
        order = self.env["sale.order"].create(
            {
                "partner_id": self.in_beijing.id,
                "warehouse_id": self.tj.id,
                "order_line": [
                    Command.create({"product_id": self.coat.id, "product_uom_qty": 3})
                ],
            }
        )
        order.action_confirm()
        self.assertEqual(order.picking_ids.move_line_ids.owner_id, self.tj.agent_id)
        self.assertEqual(order.picking_ids.move_ids.quantity, 1)

    def test_warehouse_outside_the_authorised_region_is_passed_over(self):
        self.tj.agent_id.agent_contract_ids.action_end()
        self._make_contract(
            self.tj.agent_id,
            version=2,
            region_mode="except",
            region_ids=[Command.set(self.beijing.ids)],
        )
        self._stock(self.tj, self.coat, 1)
        self._stock(self.ks, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(order), {("T-COAT", self.ks): 1})
        row = order.decision_ids._get_candidate(self.tj)
        self.assertEqual(row["code"], "region")

    def test_paused_agent_and_suspended_offer_are_passed_over(self):
        self.tj.cooperation_state = "paused"
        self.env["outlet.offer"].create(
            {
                "product_tmpl_id": self.coat.product_tmpl_id.id,
                "contract_id": self.ks.agent_id.agent_contract_ids.id,
            }
        ).state = "suspended"
        for warehouse in (self.tj, self.ks, self.fs):
            self._stock(warehouse, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 1})
        weighed = order.decision_ids.candidates
        codes = {row["warehouse_id"]: row["code"] for row in weighed}
        self.assertEqual(codes[self.tj.id], "cooperation")
        self.assertEqual(codes[self.ks.id], "offer")

    def test_decision_tells_supply_price_distance_and_reason(self):
        self._stock(self.tj, self.coat, 1)
        self._stock(self.ks, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        alloc = order.allocation_ids
        self.assertEqual(alloc.supply_price, 250.0)
        self.assertAlmostEqual(alloc.distance_km, 79, delta=3)
        self.assertEqual(alloc.rank, 1)
        self.assertIn("79 km", alloc.reason)
        self.assertIn(self.tj.agent_id.name, order.decision_ids.summary)
        rows = order.decision_ids.get_explanation()["rows"]
        self.assertIn(self.ks.name, [row["name"] for row in rows])

    def test_price_above_the_tag_is_refused(self):
        self._stock(self.tj, self.coat, 1)
        with self.assertRaisesRegex(UserError, "above the tag price"):
            self._order(self.in_beijing, [(self.coat, 1, 1000.01)])

    def test_price_below_every_floor_is_refused(self):
        for warehouse in (self.tj, self.ks, self.fs):
            warehouse.agent_id.agent_contract_ids.action_end()
            self._make_contract(warehouse.agent_id, version=2, floor_ratio=30.0)
        self._stock(self.tj, self.coat, 1)
        with self.assertRaisesRegex(UserError, "below ¥300"):
            self._order(self.in_beijing, [(self.coat, 1, 299.99)])
        order = self._order(self.in_beijing, [(self.coat, 1, 300.0)])
        self.assertEqual(order.routing_state, "allocated")

    def test_agent_whose_floor_rose_while_an_order_waits_is_passed_over(self):
        order = self._order(self.in_beijing, [(self.coat, 1, 400.0)])
        self.assertEqual(order.routing_state, "waiting")
        self.tj.agent_id.agent_contract_ids.action_end()
        self._make_contract(self.tj.agent_id, version=2, floor_ratio=50.0)
        self._stock(self.tj, self.coat, 1)
        self._stock(self.fs, self.coat, 1)
        order.action_retry_routing()
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 1})
        candidate = order.decision_ids[:1]._get_candidate(self.tj)
        self.assertEqual(candidate["code"], "floor")

    def test_agent_whose_goods_a_rule_forbids_is_passed_over(self):
        self.env["outlet.protection.rule"].create(
            {"brand_id": self.brand.id, "agent_id": self.tj.agent_id.id}
        )
        self._stock(self.tj, self.coat, 1)
        self._stock(self.fs, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(self._shares(order), {("T-COAT", self.fs): 1})
        candidate = order.decision_ids._get_candidate(self.tj)
        self.assertEqual(candidate["code"], "protection")
        rows = order.decision_ids.get_explanation()["rows"]
        self.assertIn("brand does not allow", rows[0]["reason"])

    def test_rule_made_while_an_order_waits_keeps_goods_back(self):
        order = self._order(self.in_beijing, [(self.coat, 1)])
        self.env["outlet.protection.rule"].create(
            {
                "brand_id": self.brand.id,
                "state_ids": [Command.set(self.beijing.ids)],
            }
        )
        self._stock(self.tj, self.coat, 1)
        with self.assertRaisesRegex(UserError, "Still no"):
            order.action_retry_routing()
        self.assertEqual(order.routing_state, "waiting")

    def test_orders_of_one_batch_do_not_get_the_same_piece(self):
        self._stock(self.tj, self.coat, 1)
        orders = self.env["sale.order"].union(
            *(
                self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
                for _i in range(3)
            )
        )
        orders.action_confirm()
        self.assertEqual(
            orders.mapped("routing_state"), ["allocated", "waiting", "waiting"]
        )

    def test_contract_ends_at_midnight_of_the_company(self):
        self.env.company.partner_id.tz = "Asia/Shanghai"
        self._stock(self.tj, self.coat, 5)
        self.tj.agent_id.agent_contract_ids._write_terms({"date_end": "2030-03-01"})
        orders = [
            self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
            for _number in range(2)
        ]
        for order, moment in zip(
            orders, ("2030-03-01 15:00:00", "2030-03-01 20:00:00"), strict=True
        ):
            with freeze_time(moment):
                order.with_context(tz="America/Los_Angeles").action_confirm()
        self.assertEqual(
            [order.routing_state for order in orders], ["allocated", "waiting"]
        )

    def test_candidates_of_a_batch_are_read_once(self):
        self._stock(self.tj, self.coat, 50)
        # a company that chose no policy routes by the usual one
        self.env.company.routing_policy_id = False

        def queries(count):
            orders = self.env["sale.order"].union(
                *(
                    self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
                    for _i in range(count)
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            orders._get_lines_to_route()._route("confirm")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(12), queries(2) + 3)

    def test_more_warehouses_need_no_more_queries(self):
        def queries():
            order = self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            order._get_lines_to_route()._route("confirm")
            self.env.flush_all()
            return self.cr.sql_log_count - before

        self._stock(self.tj, self.coat, 5)
        queries()
        few = queries()
        for number in range(6):
            warehouse = self._make_agent(
                f"代理{number}", f"M{number}", self.tianjin, (38 + number, 117)
            )
            self._stock(warehouse, self.coat, 1)
        queries()
        self.assertLessEqual(queries(), few)

    def test_line_added_to_a_confirmed_order_is_routed(self):
        self._stock(self.tj, self.coat, 1)
        self._stock(self.fs, self.scarf, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order.order_line = [
            Command.create(
                {"product_id": self.scarf.id, "product_uom_qty": 1, "price_unit": 200}
            )
        ]
        self.assertEqual(
            self._shares(order), {("T-COAT", self.tj): 1, ("T-SCARF", self.fs): 1}
        )
        self.assertEqual(len(order.picking_ids), 2)

    def test_allocated_line_can_not_grow(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        with self.assertRaisesRegex(UserError, "Add a new line"):
            order.order_line.product_uom_qty = 2

    def test_cancelled_order_gives_the_goods_back(self):
        self._stock(self.tj, self.coat, 1)
        order = self._order(self.in_beijing, [(self.coat, 1)])
        order._action_cancel()
        self.assertEqual(order.allocation_ids.state, "cancelled")
        self.assertEqual(order.picking_ids.dispatch_state, "cancelled")
        again = self._order(self.in_beijing, [(self.coat, 1)])
        self.assertEqual(again.routing_state, "allocated")

    def test_plain_order_without_place_is_not_routed(self):
        order = self._order(self.in_beijing, [(self.coat, 1)], place_id=False)
        self.assertEqual(order.routing_state, "none")
        self.assertFalse(order.decision_ids)
        self.assertTrue(order.picking_ids)

    def test_half_a_piece_is_refused(self):
        with self.assertRaisesRegex(UserError, "whole number"):
            self._order(self.in_beijing, [(self.coat, 0.5)])

    def test_locked_order_is_still_routed_when_stock_arrives(self):
        order = self._order(self.in_beijing, [(self.coat, 2)])
        order.action_lock()
        self._stock(self.tj, self.coat, 1)
        order.action_retry_routing()
        self.assertEqual(order.routing_state, "partial")
        self.assertEqual(order.picking_ids.move_ids.quantity, 1)
        self.assertTrue(order.locked)
