from datetime import timedelta

from odoo.tests import tagged

from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestMoneyRelease(MoneyCommon):
    """Earnings wait for the customer's receipt, or for the return period."""

    def _days_later(self, order, days):
        """Let the delivery lie so many days back."""
        entries = order.order_line.share_entry_ids
        day = self.company._get_local_today() - timedelta(days=days)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE share_entry SET release_date = %s WHERE id IN %s",
            [day + timedelta(days=self.company.release_days), tuple(entries.ids)],
        )
        entries.invalidate_recordset()

    def _stand(self, contract=None):
        contract = contract or self.contract
        figures = contract._money_figures()
        return (contract._pending(), figures["unreleased"], figures["withdrawable"])

    def test_a_margin_is_pending_then_earned_then_payable(self):
        """Proves R65."""
        order = self._sell(collect_by="operator")
        self.assertEqual(self._stand(), (140, 0, 0))
        self._deliver(order)
        self.assertEqual(self._stand(), (0, 140, 0))
        self._days_later(order, 6)
        self.assertEqual(self._stand(), (0, 140, 0))
        self._days_later(order, 7)
        self.assertEqual(self._stand(), (0, 0, 140))

    def test_a_commission_is_released_by_the_customer(self):
        """Proves R65."""
        order = self._sell(collect_by="operator", place=self.link_place)
        self.assertEqual(self._stand(self.link), (120, 0, 0))
        self._deliver(order)
        self.assertEqual(self._stand(self.link), (0, 120, 0))
        self.assertTrue(order._confirm_receipt())
        self.assertEqual(self._stand(self.link), (0, 0, 120))

    def test_the_customers_word_is_the_delivery(self):
        order = self._sell(collect_by="operator")
        self.assertFalse(order._confirm_receipt())
        order._parcels()._ship(self.courier, "TN1")
        self.assertTrue(order._confirm_receipt())
        self.assertEqual(order.parcel_state, "delivered")
        self.assertFalse(order._confirm_receipt())

    def test_a_return_takes_back_what_waits_and_what_is_payable(self):
        """Proves R65."""
        waiting = self._earn(released=False)
        self._give_back(waiting)
        self.assertEqual(self._stand(), (0, 0, 0))
        payable = self._earn()
        self.assertEqual(self._stand(), (0, 0, 140))
        self._give_back(payable)
        self.assertEqual(self._stand(), (0, 0, 0))

    def test_an_open_return_case_holds_the_earning(self):
        order = self._earn()
        self.assertEqual(self._stand(), (0, 0, 140))
        case = self.env["outlet.case"]._open("return", order)
        self.assertEqual(self._stand(), (0, 140, 0))
        case._cancel("kept")
        self.assertEqual(self._stand(), (0, 0, 140))

    def test_the_setting_counts_from_the_day_it_was_promised(self):
        order = self._earn(released=False)
        self.company.release_days = 30
        self.assertEqual(
            order.order_line.share_entry_ids[:1].release_date,
            self.company._get_local_today() + timedelta(days=7),
        )

    def test_a_billed_earning_still_waits(self):
        """A statement may be billed before the return period is over."""
        self._earn(released=False)
        today = self.company._get_local_today()
        statements = self.env["settlement.statement"].generate(today, today)
        statements.action_send()
        statements._agree("operator_agreed_on")
        statements._agree("party_agreed_on")
        statements.action_bill()
        figures = self._figures()
        self.assertEqual((figures["bills"], figures["entries"]), (140, 0))
        self.assertEqual(self._stand(), (0, 140, 0))
