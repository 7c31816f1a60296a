from odoo import models


class ResCompany(models.Model):
    _inherit = "res.company"

    def _get_settlement_tz(self):
        """The time zone whose days and months settlement counts in."""
        self.ensure_one()
        return self.partner_id.tz or "Asia/Shanghai"
