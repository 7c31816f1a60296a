from odoo import models


class ResellerCustomer(models.Model):
    """Two records that turn out to be one person become one."""

    _inherit = "reseller.customer"

    def _merge_into(self, kept):
        """Move orders and notes to ``kept`` and drop this record.

        What the kept one does not know yet is taken over; of two answers to the
        question about offers the later one counts.
        """
        self.ensure_one()
        taken = {
            name: self[name]
            for name in ("birthday", "tags", "followup_date")
            if self[name] and not kept[name]
        }
        if self.consent_at and self.consent_at > (kept.consent_at or self.create_date):
            taken |= {
                name: self[name] for name in ("consent", "consent_at", "consent_how")
            }
        if self.last_contact_at and (
            not kept.last_contact_at or self.last_contact_at > kept.last_contact_at
        ):
            taken["last_contact_at"] = self.last_contact_at
        kept.write(taken)
        self.note_ids.customer_id = kept
        self.order_ids.reseller_customer_id = kept
        self.unlink()
