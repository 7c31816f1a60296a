import base64
import io

import python_calamine
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_settlement_statements import StatementCommon


@tagged("post_install", "-at_install")
class TestPayouts(StatementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first, cls.second = (
            new_test_user(cls.env, login, "brand_outlet.group_finance")
            for login in ("payer_one", "payer_two")
        )
        cls.bank = cls.env["res.partner.bank"].create(
            {
                "partner_id": cls.near.id,
                "acc_number": "6222020200112233445",
                "acc_holder_name": "天津云上贸易有限公司",
                "bank_id": cls.env["res.bank"].create({"name": "工商银行天津分行"}).id,
                "allow_out_payment": True,
            }
        )
        cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)]
        ) or cls.env["account.journal"].create(
            {"name": "Bank", "type": "bank", "code": "BNKT"}
        )

    def _prepare(self, statement=None):
        statement = statement or self.statement
        if statement.state != "billed":
            self._bill(statement)
        action = statement.with_user(self.first).action_pay()
        return self.env["settlement.payout"].browse(action["res_id"])

    def _export(self):
        payout = self._prepare()
        payout.with_user(self.second).action_approve()
        payout.with_user(self.second).action_export()
        return payout

    def _read_file(self, payout):
        book = python_calamine.CalamineWorkbook.from_filelike(
            io.BytesIO(base64.b64decode(payout.file))
        )
        return book.get_sheet_by_index(0).to_python()

    def test_the_file_is_what_the_bank_reads(self):
        """Proves R61."""
        payout = self._export()
        rows = self._read_file(payout)
        self.assertEqual(
            rows[0], ["序号", "收款账号", "收款户名", "开户行", "金额", "用途"]
        )
        self.assertEqual(
            rows[1:],
            [
                [
                    1.0,
                    "6222020200112233445",
                    "天津云上贸易有限公司",
                    "工商银行天津分行",
                    583.33,
                    self.statement.name,
                ]
            ],
        )
        self.assertEqual(self.statement.stage, "paid")
        self.assertEqual(payout.line_ids.payment_id.amount, 583.33)
        self.assertIn(payout.line_ids.payment_id, self._get_payments())

    def _get_payments(self):
        bill = self.statement.bill_id
        return bill.reconciled_payment_ids | bill.matched_payment_ids

    def test_csv_holds_the_same(self):
        payout = self._prepare()
        payout.with_user(self.first).file_format = "csv"
        payout.with_user(self.second).action_approve()
        payout.with_user(self.second).action_export()
        text = base64.b64decode(payout.file).decode("utf-8-sig")
        self.assertEqual(
            text.splitlines()[1],
            "1,6222020200112233445\t,天津云上贸易有限公司,工商银行天津分行,583.33,"
            + self.statement.name,
        )

    def test_a_second_person_approves(self):
        payout = self._prepare()
        with self.assertRaisesRegex(UserError, "second person"):
            payout.with_user(self.first).action_approve()
        with self.assertRaises(UserError):
            payout.with_user(self.first).write({"state": "approved"})
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            payout.sudo().write({"approved_by": self.first.id})
            payout.flush_recordset()

    def test_who_chose_the_account_does_not_approve(self):
        payout = self._prepare()
        other = self.bank.copy({"acc_number": "6222020200999999999"})
        payout.line_ids.with_user(self.second).bank_account_id = other
        with self.assertRaisesRegex(UserError, "second person"):
            payout.with_user(self.second).action_approve()

    def _make_other_bill(self):
        self._stock(self.coat, self.near, -498)
        self._deliver_order(self._make_order((self.coat, 1, 400.0)))
        other = self._generate() - self.statement
        other.action_send()
        other.action_agree()
        other.action_agree_for_party()
        other.action_bill()
        self.env["res.partner.bank"].create(
            {"partner_id": self.far.id, "acc_number": "6222020200999"}
        )
        return other

    def test_who_takes_a_payment_off_does_not_approve(self):
        """By the screen, or over RPC: through either door."""
        other = self._make_other_bill()
        self._bill(self.statement)
        both = self.statement | other
        for by_line in (True, False):
            action = both.with_user(self.first).action_pay()
            payout = self.env["settlement.payout"].browse(action["res_id"])
            line = payout.line_ids[0].with_user(self.second)
            if by_line:
                line.unlink()
            else:
                payout.with_user(self.second).line_ids = [Command.unlink(line.id)]
            self.assertEqual(len(payout.line_ids), 1)
            self.assertTrue(payout.with_user(self.second).is_own)
            with self.assertRaisesRegex(UserError, "second person"):
                payout.with_user(self.second).action_approve()
            third = new_test_user(
                self.env, f"payer_three_{by_line}", "brand_outlet.group_finance"
            )
            payout.with_user(third).action_approve()
            payout.with_user(self.first).action_cancel()

    def test_who_adds_a_payment_does_not_approve(self):
        other = self._make_other_bill()
        payout = self._prepare()
        line = {"statement_id": other.id, "amount": other._get_payout_amount()}
        payout.with_user(self.second).line_ids = [Command.create(line)]
        payout.line_ids.with_user(self.first).bank_account_id = self.bank
        with self.assertRaisesRegex(UserError, "second person"):
            payout.with_user(self.second).action_approve()

    def test_who_chose_another_bank_to_pay_from_does_not_approve(self):
        payout = self._prepare()
        payout.with_user(self.second).journal_id = payout.journal_id.copy()
        with self.assertRaisesRegex(UserError, "second person"):
            payout.with_user(self.second).action_approve()
        with self.assertRaisesRegex(UserError, "Use the buttons"):
            payout.with_user(self.second).changed_by_ids = [Command.clear()]

    def test_a_copy_kept_up_to_date_is_no_change(self):
        """What the system writes again while somebody works is not his doing."""
        payout = self._prepare()
        payout.line_ids.with_user(self.second).sudo()._keep_numbers()
        self.env.flush_all()
        self.assertEqual(payout.line_ids.write_uid, self.second)
        payout.with_user(self.second).action_approve()
        self.assertEqual(payout.approved_by, self.second)

    def test_a_client_s_defaults_approve_nothing(self):
        """What the context says is not what a batch begins as."""
        self._bill(self.statement)
        defaults = {
            "default_state": "approved",
            "default_approved_by": self.first.id,
            "default_prepared_by": self.second.id,
            "default_is_open": False,
        }
        payouts = self.env["settlement.payout"].with_user(self.first)
        payout = payouts.with_context(**defaults)._prepare_from(self.statement)
        self.assertEqual(payout.state, "draft")
        self.assertEqual(payout.prepared_by, self.first)
        self.assertFalse(payout.approved_by)
        self.assertTrue(payout.line_ids.is_open)

    def test_what_the_bank_refuses_is_open_again(self):
        """The others of the batch stay paid; it can be paid anew."""
        other = self._make_other_bill()
        self._bill(self.statement)
        both = self.statement | other
        action = both.with_user(self.first).action_pay()
        payout = self.env["settlement.payout"].browse(action["res_id"])
        payout.with_user(self.second).action_approve()
        payout.with_user(self.second).action_export()
        line = payout.line_ids.filtered(lambda one: one.partner_id == self.near)
        line.with_user(self.second).action_refused()
        self.assertEqual((self.statement.stage, other.stage), ("posted", "paid"))
        self.assertTrue(line.refused_on)
        self.assertEqual(payout.refused_total, line.amount)
        again = self._prepare()
        self.assertEqual(again.total, 583.33)
        payout.with_user(self.second).action_cancel()
        self.assertEqual((again.state, other.stage), ("draft", "posted"))

    def test_nothing_goes_out_before_it_is_approved(self):
        with self.assertRaises(UserError):
            self._prepare().with_user(self.second).action_export()

    def test_nothing_is_added_to_what_was_approved(self):
        payout = self._prepare()
        payout.with_user(self.second).action_approve()
        with self.assertRaisesRegex(UserError, "present state"):
            self.env["settlement.payout.line"].with_user(self.first).create(
                {
                    "payout_id": payout.id,
                    "statement_id": self.statement.id,
                    "amount": 5.0,
                }
            )

    def test_an_account_that_changed_after_the_approval_is_not_paid(self):
        payout = self._prepare()
        payout.with_user(self.second).action_approve()
        self.bank.acc_number = "6222020209999999999"
        with self.assertRaisesRegex(UserError, "number was changed"):
            payout.with_user(self.second).action_export()
        self.assertEqual(payout.state, "approved")

    def test_an_account_that_changed_after_it_was_chosen_is_not_approved(self):
        payout = self._prepare()
        self.bank.acc_number = "6222020209999999999"
        with self.assertRaisesRegex(UserError, "number was changed"):
            payout.with_user(self.second).action_approve()

    def test_file_total_and_day_are_not_written_by_hand(self):
        payout = self._export()
        for name, value in (
            ("file", base64.b64encode(b"another")),
            ("total", 1.0),
            ("approved_on", "2020-01-01"),
        ):
            with self.assertRaisesRegex(UserError, "Use the buttons"):
                payout.with_user(self.first).write({name: value})

    def test_limits_for_a_batch_and_for_a_day(self):
        payout = self._prepare()
        self.company.payout_limit = 500.0
        with self.assertRaisesRegex(UserError, "one batch"):
            payout.with_user(self.second).action_approve()
        self.company.payout_limit = 0.0
        self.company.payout_day_limit = 600.0
        payout.with_user(self.second).action_approve()
        other = self._make_other_bill()
        with self.assertRaisesRegex(UserError, "today"):
            self._prepare(other).with_user(self.second).action_approve()

    def test_limits_count_what_foreign_money_is_worth(self):
        """583.33 of a money worth eight times ours are more than 600.00."""
        payout = self._prepare()
        foreign = self.env["res.currency"].create({"name": "DOU", "symbol": "D"})
        self.env["res.currency.rate"].create(
            {
                "currency_id": foreign.id,
                "name": "2020-01-01",
                "rate": 0.125,
                "company_id": self.company.id,
            }
        )
        payout.currency_id = foreign
        for limit, words in (("payout_limit", "batch"), ("payout_day_limit", "today")):
            self.company[limit] = 600.0
            with self.assertRaisesRegex(UserError, f"4,666.64.*{words}"):
                payout.with_user(self.second).action_approve()
            self.company[limit] = 0.0

    def test_a_missing_bank_account_names_the_party(self):
        self.bank.unlink()
        with self.assertRaisesRegex(UserError, "Near"):
            self._prepare()

    def test_a_bill_is_in_one_batch_only(self):
        self._prepare()
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._prepare()

    def test_the_file_is_made_once(self):
        payout = self._export()
        with self.assertRaises(UserError):
            payout.with_user(self.second).action_export()
        self.assertEqual(len(self._get_payments()), 1)

    def test_what_was_paid_otherwise_is_not_paid_again(self):
        payout = self._prepare()
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.statement.bill_id.ids
        ).create({}).action_create_payments()
        with self.assertRaisesRegex(UserError, "since"):
            payout.with_user(self.second).action_approve()

    def test_a_batch_is_cancelled_as_a_whole(self):
        payout = self._export()
        payout.with_user(self.second).action_cancel()
        self.assertEqual(payout.state, "cancelled")
        self.assertEqual(self.statement.bill_id.amount_residual, 583.33)
        self.assertEqual(self.statement.stage, "posted")
        again = self._prepare()
        self.assertEqual((again.state, again.total), ("draft", 583.33))

    def test_nobody_pays_an_account_of_somebody_else(self):
        payout = self._prepare()
        stranger = self.env["res.partner.bank"].create(
            {"partner_id": self.far.id, "acc_number": "6222999"}
        )
        line = payout.line_ids.with_user(self.first)
        line.bank_account_id = stranger
        with self.assertRaisesRegex(UserError, "somebody else"):
            payout.with_user(self.second).action_approve()
        line.bank_account_id = self.bank
        payout.with_user(self.second).action_approve()
        with self.assertRaises(UserError):
            line.bank_account_id = stranger
        with self.assertRaises(UserError):
            line.amount = 9999.0

    def test_payments_are_closed_to_agents_and_brands(self):
        payout = self._prepare()
        for user in (self.near_user, self.far_user, self.brand_user):
            with self.assertRaises(AccessError):
                payout.with_user(user).read(["total"])
            with self.assertRaises(AccessError):
                self.statement.with_user(user).action_pay()
