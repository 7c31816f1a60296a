from odoo import api, models


class MailMessage(models.Model):
    _inherit = "mail.message"

    @api.model_create_multi
    def create(self, vals_list):
        """Let nobody of a party speak in another's name."""
        if self._is_party_staff():
            me = self.env.user.partner_id
            author = {"author_id": me.id, "email_from": me.email_formatted}
            vals_list = [{**vals, **author} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        if self._is_party_staff():
            vals = {
                name: value
                for name, value in vals.items()
                if name not in ("author_id", "email_from")
            }
        return super().write(vals)
