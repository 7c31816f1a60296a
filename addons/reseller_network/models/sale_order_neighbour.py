from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain


class SaleOrder(models.Model):
    """A reseller sells to his own customers and deals with the party above him."""

    _inherit = "sale.order"

    def action_confirm(self):
        self._check_neighbours()
        return super().action_confirm()

    def _check_neighbours(self):
        """Refuse an order of a reseller for a party that is not next to him.

        :raise UserError: naming that party
        """
        orders = self.filtered("reseller_id")
        buyers = orders.partner_id.commercial_partner_id
        # Who the parties are is asked for the reseller, not told to the user.
        contracts = self.env["reseller.contract"].sudo()
        running = contracts.search(
            Domain("state", "=", "active")
            & (
                Domain("reseller_id", "in", buyers.ids)
                | Domain("reseller_id", "in", orders.reseller_id.ids)
            )
        )
        # An affiliate takes no goods over: he buys like any consumer.
        shops = running.filtered(lambda one: one.mode == "shop").reseller_id
        parties = shops | buyers.sudo().filtered("agent_contract_ids")
        parties |= buyers.sudo().filtered("brand_ids")
        for order in orders:
            buyer = order.partner_id.commercial_partner_id
            seller = order.reseller_id.commercial_partner_id
            above = running.filtered(
                lambda one, seller=seller: one.reseller_id == seller
            ).upstream_id
            if buyer in parties - seller - above:
                raise UserError(
                    self.env._(
                        "%(seller)s sells to own customers and deals with the party "
                        "right above, but %(buyer)s is neither.",
                        seller=order.reseller_id.name,
                        buyer=buyer.name,
                    )
                )
