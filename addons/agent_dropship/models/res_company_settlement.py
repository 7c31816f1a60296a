from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_settlement_tz(self):
        """The time zone whose days and months settlement counts in."""
        self.ensure_one()
        return self.partner_id.tz or "Asia/Shanghai"

    def _get_local_today(self):
        """The day it is for the company, wherever the user is."""
        # where the company is, whoever asks may be told
        zone = self.sudo()._get_settlement_tz()
        return fields.Date.context_today(self.with_context(tz=zone))
