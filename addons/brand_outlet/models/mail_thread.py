from odoo import fields, models

from .product_template import COST_GROUPS


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    # The followers of a document are found by name without the rights to them.
    message_partner_ids = fields.Many2many(groups=COST_GROUPS)

    def message_post(self, *, partner_ids=None, **kwargs):
        if partner_ids and self._is_party_staff():
            self.env["res.partner"].browse(partner_ids).check_access("read")
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        if partner_ids and self._is_party_staff():
            self.env["res.partner"].browse(partner_ids).check_access("read")
        return super().message_subscribe(partner_ids, subtype_ids)

    def _message_compute_author(self, author_id=None, email_from=None):
        """The staff of a party speaks for itself, whatever author is asked for."""
        if self._is_party_staff():
            author_id = email_from = None
        return super()._message_compute_author(author_id, email_from)

    def _message_get_suggested_recipients_batch(self, **kwargs):
        """Suggest nobody to a party: the others in a talk may be strangers to it."""
        if self._is_party_staff():
            return {record.id: [] for record in self}
        return super()._message_get_suggested_recipients_batch(**kwargs)
