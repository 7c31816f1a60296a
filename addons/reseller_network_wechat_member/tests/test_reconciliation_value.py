from odoo.fields import Date
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestReconciliationValue(TransactionCase):
    """Stored value between outlets is told where finance closes the month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, "value_finance", "brand_outlet.group_finance", lang="en_US"
        )
        cls.outlet = cls.env["pos.config"].create({"name": "Harbour Outlet"})
        cls.day = Date.to_date("2021-03-05")

    def _settle(self, due, collected, difference=0.0):
        net = due - collected
        return self.env["value.settlement"].create(
            {
                "date": self.day,
                "company_id": self.env.company.id,
                "config_id": self.outlet.id,
                "due": due,
                "collected": collected,
                "net": net,
                "difference": difference,
            }
        )

    def _reconcile(self):
        record = (
            self.env["settlement.reconciliation"]
            .with_user(self.finance)
            .create({"date_from": "2021-03-01", "date_to": "2021-03-31"})
        )
        record.action_reconcile()
        row = record.money_ids.filtered(lambda one: "Harbour" in one.name)
        return record, row

    def test_an_outlet_s_days_are_summed_up(self):
        self._settle(80.0, 300.0)
        record, row = self._reconcile()
        self.assertEqual((row.received, row.used, row.closing), (80.0, 300.0, -220.0))
        self.assertEqual(row.difference, 0.0)
        self.assertFalse(record.money_wrong_count)

    def test_what_the_tills_tell_otherwise_is_shown(self):
        settlement = self._settle(80.0, 300.0, difference=-5.0)
        record, row = self._reconcile()
        self.assertEqual((row.difference, record.money_wrong_count), (5.0, 1))
        action = row.action_view_lines()
        found = self.env["value.settlement"].search(action["domain"])
        self.assertEqual(found, settlement)
