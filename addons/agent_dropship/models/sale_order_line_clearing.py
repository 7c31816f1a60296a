from odoo import models


class SaleOrderLine(models.Model):
    """What goes to an overstock merchant goes flat in, flat out: the agent gets what
    the merchant pays, and nobody earns on it."""

    _inherit = "sale.order.line"

    def _is_clearing(self):
        return self.place_id.place_type == "clearing"

    def _prepare_share_entries(self, move, quantity, settled):
        shares = super()._prepare_share_entries(move, quantity, settled)
        if not self._is_clearing():
            return shares
        return [share for share in shares if share["kind"] == "supply"]

    def _prepare_operator_entries(self, paid, shares, origins):
        entries = super()._prepare_operator_entries(paid, shares, origins)
        if entries or not self._is_clearing():
            return entries
        # that nothing was earned is booked too: it is what was agreed
        operator = origins.filtered(lambda entry: entry.role == "operator")
        return [
            {
                "partner_id": self.company_id.partner_id.id,
                "role": "operator",
                "kind": "operator",
                "amount": 0.0,
                "reversal_of_id": operator[:1].id,
            }
        ]
