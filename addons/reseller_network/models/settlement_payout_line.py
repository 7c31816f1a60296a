from odoo import api, fields, models
from odoo.exceptions import UserError


class SettlementPayoutLine(models.Model):
    """A withdrawal is a line of a batch as a statement is."""

    _inherit = "settlement.payout.line"

    withdrawal_id = fields.Many2one(
        "reseller.withdrawal", readonly=True, ondelete="restrict"
    )

    _one_source = models.Constraint(
        "CHECK (num_nonnulls(statement_id, withdrawal_id) = 1)",
        "A payment is for one statement or one withdrawal.",
    )
    _withdrawn_once = models.UniqueIndex(
        "(withdrawal_id) WHERE is_open",
        "This withdrawal is in a payment batch already. Cancel that one first.",
    )

    def _get_source(self):
        return self.withdrawal_id or super()._get_source()

    @api.depends("withdrawal_id")
    def _compute_source(self):
        return super()._compute_source()

    def _check_bank_accounts(self):
        """A withdrawal goes to the account it was asked for.

        :raise UserError: names whose account is another one
        """
        result = super()._check_bank_accounts()
        other = self.filtered(
            lambda line: (
                line.withdrawal_id
                and line.bank_account_id != line.withdrawal_id.bank_account_id
            )
        )
        if other:
            raise UserError(
                self.env._(
                    "%(names)s: a withdrawal is paid to the account it was asked for.",
                    names=", ".join(other.mapped("purpose")),
                )
            )
        return result

    def _book_payments(self):
        """The payment of a withdrawal takes the tax withheld with it."""
        asked = self.filtered("withdrawal_id")
        for line in asked:
            line.withdrawal_id._pay(
                journal_id=line.payout_id.journal_id.id,
                partner_bank_id=line.bank_account_id.id,
                memo=f"{line.payout_id.name} {line.purpose}",
            )
            # the steps are written by themselves, never by hand
            line.sudo().payment_id = line.withdrawal_id.payment_id
        return super(SettlementPayoutLine, self - asked)._book_payments()
