from odoo.exceptions import AccessError
from odoo.tests import tagged

from .case_common import CaseCommon


@tagged("post_install", "-at_install")
class TestCaseReport(CaseCommon):
    """Reasons reach the maker, ageing the operator, workload the team."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._sold((cls.coat, 2, 500.0), (cls.scarf, 1, 200.0))
        cls.first = cls._open("return", order, reason=cls.defect)
        cls.wish = cls._open(
            "complaint", order, reason=cls.env.ref("agent_dropship.case_reason_wish")
        )
        cls.other_company = cls.env["res.partner"].create({"name": "别家服饰"})
        cls.env["product.brand"].create(
            {"name": "别家", "partner_id": cls.other_company.id}
        )
        cls.env.flush_all()

    def _report(self, user, groupby, *measures):
        return (
            self.env["outlet.case.report"]
            .with_user(user)
            ._read_group([("brand_id", "=", self.brand.id)], groupby, measures)
        )

    def test_brand_reads_reasons_per_article_and_no_consumer(self):
        """Proves R155."""
        rows = self._report(self.brand_user, ["reason_id", "product_id"], "pieces:sum")
        self.assertIn((self.defect, self.coat, 2.0), rows)
        self.assertIn((self.defect, self.scarf, 1.0), rows)
        complaints = self._report(self.brand_user, ["kind"], "cases:sum")
        self.assertEqual(dict(complaints), {"return": 1.0, "complaint": 1.0})
        names = self.env["outlet.case.report"].with_user(self.brand_user).fields_get()
        self.assertFalse(
            {"partner_id", "order_id", "reseller_id", "amount"} & set(names)
        )

    def test_each_brand_reads_its_own_figures(self):
        """Proves R155."""
        stranger = self.brand_user.copy(
            {"login": "case_stranger", "party_id": self.other_company.id}
        )
        self.assertFalse(self._report(stranger, ["reason_id"], "cases:sum"))
        with self.assertRaises(AccessError):
            self.env["outlet.case.workload"].with_user(stranger).search([])

    def test_ageing_tells_with_whom_and_how_long(self):
        """Proves R148."""
        self.env.cr.execute(
            "UPDATE outlet_case SET create_date = create_date - interval '3 days',"
            " since = since - interval '2 days' WHERE id = %s",
            [self.first.id],
        )
        self.env.invalidate_all()
        rows = self._report(
            self.operator,
            ["responsible_role", "kind"],
            "age_days:max",
            "waiting_days:max",
        )
        found = {(role, kind): (age, wait) for role, kind, age, wait in rows}
        age, wait = found["agent", "return"]
        self.assertAlmostEqual(age, 3, delta=0.2)
        self.assertAlmostEqual(wait, 2, delta=0.2)

    def test_cases_per_person_and_day(self):
        """Proves R153."""
        for _number in range(5):
            case = self._open("complaint", self._sold())
            self._step_as(self.operator, case, "solve", "Answered")
        self.env.flush_all()
        rows = (
            self.env["outlet.case.workload"]
            .with_user(self.operator)
            ._read_group(
                [("user_id", "=", self.operator.id)],
                ["user_id"],
                ["cases:avg", "closed:sum", "hours:avg"],
            )
        )
        [(user, per_day, closed, hours)] = rows
        self.assertEqual((user, per_day, closed), (self.operator, 5.0, 5))
        self.assertAlmostEqual(hours, 0, delta=0.1)
