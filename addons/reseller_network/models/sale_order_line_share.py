from odoo import models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _prepare_share_entries(self, move, quantity, settled):
        """The reseller's margin, or the affiliate's commission, on what arrived."""
        shares = super()._prepare_share_entries(move, quantity, settled)
        before = self._get_reseller_part(settled)
        amount = self._get_reseller_part(settled + quantity) - before
        if not self.currency_id.is_zero(amount):
            shop = self.reseller_mode == "shop"
            shares.append(
                {
                    "partner_id": self.order_id.reseller_id.id,
                    "role": "reseller" if shop else "affiliate",
                    "kind": "margin" if shop else "commission",
                    "amount": self.currency_id.round(amount),
                }
            )
        return shares

    def _get_seller_role(self):
        if self.reseller_mode == "link":
            return "affiliate"
        return super()._get_seller_role()
