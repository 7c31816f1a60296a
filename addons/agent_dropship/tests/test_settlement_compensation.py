from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .settlement_kinds_common import SettlementKindsCommon


@tagged("post_install", "-at_install")
class TestSettlementCompensation(SettlementKindsCommon):
    """Money for an annoyance: who may give how much, and who is charged."""

    def _compensate(self, order, amount, bearer):
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        action = case.with_user(self.operator).action_open_compensate()
        wizard = self.env[action["res_model"]].with_user(self.operator)
        wizard = wizard.browse(action["res_id"])
        wizard.write({"amount": amount, "bearer": bearer})
        wizard.action_compensate()
        return case

    def test_agent_pays_the_compensation_of_his_fault(self):
        order = self._sold((self.coat, 1, 400.0), (self.shirt, 1, 200.0))
        case = self._compensate(order, 50.0, "agent")
        self.assertEqual(self._sums(order)["agent", "compensation"], -50.0)
        self.assertEqual(self._shared(order), 550.0)
        self.assertEqual(case.refund_ids.amount_total, 50.0)
        self.assertEqual(case.refund_ids.state, "posted")
        self._assert_ties()
        statement = self._generate().filtered(lambda s: s.partner_id == self.near)
        rows = statement._get_document_rows()
        self.assertEqual(
            sum(row["amount"] for row in rows if row["kind"] == "Compensation"), -50.0
        )

    def test_every_party_can_bear_a_compensation(self):
        expected = {
            "agent": ("agent", self.near),
            "reseller": ("reseller", self.seller),
            "brand": ("funder", self.brand.partner_id),
            "operator": ("operator", self.company.partner_id),
            "courier": ("operator", self.company.partner_id),
        }
        for bearer, (role, partner) in expected.items():
            order = self._sold((self.coat, 1, 400.0))
            self._compensate(order, 30.0, bearer)
            entry = self._entries(order).filtered(lambda e: e.kind == "compensation")
            self.assertEqual(
                (entry.role, entry.partner_id, entry.amount), (role, partner, -30.0)
            )
            self._assert_ties()

    def test_who_took_the_money_pays_the_customer_and_owes_less(self):
        self.place.collect_by = "reseller"
        order = self._sold((self.coat, 1, 400.0))
        case = self._compensate(order, 30.0, "agent")
        self.assertFalse(case.refund_ids)
        self.assertEqual(self._sums(order)["reseller", "collected"], -370.0)
        self.assertEqual(self._sums(order)["agent", "compensation"], -30.0)
        self._assert_ties()

    def test_compensation_is_given_once_and_never_more_than_was_paid(self):
        order = self._sold((self.coat, 1, 400.0))
        with self.assertRaisesRegex(UserError, "400.01 is too much: at most .*400.00"):
            self._compensate(order, 400.01, "agent")
        with self.assertRaisesRegex(UserError, "more than nothing, at most .*400.00"):
            self._compensate(order, 0.0, "agent")
        case = self._compensate(order, 20.0, "agent")
        with self.assertRaises(UserError):
            case._compensate(20.0)
        self.assertEqual(self._sums(order)["agent", "compensation"], -20.0)
        undelivered = self._make_order((self.coat, 1, 400.0))
        with self.assertRaises(UserError):
            self._compensate(undelivered, 5.0, "agent")

    def test_the_form_says_the_most_and_who_is_charged(self):
        order = self._sold((self.coat, 1, 400.0), (self.shirt, 1, 200.0))
        case = self.env["outlet.case"]._open("complaint", order, note="Stain")
        action = case.with_user(self.operator).action_open_compensate()
        wizard = self.env[action["res_model"]].with_user(self.operator)
        form = Form(wizard.browse(action["res_id"]))
        self.assertEqual(form.most, 600.0)
        self.assertIn("400.00", form.goods)
        self.assertIn(self.shirt.name, form.goods)
        for bearer, payer in (
            ("agent", self.near),
            ("courier", self.env.company.partner_id),
        ):
            form.bearer = bearer
            self.assertEqual(form.payer, payer.display_name)
        form.amount = 600.0
        form.save().action_compensate()
        case._solve("Given")
        other = self.env["outlet.case"]._open("complaint", order, note="Stain again")
        with self.assertRaisesRegex(UserError, "given back already"):
            other.with_user(self.operator).action_open_compensate()

    def test_an_agent_does_not_compensate_at_others_cost(self):
        order = self._sold((self.coat, 1, 400.0))
        case = self.env["outlet.case"]._open("complaint", order)
        with self.assertRaises(UserError):
            case.with_user(self.near_user).action_open_compensate()

    def test_brand_is_invoiced_what_it_bears(self):
        self._compensate(self._sold((self.coat, 1, 400.0)), 30.0, "brand")
        self._generate()
        statement = self.env["settlement.statement"].search([("role", "=", "funder")])
        statement.action_send()
        statement.action_agree_for_party()
        statement.action_agree()
        statement.action_bill()
        self.assertEqual(statement.partner_id, self.brand.partner_id)
        self.assertEqual(
            (statement.bill_id.move_type, statement.bill_id.amount_total),
            ("out_invoice", 30.0),
        )
