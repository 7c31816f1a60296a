from odoo import models


class SaleOrderLine(models.Model):
    """Where somebody else than the operator takes the consumer's money."""

    _inherit = "sale.order.line"

    def _prepare_collected_entries(self, move, paid, origins):
        """Charge the party that holds the money with all of it.

        :param paid: what the consumer pays for this step; a return gives it back
        :param origins: the entries of the delivery that is returned
        """
        self.ensure_one()
        origin = origins.filtered(lambda entry: entry.kind == "collected")[:1]
        if origins:
            partner, role = origin.partner_id, origin.role
        else:
            partner, role = self._get_collector(move)
        if not partner or self.currency_id.is_zero(paid):
            return []
        return [
            {
                "partner_id": partner.id,
                "role": role,
                "kind": "collected",
                "amount": -paid,
                "reversal_of_id": origin.id,
            }
        ]

    def _get_collector(self, move):
        """Return (party, role) of who holds the money, (none, "") for the operator."""
        order = self.order_id
        nobody = order.partner_id.browse()
        partner, role = nobody, ""
        if order.collect_by == "reseller":
            partner, role = order.reseller_id, self._get_seller_role()
        elif order.collect_by == "agent":
            # An agent's own place is his till; elsewhere it is who ships the goods.
            owner = order.reseller_id
            shipper = self._get_share_allocation(move).agent_id
            partner = owner if owner.agent_contract_ids else shipper
            role = "agent"
        if partner == self.company_id.partner_id:
            return nobody, ""
        return partner, role

    def _get_seller_role(self):
        """Return the role under which the owner of the place is settled."""
        return "reseller"
