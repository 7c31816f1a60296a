from odoo import models


class LoyaltyHistory(models.Model):
    _inherit = "loyalty.history"

    # The daily reconciliation asks what each order of a till told the cards.
    _order_idx = models.Index("(order_id) WHERE order_id IS NOT NULL")
