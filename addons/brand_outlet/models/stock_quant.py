from odoo import models


class StockQuant(models.Model):
    _inherit = "stock.quant"

    # What one agent has of one article, among all agents who have it.
    _owner_product_idx = models.Index(
        "(owner_id, product_id) WHERE owner_id IS NOT NULL"
    )
