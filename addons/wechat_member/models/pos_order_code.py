"""Payments by payment code find the sale they belong to."""

from odoo import models


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        result = super()._process_saved_order(draft)
        if not draft and self.state != "cancel":
            self.payment_ids._bind_code_payments()
        return result
