from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestCustomerReport(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 40)
        cls.operator = new_test_user(
            cls.env, "t_report_operator", "brand_outlet.group_operator"
        )

    def _buy(self, phone, days_ago, quantity=1, door=""):
        """An order some days ago; ``door`` "file-" stands for a workbook."""
        draft = self._draft(
            token=f"{door}{phone}-{days_ago}",
            phone=f"138123456{phone:02d}",
            quantity=quantity,
        )
        order = self._as(self.user)._submit_order(draft)
        order.date_order = fields.Datetime.now().replace(hour=4) - timedelta(
            days=days_ago
        )
        return order

    def _return(self, order, quantity):
        """Goods that were delivered come back to the warehouse they left."""
        self._deliver(order)
        parcel = order.picking_ids
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=parcel.id, active_model="stock.picking")
            .create({"picking_id": parcel.id})
        )
        wizard.product_return_moves.quantity = quantity
        back = wizard._create_return()
        back.move_ids.quantity = quantity
        back.move_ids.picked = True
        back._action_done()

    def _rows(self):
        """Return what the operator's pivot shows by source."""
        report = self.env["reseller.customer.report"].with_user(self.operator)
        groups = report.formatted_read_group(
            [("reseller_id", "=", self.user.partner_id.id)],
            ["source"],
            [
                "customers:sum",
                "second_rate:avg",
                "third_rate:avg",
                "days_to_second:avg",
                "pieces:sum",
                "return_rate:avg",
            ],
        )
        return {group["source"]: group for group in groups}

    def test_repeat_and_return_rate_are_told_by_source(self):
        """Of two entered by hand one came again, of two from a file none.

        Proves R33.
        """
        self._buy(1, 30)
        self._buy(1, 20)
        self._buy(2, 9)
        self._return(self._buy(3, 9, 4, door="file-"), 1)
        self._buy(4, 9, 6, door="file-")
        rows = self._rows()
        self.assertEqual(rows["entry"]["customers:sum"], 2)
        self.assertEqual(rows["entry"]["second_rate:avg"], 50)
        self.assertEqual(rows["entry"]["days_to_second:avg"], 10)
        self.assertEqual(rows["entry"]["return_rate:avg"], 0)
        self.assertEqual(rows["file"]["second_rate:avg"], 0)
        self.assertEqual(rows["file"]["pieces:sum"], 10)
        self.assertEqual(rows["file"]["return_rate:avg"], 10)

    def test_the_first_source_of_a_person_counts(self):
        """Proves R33."""
        self._buy(1, 30)
        self._buy(1, 20, door="file-")
        self.assertEqual(set(self._rows()), {"entry"})

    def test_the_third_order_is_told_of_those_who_came_again(self):
        """Proves R86."""
        for phone, days in ((1, (30, 20, 10)), (2, (30, 25)), (3, (8,))):
            for day in days:
                self._buy(phone, day)
        [row] = self._rows().values()
        self.assertAlmostEqual(row["second_rate:avg"], 200 / 3, 1)
        self.assertEqual(row["third_rate:avg"], 50)

    def test_cancelled_orders_count_nowhere(self):
        self._buy(1, 30)
        self._buy(1, 20)._intercept(role="operator")
        self.assertEqual(self._rows()["entry"]["second_rate:avg"], 0)

    def test_resellers_and_agents_do_not_read_the_report(self):
        self._buy(1, 3)
        agent = new_test_user(
            self.env,
            "t_report_agent",
            "brand_outlet.group_agent",
            party_id=self.tj.agent_id.id,
        )
        for user in (agent, self.user):
            report = self.env["reseller.customer.report"].with_user(user)
            with self.assertRaises(AccessError):
                report.search([]).mapped("source")
