from odoo import api, fields, models


class StockPicking(models.Model):
    """From a parcel to the money of what is in it."""

    _inherit = "stock.picking"

    money_line_count = fields.Integer(
        "Settled Order Lines", compute="_compute_money_line_count", compute_sudo=True
    )

    @api.depends("move_ids.share_entry_ids")
    def _compute_money_line_count(self):
        for picking in self:
            picking.money_line_count = len(picking._get_money_lines())

    def _get_money_lines(self):
        return self.move_ids.share_entry_ids.sale_line_id

    def action_view_money_lines(self):
        """Open the order lines in this parcel whose shares are booked."""
        return self._get_money_lines().action_open_money()
