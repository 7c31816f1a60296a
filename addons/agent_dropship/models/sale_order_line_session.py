from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_split_vals(self, pieces):
        # both parts were claimed in one go
        return super()._prepare_split_vals(pieces) | {"session_key": self.session_key}
