from odoo.exceptions import AccessError
from odoo.tests import tagged

from .test_sale_report import ReportCommon


@tagged("post_install", "-at_install")
class TestEarnings(ReportCommon):
    """What each of his brands brings an agent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        third = cls.env["product.brand"].create(
            {"name": "North Star", "partner_id": cls.other_company.id}
        )
        cls.brands = cls.brand | cls.other_brand | third
        terms = {
            cls.other_brand: {"supply_ratio": 30, "purchase_ratio": 20},
            third: {"supply_ratio": 40, "operator_ratio": 25, "purchase_ratio": 10},
        }
        offers = {cls.brand: cls.offer}
        for brand, values in terms.items():
            contract = cls._make_contract(brand, cls.agent, **values)
            style = cls._make_style(brand, f"{brand.name}-3")
            offers[brand] = cls._make_offer(contract, style)
        for number, brand in enumerate(cls.brands, start=1):
            cls._sell(offers[brand], cls.place, number, 400.0)

    def _by_brand(self, spec, user=None):
        report = self.report.with_user(user) if user else self.report
        groups = report._read_group(
            [("agent_id", "=", self.agent.id), ("brand_id", "in", self.brands.ids)],
            ["brand_id"],
            [spec],
        )
        return {brand.id: amount for brand, amount in groups}

    def _expected(self, *amounts):
        return dict(zip(self.brands.ids, amounts, strict=True))

    def test_revenue_and_margin_of_an_agent_per_brand(self):
        """Proves R3."""
        operator = self.operator
        self.assertEqual(
            self._by_brand("amount_paid:sum", operator), self._expected(400, 800, 1200)
        )
        # 25 % of 1 x 1000, 30 % of 2 x 1000, 40 % of 3 x 1000 less 25 % of 1200
        self.assertEqual(
            self._by_brand("amount_earned:sum", operator), self._expected(250, 600, 900)
        )
        # less 20 % of 2 x 1000 and 10 % of 3 x 1000; the first brand's is not known
        self.assertEqual(
            self._by_brand("margin:sum", operator), self._expected(False, 200, 600)
        )

    def test_the_agent_sees_what_each_brand_brings_him(self):
        """Proves R3."""
        self.assertEqual(
            self._by_brand("amount_earned:sum", self.agent_user),
            self._expected(250, 600, 900),
        )
        with self.assertRaises(AccessError):
            self._by_brand("amount_paid:sum", self.agent_user)

    def test_the_deduction_is_that_of_the_order_s_day(self):
        """Proves R57."""
        line = self._sell(self.offer, self.place, 1, 400.0, date="2018-02-28 15:59:59")
        later = self._sell(self.offer, self.place, 1, 400.0, date="2018-02-28 16:00:00")
        self.contract.action_new_version()
        version = self.contract.next_ids
        version.write({"date_start": "2018-03-01", "operator_ratio": 10})
        version.action_activate()
        self.env.flush_all()
        rows = self.report.browse((line | later).ids)
        self.assertEqual(rows.mapped("amount_deduction"), [0, 40])
