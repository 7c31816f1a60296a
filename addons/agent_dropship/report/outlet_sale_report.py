from odoo import api, models


class OutletSaleReport(models.Model):
    _inherit = "outlet.sale.report"

    @api.model
    def _get_supply_price(self):
        """The price agreed when the line was routed, not that of today's offer."""
        return f"""COALESCE((
            SELECT a.supply_price FROM dropship_allocation a
             WHERE a.sale_line_id = l.id AND a.state = 'active'
             ORDER BY a.id DESC LIMIT 1), {super()._get_supply_price()})"""
