from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.fields import Date, Datetime
from odoo.tests import new_test_user, tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestResellerKpi(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.small, 60)
        cls.operator = new_test_user(
            cls.env, "t_kpi_operator", "brand_outlet.group_operator"
        )
        cls.month = Date.subtract(Date.today().replace(day=1), months=1)
        cls.people = cls.env["res.partner"].create(
            [{"name": f"顾客{n}", "phone": f"1370000000{n}"} for n in range(5)]
        )

    def _buy(self, person, place, day=10, months=0, pieces=1):
        order = self._order(
            self.people[person], [(self.small, pieces, 500)], place_id=place.id
        )
        month = Date.subtract(self.month, months=months)
        order.date_order = Datetime.to_datetime(month) + timedelta(days=day, hours=5)
        return order

    def _row(self):
        self.env.flush_all()
        return self.env["reseller.kpi"].search(
            [("month", "=", self.month), ("company_id", "=", self.env.company.id)]
        )

    def test_a_month_equals_the_count_by_hand(self):
        """Two sold, to four people, one of whom came twice and one again.

        Proves R265.
        """
        self._buy(0, self.place)
        self._buy(0, self.place, day=20, pieces=2)
        self._buy(1, self.place, months=1)
        self._buy(1, self.place)
        self._buy(2, self.other_place)
        self._buy(3, self.other_place)
        cancelled = self._buy(4, self.other_place)
        cancelled._action_cancel()
        known = self.env["sale.order"].search(
            [("date_order", "<", self.month), ("reseller_id", "!=", False)]
        )
        self.assertEqual(len(known), 1)
        self.env["reseller.kpi"]._cron_keep_months()
        row = self._row()
        self.assertEqual((row.active_resellers, row.customers), (2, 4))
        self.assertEqual(row.customers_each, 2)
        self.assertEqual((row.orders, row.gmv), (5, 6 * 500))
        self.assertEqual((row.again, row.repeat_rate), (2, 0.5))
        action = row.with_user(self.operator).action_open_orders()
        orders = self.env["sale.order"].search(action["domain"])
        self.assertEqual(sum(orders.mapped("amount_total")), row.gmv)

    def test_a_month_is_kept_once_and_stays_until_computed_again(self):
        """Proves R265."""
        order = self._buy(0, self.place)
        self.env["reseller.kpi"]._cron_keep_months()
        self.assertEqual(self._row().gmv, 500)
        order._action_cancel()
        self.assertFalse(self.env["reseller.kpi"]._cron_keep_months())
        self.assertEqual(self._row().gmv, 500)
        self._row().with_user(self.operator).action_recompute()
        self.assertEqual(self._row().gmv, 0)

    def test_only_the_operator_reads_it(self):
        self._buy(0, self.place)
        self.env["reseller.kpi"]._cron_keep_months()
        self.assertEqual(self._row().with_user(self.operator).orders, 1)
        agent = self._agent_user(self.tj, "t_kpi_agent")
        with self.assertRaises(AccessError):
            self.env["reseller.kpi"].with_user(agent).search([])
