from odoo import api, models


class StockPicking(models.Model):
    """A parcel nobody has paid for yet is no dispatch: no agent sees it."""

    _inherit = "stock.picking"

    @api.depends("sale_id.pay_state")
    def _compute_dispatch_state(self):
        return super()._compute_dispatch_state()

    def _get_dispatch_state(self):
        # whoever looks at a parcel need not read the order's money
        if self.sale_id.sudo().pay_state in ("open", "lapsed"):
            return False
        return super()._get_dispatch_state()
