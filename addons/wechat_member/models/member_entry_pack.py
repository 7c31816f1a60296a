from odoo import api, models


class MemberEntry(models.Model):
    """Whatever moves a balance shows in the packs as well."""

    _inherit = "member.entry"

    @api.model_create_multi
    def create(self, vals_list):
        entries = super().create(vals_list)
        # who sells has no right to the packs, which follow by themselves
        self.env["wechat.card"].sudo()._note_entries(entries)
        return entries
