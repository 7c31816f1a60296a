from datetime import date

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import PortalCommon
from .money_common import MoneyCommon


@tagged("post_install", "-at_install")
class TestSellerClawback(MoneyCommon, PortalCommon):
    """Returns beyond the earnings of a seller, with a limit for each statement."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        order = cls._earn(cls())
        cls.earned = order.order_line.move_ids.share_entry_ids.filtered(
            lambda entry: entry.role == "reseller"
        )

    def _bill_month(self, month, amount):
        self.env["share.entry"].create(
            {
                **self.earned._prepare_correction_vals(f"month {month}"),
                "partner_id": self.partner.id,
                "role": "reseller",
                "amount": amount,
                "date": month,
            }
        )
        end = month + relativedelta(day=31)
        statement = (
            self.env["settlement.statement"]
            .generate(month, end)
            .filtered(lambda one: one.partner_id == self.partner)
        )
        statement.action_send()
        statement.action_agree()
        statement.action_agree_for_party()
        statement.with_user(self.operator).action_bill()
        return statement

    def _agree_on_limit(self, limit):
        return self.env["settlement.terms"].create(
            {
                "partner_id": self.partner.id,
                "role": "reseller",
                "date_from": "2023-01-01",
                "cycle": "month",
                "clawback_limit": limit,
            }
        )

    def test_only_the_limit_is_kept_from_the_next_earnings(self):
        """What is left of the debt waits: the rest of the earnings is the seller's."""
        terms = self._agree_on_limit(40.0)
        self.assertEqual(
            self.contract.with_user(self.operator).settlement_terms_id, terms
        )
        before = self._figures()["position"]
        below = self._bill_month(date(2023, 1, 1), -100.0)
        self.assertEqual(self._figures()["position"], before)
        following = self._bill_month(date(2023, 2, 1), 60.0)
        self.assertEqual((following.deducted_amount, following.open_debt), (40.0, 60.0))
        self.assertEqual(below.bill_id.amount_residual, 60.0)
        self.assertEqual(self._figures()["position"], before + 20.0)

    def _debt(self):
        return self.contract.with_user(self.user)._wallet_sheet()["debt"]

    def test_the_page_tells_what_is_owed_and_how_it_is_deducted(self):
        self.assertEqual(self._debt(), {})
        self.assertNotIn("oo_debt", self._get("/my/outlet/balance").text)
        terms = self._agree_on_limit(40.0)
        free = self._figures()["free"]
        self._bill_month(date(2023, 1, 1), -137.0)
        self.assertEqual(self._figures()["free"], free, "the limit protects it")
        self.assertEqual(self._debt(), {"owed": 137.0, "limit": 40.0})
        page = self._get("/my/outlet/balance").text
        told = page.partition("oo_debt")[2].partition("</p>")[0]
        self.assertIn("137", told)
        self.assertIn("40", told)
        self._bill_month(date(2023, 2, 1), 60.0)
        self.assertEqual(self._debt()["owed"], 97.0)
        terms.clawback_limit = 0
        self.assertEqual(self._debt()["limit"], 0)
        self._bill_month(date(2023, 3, 1), 200.0)
        self.assertEqual(self._debt(), {})

    def test_what_the_balance_has_already_is_not_told_twice(self):
        self._bill_month(date(2023, 1, 1), -100.0)
        self.assertEqual(self._debt(), {})

    def test_without_a_limit_the_whole_debt_stands_against_the_balance(self):
        before = self._figures()["position"]
        self._bill_month(date(2023, 1, 1), -100.0)
        self.assertEqual(self._figures()["position"], before - 100.0)
        self._bill_month(date(2023, 2, 1), 60.0)
        self.assertEqual(self._figures()["position"], before - 40.0)

    def test_who_leaves_owes_the_rest_by_invoice(self):
        self._agree_on_limit(40.0)
        below = self._bill_month(date(2023, 1, 1), -100.0)
        self.assertFalse(below._has_left())
        before = self._figures()["position"]
        self.contract.action_end()
        self.assertTrue(below._has_left())
        below._invoice_debt()
        invoice = below.debt_invoice_id
        self.assertEqual(
            (invoice.move_type, invoice.amount_total), ("out_invoice", 100)
        )
        self.assertEqual(self._figures()["position"], before - 100.0)

    def test_a_seller_reads_no_terms_of_others(self):
        terms = self._agree_on_limit(40.0)
        with self.assertRaises(AccessError):
            terms.with_user(self.user).read(["clawback_limit"])
