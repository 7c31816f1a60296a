from odoo import api, models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    """Orders that no brand forbids, at prices within the band.

    Constraints, so that no way in is left out: buttons, portal, files and the API all
    end in a write of the state.
    """

    _inherit = "sale.order"

    @api.constrains("state")
    def _check_guard(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        confirmed.order_line._check_guard()

    @api.constrains("state", "place_id", "pricelist_id", "currency_id")
    def _check_place_currency(self):
        """Tag prices, bands and what agents get are in the company's currency."""
        for order in self.filtered(lambda one: one.state == "sale" and one.place_id):
            company = order.company_id
            if order.currency_id != company.currency_id:
                raise ValidationError(
                    self.env._(
                        "%(order)s is in %(currency)s. What is sold at a place is sold "
                        "in %(own)s, as its tag prices are: choose a price list in "
                        "%(own)s.",
                        order=order.name,
                        currency=order.currency_id.name,
                        own=company.currency_id.name,
                    )
                )

    @api.constrains("partner_shipping_id", "place_id")
    def _check_guarded_address(self):
        """What is sold already does not go where it could not have been sold."""
        confirmed = self.filtered(lambda order: order.state == "sale")
        lines = confirmed.order_line._filter_guarded()
        problems = self.env["outlet.guard"]._get_line_problems(lines)
        if problems:
            raise ValidationError(next(iter(problems.values())))
