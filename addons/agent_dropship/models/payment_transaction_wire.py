from odoo import models


class PaymentTransaction(models.Model):
    """A transfer is booked where it came in, whatever bank the shop names."""

    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        journal = self.env["account.journal"].browse(
            self.env.context.get("bank_journal_id")
        )
        if journal and journal != self.provider_id.journal_id:
            methods = journal.inbound_payment_method_line_ids
            extra_create_values |= {
                "journal_id": journal.id,
                "payment_method_line_id": methods[:1].id,
            }
        return super()._create_payment(**extra_create_values)
