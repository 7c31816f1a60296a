from uuid import uuid4

from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestPlace(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        owner = cls.env["res.partner"].create({"name": "Store keeper"})
        cls.place, cls.other_place = cls.env["outlet.place"].create(
            [
                {"name": "Tongzhou store", "owner_id": owner.id, "place_type": "shop"},
                {
                    "name": "Airport counter",
                    "owner_id": owner.id,
                    "place_type": "counter",
                },
            ]
        )
        cls.cashier = new_test_user(
            cls.env, "place.cashier", "base.group_user,point_of_sale.group_pos_user"
        )
        journal = cls.env["account.journal"].create(
            {"name": "Till", "type": "cash", "code": str(uuid4())[:5]}
        )
        cls.method = cls.env["pos.payment.method"].create(
            {"name": "Cash", "journal_id": journal.id}
        )
        cls.till = cls.env["pos.config"].create(
            {
                "name": "Till",
                "place_id": cls.place.id,
                "payment_method_ids": [Command.set(cls.method.ids)],
            }
        )
        cls.till.with_user(cls.cashier).open_ui()
        cls.session = cls.till.current_session_id
        cls.session.set_opening_control(0, "")
        cls.shirt = cls.env["product.product"].create(
            {"name": "Shirt", "available_in_pos": True, "taxes_id": [Command.clear()]}
        )

    def _sell(self):
        line = {
            "product_id": self.shirt.id,
            "qty": 1,
            "price_unit": 80,
            "price_subtotal": 80,
            "price_subtotal_incl": 80,
            "uuid": str(uuid4()),
        }
        payment = {"amount": 80, "payment_method_id": self.method.id}
        order = {
            "uuid": str(uuid4()),
            "access_token": str(uuid4()),
            "state": "paid",
            "session_id": self.session.id,
            "amount_total": 80,
            "amount_tax": 0,
            "amount_paid": 80,
            "amount_return": 0,
            "lines": [Command.create(line)],
            "payment_ids": [Command.create(payment)],
            "to_invoice": False,
            "user_id": self.cashier.id,
        }
        answer = self.env["pos.order"].with_user(self.cashier).sync_from_ui([order])
        return self.env["pos.order"].browse(answer["pos.order"][0]["id"])

    def test_sale_and_its_lines_carry_the_place_of_the_till(self):
        """Proves R19."""
        order = self._sell()
        self.assertEqual(order.place_id, self.place)
        self.assertEqual(order.lines.place_id, self.place)

    def test_moved_till_leaves_its_sales_where_they_were_made(self):
        """Proves R19."""
        order = self._sell()
        self.till.place_id = self.other_place
        self.assertEqual(order.place_id, self.place)
        self.assertEqual(self._sell().place_id, self.other_place)

    def test_person_product_and_place_balance_with_what_the_tills_took(self):
        """Proves R19."""
        orders = self._sell() | self._sell()
        self.env.flush_all()
        groups = self.env["outlet.sale.report"]._read_group(
            [("pos_order_id", "in", orders.ids)],
            ["partner_id", "product_id", "place_id"],
            ["amount_paid:sum", "pieces:sum"],
        )
        self.assertEqual(
            [group[1:] for group in groups],
            [(self.shirt, self.place, sum(orders.mapped("amount_total")), 2)],
        )

    def test_sales_are_analysed_by_place(self):
        """Proves R19."""
        self._sell()
        self.env.flush_all()
        groups = self.env["report.pos.order"]._read_group(
            [("config_id", "=", self.till.id)], ["place_id"], ["price_total:sum"]
        )
        self.assertEqual(groups, [(self.place, 80)])

    def test_cashier_reads_the_place_but_not_its_secret(self):
        self.assertEqual(self.place.with_user(self.cashier).name, "Tongzhou store")
        fields = self.env["outlet.place"].with_user(self.cashier).fields_get()
        self.assertNotIn("access_token", fields)
