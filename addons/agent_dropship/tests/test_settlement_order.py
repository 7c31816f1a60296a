from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_settlement_statements import StatementCommon

STEPS = (
    "action_send",
    "action_reopen",
    "action_agree",
    "action_agree_for_party",
    "action_bill",
    "action_pay",
    "action_lock",
    "unlink",
)
# what each may do where a statement stands; everything else is refused
ACCOUNTANT = {
    "proposed": {"action_send", "unlink"},
    "sent": {"action_reopen", "action_agree", "action_agree_for_party"},
    "disputed": {"action_reopen"},
    "agreed": {"action_bill"},
    "posted": {"action_pay"},
    "paid": {"action_lock"},
    # once more changes nothing
    "locked": {"action_lock"},
}
PARTY = {"sent": {"action_agree"}}
NOTHING = {}
ANSWERS = ("action_accept", "action_refuse", "action_withdraw")


@tagged("post_install", "-at_install")
class TestOrderOfSteps(StatementCommon):
    """Every step in every stage by everybody, as a client calls it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = new_test_user(
            cls.env, "order_accountant", "brand_outlet.group_finance"
        )
        cls.people = {
            cls.accountant: ACCOUNTANT,
            cls.near_user: PARTY,
            cls.far_user: NOTHING,
            cls.brand_user: NOTHING,
            new_test_user(
                cls.env, "order_books", "account.group_account_manager"
            ): NOTHING,
            new_test_user(cls.env, "order_portal", "base.group_portal"): NOTHING,
        }
        cls.env["res.partner.bank"].create(
            {"acc_number": "6222020001", "partner_id": cls.near.id}
        )

    def _call(self, user, record, name):
        """Return whether a request was taken; what it did is taken back."""
        self.env.flush_all()
        self.env.invalidate_all()
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint() as savepoint:
                call_kw(self.env[record._name].with_user(user), name, [record.ids], {})
                self.env.flush_all()
                savepoint.rollback()
        except (AccessError, UserError):
            return False
        finally:
            self.env.invalidate_all()
        return True

    def _advance(self):
        """Take the statement through its life, one stage at a time."""
        statement = self.statement
        yield "proposed"
        statement.action_send()
        yield "sent"
        self.dispute = (
            self.env["settlement.dispute"]
            .with_user(self.near_user)
            .create(
                {
                    "statement_id": statement.id,
                    "entry_id": statement.entry_ids[0].id,
                    "claimed_amount": 1.0,
                }
            )
        )
        yield "disputed"
        self.dispute.action_withdraw()
        statement.with_user(self.accountant).action_agree()
        statement.with_user(self.near_user).action_agree()
        yield "agreed"
        statement.with_user(self.accountant).action_bill()
        yield "posted"
        self._pay_by_bank(statement.bill_id)
        yield "paid"
        statement.with_user(self.accountant).action_lock()
        yield "locked"

    def test_only_the_next_step_is_taken_and_only_by_who_may(self):
        for stage in self._advance():
            self.assertEqual(self.statement.stage, stage)
            for user, allowed in self.people.items():
                taken = {
                    step for step in STEPS if self._call(user, self.statement, step)
                }
                self.assertEqual(
                    taken, allowed.get(stage, set()), f"{stage}: {user.login}"
                )

    def test_a_dispute_is_answered_by_us_and_taken_back_by_them(self):
        for stage in self._advance():
            if stage != "disputed":
                continue
            self.dispute.with_user(self.accountant).answer = "By contract"
            for user in self.people:
                allowed = set()
                if user == self.accountant:
                    allowed = {"action_accept", "action_refuse"}
                elif user == self.near_user:
                    allowed = {"action_withdraw"}
                taken = {
                    step for step in ANSWERS if self._call(user, self.dispute, step)
                }
                self.assertEqual(taken, allowed, user.login)
        for user in self.people:
            for step in ANSWERS:
                self.assertFalse(self._call(user, self.dispute, step))

    def test_it_is_known_who_agreed(self):
        self.statement.action_send()
        self.statement.with_user(self.near_user).action_agree()
        self.statement.with_user(self.accountant).action_agree()
        self.assertEqual(self.statement.party_agreed_by, self.near_user)
        self.assertEqual(self.statement.operator_agreed_by, self.accountant)

    def test_who_noted_the_word_of_a_party_is_known_too(self):
        self.statement.action_send()
        self.statement.with_user(self.accountant).action_agree_for_party()
        self.assertEqual(self.statement.party_agreed_by, self.accountant)
        self.statement.action_reopen()
        self.assertFalse(self.statement.party_agreed_by)
