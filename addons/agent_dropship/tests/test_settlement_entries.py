from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .settlement_common import SettlementCommon


@tagged("post_install", "-at_install")
class TestShareEntries(SettlementCommon):
    def test_delivery_books_supply_and_what_the_operator_keeps(self):
        order = self._make_order((self.coat, 2, 400.0))
        self._deliver_order(order)
        entries = self._entries(order)
        self.assertEqual(
            {entry.role: (entry.partner_id, entry.amount) for entry in entries},
            {
                "agent": (self.near, 500.0),
                "operator": (self.company.partner_id, order.amount_total - 500.0),
            },
        )

    def test_nothing_is_booked_before_the_delivery(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._ship(order.picking_ids)
        self.assertFalse(self._entries(order))

    def test_agent_is_paid_the_supply_price_whatever_the_end_price(self):
        """Proves R48."""
        orders = [
            self._make_order((self.coat, 1, price)) for price in (250.0, 400.0, 999.99)
        ]
        for order in orders:
            self._deliver_order(order)
        supplies = [
            self._entries(order).filtered(lambda e: e.role == "agent").amount
            for order in orders
        ]
        self.assertEqual(supplies, [250.0, 250.0, 250.0])

    def test_operator_carries_what_is_sold_below_the_supply_price(self):
        order = self._make_order((self.coat, 1, 100.0))
        self._deliver_order(order)
        operator = self._entries(order).filtered(lambda e: e.role == "operator")
        self.assertEqual(operator.amount, order.amount_total - 250.0)
        self.assertLess(operator.amount, 0)

    def test_no_entry_for_an_operator_who_keeps_nothing(self):
        order = self._make_order((self.coat, 1, 250.0))
        order.order_line.tax_ids = False
        self._deliver_order(order)
        self.assertEqual(self._entries(order).mapped("role"), ["agent"])

    def test_parts_of_an_odd_total_add_up_to_it(self):
        order = self._make_order((self.coat, 3, 33.33))
        line = order.order_line
        line.tax_ids = False
        line.discount = 0.01
        self.assertEqual(line.price_total, 99.98)
        paid = []
        for _ in range(3):
            picking = order.picking_ids.filtered(lambda p: p.state != "done")
            self._deliver(picking, {picking.move_ids: 1})
            paid.append(self.currency.round(sum(self._entries(line).mapped("amount"))))
        self.assertEqual(paid, [33.33, 66.65, 99.98])

    def test_line_split_over_two_warehouses_pays_both_agents(self):
        """Each part ships at its own agent's supply price."""
        self._stock(self.coat, self.near, -498)
        self._stock(self.coat, self.far, -499)
        order = self._make_order((self.coat, 3, 400.0))
        self._deliver_order(order)
        supply = self._entries(order).filtered(lambda e: e.role == "agent")
        self.assertEqual(
            {entry.partner_id: entry.amount for entry in supply},
            {self.near: 500.0, self.far: 275.0},
        )
        self.assertEqual(
            self.currency.round(sum(self._entries(order).mapped("amount"))),
            order.amount_total,
        )

    def test_many_parcels_need_no_more_queries_than_one(self):
        def count(orders):
            made = [self._make_order((self.coat, 1, 400.0)) for _ in range(orders)]
            parcels = self.env["stock.picking"].union(*(o.picking_ids for o in made))
            for parcel in parcels:
                self._ship(parcel)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            parcels.action_deliver()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        count(1)
        self.assertLessEqual(count(8), count(1) + 4)

    def test_delivering_twice_books_once(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        before = self._entries(order)
        order.picking_ids.action_deliver()
        self.env["sale.order.line"]._create_share_entries(order.picking_ids.move_ids)
        self.assertEqual(self._entries(order), before)

    def test_free_article_is_booked_as_nothing(self):
        order = self._make_order((self.coat, 1, 0.0))
        order.allocation_ids.supply_price = 0
        self._deliver_order(order)
        self.assertEqual(self._entries(order).mapped("amount"), [0.0])

    def test_return_takes_back_every_share(self):
        order = self._make_order((self.coat, 3, 399.99))
        self._deliver_order(order)
        back = self._return(order.picking_ids, {order.picking_ids.move_ids: 3})
        reverse = self._entries(order).filtered("reversal_of_id")
        self.assertEqual(reverse.picking_id, back)
        self.assertEqual(sum(reverse.mapped("quantity")), -6)
        for role in ("agent", "operator"):
            entries = self._entries(order).filtered(lambda e, r=role: e.role == r)
            self.assertEqual(self.currency.round(sum(entries.mapped("amount"))), 0.0)

    def test_partial_return_leaves_the_share_of_what_was_kept(self):
        order = self._make_order((self.coat, 3, 399.99))
        self._deliver_order(order)
        self._return(order.picking_ids, {order.picking_ids.move_ids: 1})
        supply = self._entries(order).filtered(lambda e: e.role == "agent")
        self.assertEqual(self.currency.round(sum(supply.mapped("amount"))), 500.0)
        self.assertEqual(order.order_line.qty_settled, 2)

    def test_parcel_that_came_back_undelivered_is_never_settled(self):
        order = self._make_order((self.coat, 2, 400.0))
        parcel = self._ship(order.picking_ids)
        self._return(parcel, {parcel.move_ids: 2})
        parcel.action_deliver()
        self.assertFalse(self._entries(order))

    def test_undelivered_parcel_coming_back_leaves_the_delivered_one_alone(self):
        order = self._make_order((self.coat, 2, 400.0))
        first = order.picking_ids
        self._deliver(first, {first.move_ids: 1})
        second = self._ship(order.picking_ids - first)
        self._return(second, {second.move_ids: 1})
        self.assertEqual(order.order_line.qty_settled, 1)
        self.assertFalse(self._entries(order).filtered("reversal_of_id"))
        record = self.env["settlement.reconciliation"].create({})
        record.action_reconcile()
        self.assertNotIn(order.order_line, record.line_ids.sale_line_id)

    def test_booked_entry_can_not_be_changed_even_by_the_superuser(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        entry = self._entries(order)[:1]
        for values in ({"amount": 1.0}, {"statement_id": False}, {"note": "x"}):
            with self.assertRaises(UserError):
                entry.sudo().write(values)

    def test_booked_entry_can_not_be_deleted_even_by_the_superuser(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        with self.assertRaises(UserError):
            self._entries(order).sudo().unlink()

    def test_operator_can_not_write_entries_by_hand(self):
        entries = self.env["share.entry"].with_user(self.operator)
        for operation in ("create", "write", "unlink"):
            with self.assertRaises(AccessError):
                entries.check_access(operation)

    def test_ordinary_order_has_no_shares(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.consumer.id,
                "order_line": [Command.create({"product_id": self.coat.id})],
            }
        )
        warehouse = order.warehouse_id
        self.env["stock.quant"]._update_available_quantity(
            self.coat, warehouse.lot_stock_id, 1
        )
        order.action_confirm()
        self._ship(order.picking_ids)
        self.env["sale.order.line"]._create_share_entries(order.picking_ids.move_ids)
        self.assertFalse(self._entries(order))

    def test_operator_delivers_without_rights_to_write_the_ledger(self):
        order = self._make_order((self.coat, 1, 400.0))
        self._ship(order.picking_ids)
        order.picking_ids.with_user(self.operator).action_deliver()
        self.assertEqual(len(self._entries(order)), 2)


@tagged("post_install", "-at_install")
class TestShareAccess(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._make_order((cls.coat, 2, 400.0))
        cls._deliver_order(order)
        cls._stock(cls.shirt, cls.near, -500)
        order = cls._make_order((cls.shirt, 2, 200.0))
        cls._deliver_order(order)
        cls.statements = cls._generate()
        cls.statements.action_send()

    def _seen(self, model, user):
        return self.env[model].with_user(user).search([])

    def test_agent_sees_own_entries_and_no_foreign_ones(self):
        entries = self._seen("share.entry", self.near_user)
        self.assertTrue(entries)
        self.assertEqual(entries.partner_id, self.near)

    def test_agent_can_not_read_a_foreign_entry_by_its_id(self):
        foreign = self.env["share.entry"].search([("partner_id", "=", self.far.id)])
        with self.assertRaises(AccessError):
            foreign.with_user(self.near_user).read(["amount"])

    def test_agent_sees_own_statement_with_its_lines(self):
        statement = self._seen("settlement.statement", self.near_user)
        self.assertEqual(statement.partner_id, self.near)
        self.assertEqual(len(statement.entry_ids), 1)
        self.assertEqual(statement.entry_ids.order_name[:1], "S")
        self.assertEqual(statement.entry_ids.sku, "COAT")

    def test_agent_can_not_read_a_foreign_statement(self):
        foreign = self.statements.filtered(lambda s: s.partner_id == self.far)
        with self.assertRaises(AccessError):
            foreign.with_user(self.near_user).read(["total"])

    def test_agent_does_not_see_a_draft_statement(self):
        self.statements.action_reopen()
        self.assertFalse(self._seen("settlement.statement", self.near_user))

    def test_agent_does_not_learn_what_the_consumer_paid(self):
        entries = self._seen("share.entry", self.near_user)
        with self.assertRaises(AccessError):
            entries.read(["paid"])

    def test_agent_can_neither_change_nor_send_nor_bill(self):
        statement = self._seen("settlement.statement", self.near_user)
        for action in (statement.action_reopen, statement.action_bill):
            with self.assertRaises(UserError):
                action()
        with self.assertRaises(AccessError):
            statement.write({"state": "agreed"})
        with self.assertRaises(AccessError):
            statement.generate("2026-01-01", "2026-01-31")

    def test_brand_that_pays_for_nothing_sees_nothing(self):
        for model in ("share.entry", "settlement.statement"):
            self.assertFalse(self._seen(model, self.brand_user))

    def test_operator_sees_all(self):
        entries = self._seen("share.entry", self.operator)
        everybody = self.near | self.far | self.company.partner_id
        self.assertLessEqual(everybody, entries.partner_id)
        statements = self._seen("settlement.statement", self.operator)
        self.assertLessEqual(self.statements, statements)
