from odoo.tests import tagged

from .import_common import WORKBOOKS, ImportCommon


@tagged("post_install", "-at_install")
class TestImportDay(ImportCommon):
    """A real day: the goods, twelve agents with 4,400 stock rows, 709 order rows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["product.brand"].search([]).product_ids.active = False
        cls.owner_of_new = cls.env["res.partner"].create({"name": "默认小店"})
        cls._import("catalogue", (WORKBOOKS / "catalogue.xlsx").read_bytes())
        cls.stock = cls._import(
            "agents_stock", (WORKBOOKS / "agents_stock.xlsx").read_bytes()
        )
        cls.orders = cls._import(
            "orders",
            (WORKBOOKS / "orders_day.xlsx").read_bytes(),
            reseller_id=cls.owner_of_new.id,
        )

    def test_every_row_of_the_day_has_its_fate(self):
        """Proves R145."""
        self.assertEqual(self._statuses(self.stock, "agent"), {"done": 12})
        self.assertEqual(
            self._statuses(self.stock, "stock"),
            {"done": 4407, "error": 8, "duplicate": 4},
        )
        self.assertEqual(
            self._statuses(self.orders), {"done": 685, "error": 20, "duplicate": 4}
        )
        for record in (self.stock, self.orders):
            for line in record.line_ids:
                if line.status in ("error", "duplicate"):
                    self.assertTrue(line.message, line.row)

    def test_bad_rows_of_the_day_are_the_ones_known(self):
        errors = self.orders.line_ids.filtered(lambda line: line.status == "error")
        self.assertEqual(
            errors.mapped("row"),
            [5, 10, 22, 40, 133, 232, 248, 254, 265, 287, 324, 339, 377, 409, 479]
            + [488, 498, 671, 678, 691],
        )
        duplicates = self.orders.line_ids.filtered(
            lambda line: line.status == "duplicate"
        )
        self.assertEqual(duplicates.mapped("row"), [496, 573, 674, 695])

    def test_orders_of_the_day_hold_what_the_rows_say(self):
        orders = self.env["sale.order"].search(
            [("reseller_id", "=", self.owner_of_new.id)]
        )
        data = self.orders.line_ids.filtered(lambda line: line.status == "done").mapped(
            "data"
        )
        self.assertEqual(set(orders.mapped("state")), {"sale"})
        self.assertEqual(
            sum(orders.order_line.mapped("product_uom_qty")),
            sum(row["quantity"] for row in data),
        )
        self.assertAlmostEqual(
            sum(orders.mapped("amount_total")),
            sum(row["quantity"] * row["price"] for row in data),
            places=2,
        )
        self.assertEqual(len(orders), len({row["order_no"] for row in data}))
        self.assertTrue(all(orders.partner_shipping_id.mapped("partner_latitude")))
        states = set(orders.order_line.mapped("routing_state"))
        self.assertLessEqual(states, {"allocated", "waiting"})

    def test_stock_and_promises_of_the_day_agree(self):
        """What was promised was there: no quant is below what is reserved on it."""
        quants = self.env["stock.quant"].search(
            [("location_id.usage", "=", "internal"), ("owner_id", "!=", False)]
        )
        self.assertFalse(
            quants.filtered(lambda quant: quant.reserved_quantity > quant.quantity)
        )

    def test_the_same_day_again_does_nothing(self):
        for kind, name in (("agents_stock", "agents_stock"), ("orders", "orders_day")):
            with self.subTest(kind=kind):
                content = (WORKBOOKS / f"{name}.xlsx").read_bytes()
                again = self._import(kind, content)
                statuses = set(again.line_ids.mapped("status"))
                # rows that hold no number stay what they are
                self.assertLessEqual(statuses, {"duplicate", "error"})
