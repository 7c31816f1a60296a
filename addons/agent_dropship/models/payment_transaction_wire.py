from odoo import models


class PaymentTransaction(models.Model):
    """A transfer is booked where it came in, whatever bank the shop names."""

    _inherit = "payment.transaction"

    def _create_payment(self, **extra_create_values):
        journal = self.env["account.journal"].browse(
            self.env.context.get("bank_journal_id")
        )
        if journal:
            # the core gives a wire transfer no method of its own
            methods = journal.inbound_payment_method_line_ids
            own = methods.filtered(
                lambda one: one.payment_provider_id == self.provider_id
            )
            free = methods.filtered(lambda one: not one.payment_provider_id)
            extra_create_values |= {
                "journal_id": journal.id,
                "payment_method_line_id": (own or free)[:1].id,
            }
        return super()._create_payment(**extra_create_values)
