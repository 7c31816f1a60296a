from odoo import fields, models


class ReportPosOrder(models.Model):
    _inherit = "report.pos.order"

    place_id = fields.Many2one("outlet.place", readonly=True)

    def _select(self):
        return super()._select() + ",\n                s.place_id AS place_id\n"
