from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

MAX_WORDS = 200


class SaleOrder(models.Model):
    """What a buyer thinks of who sold to him: once, and only when it has arrived."""

    _inherit = "sale.order"

    buyer_stars = fields.Integer("Stars", copy=False, readonly=True, tracking=True)
    buyer_words = fields.Char("Buyer's Words", copy=False, readonly=True)
    rated_on = fields.Date(copy=False, readonly=True)

    _buyer_stars_range = models.Constraint(
        "CHECK (buyer_stars BETWEEN 0 AND 5)", "One to five stars are given."
    )
    _rated_idx = models.Index("(reseller_id, rated_on) WHERE buyer_stars > 0")
    # who bought of whom, when: the ranking of resellers reads nothing else of an order
    _buyers_idx = models.Index(
        "(reseller_id, company_id, partner_id, date_order)"
        " WHERE state = 'sale' AND reseller_id IS NOT NULL"
    )
    # counted on the pages of a seller: from the index alone
    _parcels_idx = models.Index(
        "(reseller_id, company_id, parcel_state) WHERE reseller_id IS NOT NULL"
    )

    def _may_rate(self):
        """Whether everything has arrived and nothing was said yet."""
        self.ensure_one()
        delivered = self.state == "sale" and self.parcel_state == "delivered"
        return bool(delivered and self.reseller_id and not self.buyer_stars)

    def _rate(self, stars, words=""):
        """Note what the buyer thinks.

        :param int stars: one to five
        :raise UserError: nothing arrived yet, or it was rated before
        """
        if not self._may_rate():
            raise UserError(
                self.env._("Only what has arrived can be rated, and only once.")
            )
        if stars not in range(1, 6):
            raise UserError(self.env._("Please give one to five stars."))
        self.write(
            {
                "buyer_stars": stars,
                "buyer_words": " ".join((words or "").split())[:MAX_WORDS],
                "rated_on": fields.Date.context_today(self),
            }
        )

    def _get_public_rating(self):
        """Return one rating as strangers see it: no full name, no number."""
        name = self.partner_shipping_id.name or ""
        return {
            "stars": self.buyer_stars,
            "words": self.buyer_words or "",
            "name": f"{name[:1]}**",
            "goods": self._outlet_lines()[:1].product_id.name or "",
            "day": format_date(self.env, self.rated_on, date_format="MM-dd"),
        }
