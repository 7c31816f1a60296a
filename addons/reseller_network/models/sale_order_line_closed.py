from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _freeze_reseller_terms(self, contract):
        goods = self.filtered(lambda line: line.product_id and not line.display_type)
        contract._check_closed(goods.product_id.product_tmpl_id)
        return super()._freeze_reseller_terms(contract)
