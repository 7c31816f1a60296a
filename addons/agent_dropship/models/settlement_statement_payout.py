from odoo import models


class SettlementStatement(models.Model):
    """Posted statements are paid many at once."""

    _inherit = "settlement.statement"

    def action_pay(self):
        """Put what is open into a batch for the bank, and show it."""
        self.check_access("write")
        payout = self.env["settlement.payout"]._prepare_from(self)
        return payout._get_records_action(name=self.env._("Payment Batch"))

    def _get_payout_amount(self):
        """Return what may be paid of this statement's bill now."""
        self.ensure_one()
        bill = self.bill_id
        if bill.move_type != "in_invoice" or bill.state != "posted":
            return 0.0
        return bill.amount_residual

    def _get_payout_journal(self):
        """Return the bank account that is proposed to pay from."""
        return self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company_id.id)], limit=1
        )

    def _refuse_payout(self):
        """The bank did not make the payment: the bill is open again."""

    def _reopen_payout(self):
        """The batch was cancelled: the bill is open again."""

    def _prepare_payout_line(self):
        self.ensure_one()
        banks = (
            self.partner_id.bank_ids | self.partner_id.commercial_partner_id.bank_ids
        )
        return {
            "statement_id": self.id,
            "amount": self._get_payout_amount(),
            "bank_account_id": banks[:1].id,
        }
