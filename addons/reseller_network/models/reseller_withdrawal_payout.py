from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class ResellerWithdrawal(models.Model):
    """By bank, money leaves in payment batches only, that of sellers too."""

    _inherit = "reseller.withdrawal"

    payout_count = fields.Integer(
        "Payment Batches",
        compute="_compute_payout_count",
        groups="brand_outlet.group_finance",
    )

    def _compute_payout_count(self):
        counts = dict(
            self.env["settlement.payout.line"]._read_group(
                [("withdrawal_id", "in", self.ids)], ["withdrawal_id"], ["__count"]
            )
        )
        for withdrawal in self:
            withdrawal.payout_count = counts.get(withdrawal, 0)

    def action_pay(self):
        """Put approved withdrawals into a batch for the bank, and show it.

        :raise UserError: one of them is not approved, or is paid by WeChat
        """
        self.check_access("write")
        self._check_state("approved")
        if self.filtered(lambda one: one.provider != "bank"):
            raise UserError(self.env._("WeChat itself tells when these are paid."))
        payout = self.env["settlement.payout"]._prepare_from(self)
        return payout._get_records_action(name=self.env._("Payment Batch"))

    def action_view_payout(self):
        """Open the batches of this withdrawal."""
        self.ensure_one()
        payouts = self._get_payout_lines().payout_id
        return payouts._get_records_action(name=self.env._("Payment Batches"))

    def _get_payout_lines(self):
        return self.env["settlement.payout.line"].search(
            [("withdrawal_id", "in", self.ids)]
        )

    def _check_no_payout(self):
        """:raise UserError: a batch is about to pay it"""
        # a seller does not see batches, and must not stop one
        lines = self.sudo()._get_payout_lines().filtered("is_open")
        if lines:
            raise UserError(
                self.env._(
                    "%(names)s: in the payment batch %(batch)s. Cancel that one first.",
                    names=", ".join(lines.mapped("purpose")),
                    batch=", ".join(lines.payout_id.mapped("name")),
                )
            )

    # --- what a batch asks of what it pays ----------------------------------------

    def _take(self):
        """Only one at a time goes on with these; the other one starts over."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE reseller_withdrawal SET write_date = write_date WHERE id IN %s",
                tuple(self.ids),
            )
        )

    def _get_payout_journal(self):
        """Return the bank account that is proposed to pay from."""
        return self.account_id.journal_id.filtered(lambda one: one.type == "bank")[:1]

    def _get_payout_amount(self):
        """Return what may be transferred: the tax withheld stays here."""
        self.ensure_one()
        payable = self.state == "approved" and self.provider == "bank"
        return self.net_amount if payable else 0.0

    def _prepare_payout_line(self):
        self.ensure_one()
        return {
            "withdrawal_id": self.id,
            "amount": self.net_amount,
            "bank_account_id": self.bank_account_id.id,
        }

    def _refuse_payout(self):
        """The bank did not make it: the seller has the money again and reads why."""
        self._reopen_payout()
        self._end("failed", self.env._("The bank refused the transfer."))

    def _reopen_payout(self):
        """The batch was cancelled: it waits for another one."""
        if self.state == "paid":
            vals = {"state": "approved", "payment_id": False, "ended_at": False}
            # the steps are written by themselves, never by hand
            self.sudo().write(vals)
