from datetime import timedelta

from odoo.fields import Datetime
from odoo.tests import tagged

from .test_sale_report import ReportCommon


@tagged("post_install", "-at_install")
class TestAgentPulse(ReportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write(
            {
                "outlet_silent_days": 14,
                "outlet_fall_days": 30,
                "outlet_fall_percent": 30,
            }
        )

    def _sell_before(self, days, pieces, offer=None):
        self._sell(
            offer or self.offer,
            self.place,
            pieces,
            date=Datetime.now() - timedelta(days=days, hours=1),
        )

    def _pulse(self, user=None):
        pulses = self.env["outlet.agent.pulse"].with_user(user or self.operator)
        pulses.invalidate_model()
        return pulses.browse(self.contract.id)

    def _alerts(self):
        return self.env["mail.activity"].search(
            [("res_model", "=", "brand.contract"), ("res_id", "=", self.contract.id)]
        )

    def test_an_agent_who_sells_much_less_is_falling(self):
        """Proves R7."""
        self._sell_before(40, 10)
        self._sell_before(5, 8)
        self.assertEqual(self._pulse().state, "steady")
        self._sell_before(45, 2)
        pulse = self._pulse()
        self.assertEqual((pulse.pieces, pulse.pieces_before), (8, 12))
        self.assertEqual(pulse.state, "falling")
        self.assertEqual(round(pulse.change), -33)

    def test_an_agent_without_an_order_in_so_many_days_is_silent(self):
        """Proves R7."""
        self._sell_before(15, 10)
        self.assertEqual(self._pulse().state, "silent")
        self.assertEqual(self._pulse().silent_days, 15)
        self.company.outlet_silent_days = 16
        self.env.flush_all()
        self.assertNotEqual(self._pulse().state, "silent")

    def test_brand_and_operator_are_told_once_per_period(self):
        """Proves R7."""
        self._sell_before(20, 10)
        Contract = self.env["brand.contract"]
        self.assertIn(self.contract, Contract._alert_silent_agents(self.company))
        self.assertIn(self.brand_user, self._alerts().user_id)
        self.assertEqual(len(self._alerts()), 2)
        self.assertNotIn(self.contract, Contract._alert_silent_agents(self.company))
        self.assertEqual(len(self._alerts()), 2)
        self.contract.pulse_alerted_on -= timedelta(days=30)
        self.assertIn(self.contract, Contract._alert_silent_agents(self.company))

    def test_the_told_brand_can_open_what_it_was_told_of(self):
        self._sell_before(20, 10)
        self.env["brand.contract"]._alert_silent_agents(self.company)
        mine = self._alerts().filtered(lambda alert: alert.user_id == self.brand_user)
        contract = self.env["brand.contract"].with_user(self.brand_user)
        self.assertTrue(contract.browse(mine.res_id).activity_ids)

    def test_a_brand_sees_the_pulse_of_its_own_agents_only(self):
        """Proves R7."""
        pulses = self.env["outlet.agent.pulse"].with_user(self.brand_user).search([])
        self.assertIn(self.contract.id, pulses.ids)
        self.assertNotIn(self.other_contract.id, pulses.ids)
        self.assertEqual(pulses.brand_id, self.brand)
