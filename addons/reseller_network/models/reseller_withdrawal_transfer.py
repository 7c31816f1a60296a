import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import LockError

from ..payout import Fault, Refused

_logger = logging.getLogger(__name__)
# the payee has so long to confirm, and is reminded before it is over
CONFIRM_HOURS = 24
REMIND_HOURS = 20
ENDS = {"lapsed", "cancelled", "failed"}
# once it is approved somebody may be making the transfer at the bank
SELLER_CANCELS = ("requested", "confirming")


class ResellerWithdrawal(models.Model):
    """The way of the money: sent, confirmed, booked. What the provider says counts,
    however often and in whatever order it says it."""

    _inherit = "reseller.withdrawal"

    # --- sending and asking -------------------------------------------------------

    @api.model
    def _cron_pay_out(self):
        """Send what was approved, ask how things stand, remind payees."""
        open_ones = self.search(
            [("state", "in", ("approved", "confirming")), ("provider", "=", "wechat")]
        )
        self.env["ir.cron"]._run_each(open_ones, lambda one: one._advance())

    def _advance(self):
        """Do what is next for one withdrawal; nothing if somebody else does."""
        self.ensure_one()
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError:
            return
        adapter = self.account_id._get_adapter()
        try:
            if self.state == "approved":
                report = adapter._send(self)
            elif self.state == "confirming":
                report = adapter._query(self)
                self._remind()
            else:
                return
        except Refused as refusal:
            self._on_refused(adapter, refusal)
        except Fault as fault:
            # done or not: the same number is sent or asked about again
            self.account_id._note_fault(fault)
        else:
            self._apply(report)

    def _on_refused(self, adapter, refusal):
        """Free the money only if the provider knows of no transfer."""
        try:
            report = adapter._query(self)
        except (Fault, Refused) as fault:
            self.account_id._note_fault(fault)
            return
        if report.state == "unknown":
            self._end("failed", str(refusal))
        else:
            self._apply(report)

    def _remind(self):
        """Tell a payee once that little time is left."""
        now = fields.Datetime.now()
        start = (self.expires_at or now) - timedelta(hours=CONFIRM_HOURS - REMIND_HOURS)
        if self.reminded_at or not self.expires_at or now < start:
            return
        # the job's own note
        self.sudo().reminded_at = now
        # The body is for the payee, in his language.
        env = self.with_context(lang=self.partner_id.lang).env
        self.message_post(
            partner_ids=self.partner_id.ids,
            body=env._(
                "Please confirm the receipt of %(amount)s in WeChat: it goes back to "
                "your balance soon.",
                amount=self.currency_id.format(self.net_amount),
            ),
            subtype_xmlid="mail.mt_comment",
        )

    # --- what the provider says ---------------------------------------------------

    @api.model
    def _take_report(self, account, report):
        """Apply a genuine report of an account's provider; of what nobody knows
        nothing follows.

        :raise LockError: somebody else is at this withdrawal
        """
        known = self.search(
            [("name", "=", report.number), ("account_id", "=", account.id)], limit=1
        )
        if known:
            known.lock_for_update(allow_referencing=True)
            known._apply(report)

    def _apply(self, report):
        """Do what follows from a report that is genuine; repeated, nothing.

        :return: whether the report fits this withdrawal
        """
        self.ensure_one()
        if report.amount and report.amount != self._get_fen():
            self._alert(
                self.env._(
                    "The provider reports %(told)s instead of %(ours)s. Nothing was "
                    "booked: please look into it.",
                    told=self.currency_id.format(report.amount / 100),
                    ours=self.currency_id.format(self.net_amount),
                )
            )
            return False
        if report.reference:
            # the provider's own word, however it comes in
            self.sudo().provider_reference = report.reference
        if report.state == "waiting" and self.state in ("approved", "confirming"):
            self._await_payee(report)
        elif report.state == "paid" and self.state != "paid":
            self._pay_as_told()
        elif report.state in ENDS and self.state in ("approved", "confirming"):
            self._end(report.state, report.reason)
        elif report.state == "unknown" and self.state == "confirming":
            self._alert(self.env._("The provider does not know this transfer."))
        return True

    def _await_payee(self, report):
        if report.package:
            # for the payee's phone only
            self.sudo().package_info = report.package
        if self.state == "approved":
            end = fields.Datetime.now() + timedelta(hours=CONFIRM_HOURS)
            self.sudo().write({"state": "confirming", "expires_at": end})

    def _end(self, state, reason=""):
        """It will not be paid: the money is free again."""
        # the steps are written by themselves, never by hand
        self.sudo().write(
            {"state": state, "reason": reason, "ended_at": fields.Datetime.now()}
        )
        # the payee's own transfer
        self.sudo().package_info = False
        self.activity_feedback(["mail.mail_activity_data_todo"])

    def _cancel_for_seller(self):
        """Take back what the seller asked for, unless it is being paid.

        :raise UserError: it is approved, or has ended
        """
        self._check_state(*SELLER_CANCELS)
        self._cancel()

    def _cancel(self):
        """Stop it, or say nothing where it is too late: then it is paid."""
        self.ensure_one()
        self._check_state("requested", "approved", "confirming")
        self._check_no_payout()
        if self.state == "requested" or self.provider == "bank":
            self._end("cancelled")
            return
        self.lock_for_update(allow_referencing=True)
        adapter = self.account_id._get_adapter()
        try:
            report = adapter._cancel(self)
        except (Fault, Refused) as fault:
            self.account_id._note_fault(fault)
            return
        if report.state == "unknown":
            self._end("cancelled")
        else:
            self._apply(report)

    # --- booking ------------------------------------------------------------------

    def _pay(self, **vals):
        """Book the payment, once; it settles open bills of the seller.

        :param vals: what is not as usual about the payment
        """
        self.ensure_one()
        # whoever reports a transfer has no right on the books
        payment = (
            self.env["account.payment"]
            .sudo()
            .with_company(self.company_id)
            .with_context(force_payment_move=True)
            .create(self._prepare_payment_vals() | vals)
        )
        payment.action_post()
        # the steps are written by themselves, never by hand
        self.sudo().write(
            {
                "state": "paid",
                "payment_id": payment.id,
                "ended_at": fields.Datetime.now(),
                "reason": False,
            }
        )
        # only the system reads and drops it
        self.sudo().package_info = False
        self._settle_bills()

    def _pay_as_told(self):
        """Book what the provider paid; if it had ended for us, somebody looks."""
        late = self.state not in ("approved", "confirming")
        self._pay()
        if late:
            self._alert(
                self.env._(
                    "This was paid after it had ended here. The balance of the seller "
                    "may be below zero."
                )
            )

    def _prepare_payment_vals(self):
        tax = self.tax_amount
        tax_account = self.company_id.withdrawal_tax_account_id
        lines = [
            {
                "name": self.env._("Tax withheld %(number)s", number=self.name),
                "account_id": tax_account.id,
                "partner_id": self.partner_id.id,
                "currency_id": self.currency_id.id,
                "amount_currency": -tax,
                "balance": -tax,
            }
        ]
        return {
            "payment_type": "outbound",
            "partner_type": "supplier",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": self.net_amount,
            "journal_id": self.account_id.journal_id.id,
            "memo": f"{self.name} {self.provider_reference or ''}".strip(),
            "write_off_line_vals": lines if tax else [],
        }

    def _settle_bills(self):
        """Clear the seller's open bills with his paid withdrawals, the oldest first."""
        for (partner, company), records in self.grouped(
            lambda one: (one.partner_id, one.company_id)
        ).items():
            records.env["settlement.statement"]._clear_payables(partner, company)

    def _alert(self, words):
        """Put something in front of the person who looks after the money."""
        # the payee's own transfer
        user = self.company_id.sudo()._get_money_person()
        # reports come in without a user
        record = self.sudo()
        if words not in record.activity_ids.mapped("summary"):
            record.activity_schedule(
                "mail.mail_activity_data_warning", user_id=user.id, summary=words
            )
