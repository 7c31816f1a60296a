import base64
from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .settlement_kinds_common import SettlementKindsCommon
from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestSettlementSteps(StatementCommon):
    """What was agreed on is written by the steps, whoever calls over RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "settle_accountant", "brand_outlet.group_finance"
        )
        cls.other = cls.env["res.company"].create({"name": "Other Company"})
        cls.stranger = new_test_user(
            cls.env,
            "settle_stranger",
            "brand_outlet.group_finance",
            company_id=cls.other.id,
            company_ids=[Command.set(cls.other.ids)],
        )
        cls.entry = cls.statement.entry_ids[0]

    def _as(self, user, record, **context):
        self.env.invalidate_all()
        companies = {"allowed_company_ids": user.company_ids.ids}
        return record.with_user(user).with_context(**companies, **context)

    def _read_as(self, user, record, names):
        return self._as(user, record).read(names)

    # --- statements ---------------------------------------------------------------

    def test_nobody_writes_by_hand_what_the_steps_check(self):
        mine = self._as(self.accountant, self.statement)
        for vals in (
            {"state": "agreed"},
            {"party_agreed_on": "2026-01-01 10:00:00"},
            {"total": 99999.0},
            {"partner_id": self.far.id},
            {"bill_id": False},
            {"date_to": "2030-01-31"},
            {"stage": "paid"},
            {"name": "ST/1"},
        ):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                mine.write(vals)

    def test_the_buttons_work_for_an_accountant(self):
        mine = self._as(self.accountant, self.statement)
        mine.action_send()
        mine.action_reopen()
        mine.action_send()
        mine.action_agree()
        mine.action_agree_for_party()
        mine.action_bill()
        self.assertEqual(mine.state, "billed")
        self._pay_by_bank(mine.bill_id.sudo())
        mine.action_lock()
        self.assertEqual(mine.stage, "locked")

    def test_the_agent_takes_no_step_but_his_own(self):
        mine = self._as(self.near_user, self.statement)
        self.statement.action_send()
        for step in ("action_reopen", "action_agree_for_party", "action_lock"):
            with self.assertRaises(AccessError):
                getattr(mine, step)()
        mine.action_agree()
        self.assertTrue(self.statement.party_agreed_on)
        self.assertEqual(self.statement.state, "sent")

    def test_a_statement_begins_as_a_draft_whatever_a_client_says(self):
        wrong = {"state": "agreed", "total": 99999.0, "bill_id": 1}
        defaults = {f"default_{name}": value for name, value in wrong.items()}
        statements = self._as(
            self.accountant, self.env["settlement.statement"], **defaults
        )
        made = statements.create(
            {
                "partner_id": self.far.id,
                "role": "agent",
                "company_id": self.company.id,
                "currency_id": self.currency.id,
                "date_from": "2020-01-01",
                "date_to": "2020-01-31",
                **wrong,
            }
        )
        self.assertEqual((made.state, made.total, made.bill_id.id), ("draft", 0, False))
        self._deliver_order(self._make_order((self.coat, 3, 400.0)))
        start = self.statement.date_to + timedelta(days=1)
        gathered = statements.generate(start, start + timedelta(days=9))
        self.assertEqual(gathered.mapped("state"), ["draft"] * len(gathered))
        self.assertEqual(sum(gathered.mapped("total")), 750.0)

    # --- disputes -----------------------------------------------------------------

    def _dispute(self, user, **context):
        return self._as(user, self.env["settlement.dispute"], **context).create(
            {
                "statement_id": self.statement.id,
                "entry_id": self.entry.id,
                "reason": "price",
                "claimed_amount": self.entry.amount + 20,
            }
        )

    def test_defaults_of_a_client_do_not_answer_a_dispute(self):
        """A correction that is smuggled in would make the line stand as less."""
        self.statement.action_send()
        dispute = self._dispute(
            self.near_user,
            default_state="refused",
            default_answer="ok",
            default_amount=1.0,
            default_correction_id=self.statement.entry_ids[1].id,
        )
        self.assertEqual((dispute.state, dispute.answer), ("open", False))
        self.assertFalse(dispute.sudo().correction_id)
        self.assertEqual(dispute.amount, self.entry.amount)
        before = self.statement.total
        self._as(self.accountant, dispute).action_accept()
        self.assertEqual(self.statement.total, before + 20)

    def test_only_the_answer_of_a_dispute_is_written(self):
        self.statement.action_send()
        dispute = self._as(self.accountant, self._dispute(self.near_user))
        for vals in (
            {"state": "refused"},
            {"claimed_amount": 0.0},
            {"amount": 0.0},
            {"correction_id": self.entry.id},
        ):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                dispute.write(vals)
        dispute.answer = "Contract of May"
        dispute.action_refuse()
        with self.assertRaisesRegex(UserError, "closed"):
            dispute.answer = "Something else"

    # --- another company ----------------------------------------------------------

    def test_dialogs_tell_nothing_of_another_company(self):
        for model, names in (
            ("settlement.correction", ["standing_amount"]),
            ("settlement.take.back", ["kind", "partner_id", "amount"]),
        ):
            vals = {"entry_id": self.entry.id, "reason": "x"}
            vals |= {"amount": 1.0} if "standing_amount" in names else {}
            with self.assertRaises(AccessError, msg=model):
                records = self._as(self.stranger, self.env[model])
                self._read_as(self.stranger, records.create(vals), names)

    def test_what_somebody_compared_is_of_his_company(self):
        wizards = self.env["settlement.reconciliation"]
        wizard = self._as(self.accountant, wizards).create({})
        wizard.action_reconcile()
        for part in (wizard, wizard.role_ids, wizard.party_ids):
            self.assertTrue(part)
            self.assertFalse(self._as(self.stranger, part.browse()).search([]))
            with self.assertRaises(AccessError):
                self._read_as(self.stranger, part, ["currency_id"])

    def test_nobody_learns_what_statements_others_have(self):
        ties = self.env["settlement.statement.entry"]
        self.assertTrue(self._as(self.accountant, ties).search([]))
        self.assertFalse(self._as(self.stranger, ties).search([]))

    def test_nothing_is_compared_or_handed_in_for_another_company(self):
        self.statement.action_send()
        statement = {"statement_id": self.statement.id}
        file = base64.b64encode("订单号,金额\nS1,5\n".encode())
        invoice = {"number": "12345678", "invoice_type": "ordinary"}
        for model, vals in (
            ("settlement.comparison", {"file": file, "filename": "a.csv"}),
            ("settlement.invoice", {**invoice, "amount_total": 5.0}),
            ("settlement.dispute", {"reason": "missing", "order_name": "S1"}),
        ):
            with self.assertRaises(AccessError, msg=model):
                self._as(self.stranger, self.env[model]).create(statement | vals)

    def test_one_batch_pays_one_company(self):
        self._bill(self.statement)
        both = self.company | self.other
        journal = self.env["account.journal"].create(
            {
                "name": "Bank",
                "code": "BK9",
                "type": "bank",
                "company_id": self.other.id,
            }
        )
        self.other.currency_id = self.currency
        payouts = self.env["settlement.payout"].with_context(
            allowed_company_ids=both.ids
        )
        payout = payouts.create(
            {
                "company_id": self.other.id,
                "currency_id": self.currency.id,
                "journal_id": journal.id,
            }
        )
        with self.assertRaisesRegex(ValidationError, "one company"):
            self.env["settlement.payout.line"].create(
                {
                    "payout_id": payout.id,
                    "statement_id": self.statement.id,
                    "amount": 583.33,
                }
            )


@tagged("post_install", "-at_install")
class TestFunderAccess(SettlementKindsCommon):
    def test_who_pays_for_coupons_does_not_learn_who_bought(self):
        """The line of an order bears the name of its customer."""
        order = self._draft((self.coat, 2, 400.0), discount=40.0)
        order.share_funder_id = self.brand.partner_id
        order.order_line[0].funded_part = 40.0
        order.action_confirm()
        self._deliver_order(order)
        self.env.invalidate_all()
        seen = self.env["share.entry"].with_user(self.brand_user).search([])
        self.assertEqual(seen.mapped("kind"), ["coupon"])
        told = str(seen.read()) + str(seen.search_read([], []))
        self.assertIn(order.name, told)
        self.assertNotIn(self.consumer.name, told)
