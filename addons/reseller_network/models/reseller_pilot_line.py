from collections import defaultdict

from odoo import api, fields, models


class ResellerPilotLine(models.Model):
    """One offer that is tried, and how much of it the group has sold."""

    _name = "reseller.pilot.line"
    _description = "Offer of a Pilot"
    _rec_name = "offer_id"

    pilot_id = fields.Many2one(
        "reseller.pilot", required=True, index=True, ondelete="cascade"
    )
    state = fields.Selection(related="pilot_id.state")
    offer_id = fields.Many2one(
        "outlet.offer",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("state", "!=", "ended")],
    )
    final_sold = fields.Float(readonly=True, copy=False)
    final_available = fields.Float(readonly=True, copy=False)
    sold = fields.Float(digits=(16, 0), compute="_compute_figures")
    available = fields.Float(
        "To Sell",
        digits=(16, 0),
        compute="_compute_figures",
        help="Sold in the group so far, and free at the agent today.",
    )
    sell_through = fields.Float(
        "Sell-Through (%)", digits=(5, 1), compute="_compute_figures"
    )

    _offer_once = models.UniqueIndex(
        "(pilot_id, offer_id)", "This offer is in the pilot already."
    )

    @api.depends("offer_id", "pilot_id.state", "pilot_id.contract_ids")
    def _compute_figures(self):
        over = self.filtered(lambda line: line.state in ("released", "stopped"))
        for line in over:
            line._set_figures(line.final_sold, line.final_available)
        live = self - over
        free = live._read_free()
        for pilot, lines in live.grouped("pilot_id").items():
            sold = defaultdict(float)
            for offer, _seller, pieces in pilot._read_sales():
                sold[offer] += pieces
            for line in lines:
                pieces = sold[line.offer_id.id]
                line._set_figures(pieces, pieces + free[line.offer_id])

    def _set_figures(self, sold, available):
        self.sold = sold
        self.available = available
        self.sell_through = 100 * sold / available if available else 0

    def _read_free(self):
        """Return ``{offer: free pieces at its agent}``."""
        # Stock is the agents' own; only the sum of an offer leaves.
        offers = self.sudo().offer_id
        products = offers.product_tmpl_id.product_variant_ids
        pieces = self.env["stock.warehouse"].sudo()._free_by_product(products)
        return {
            offer.with_env(self.env): sum(
                max(pieces.get((offer.agent_id.id, product.id), 0), 0)
                for product in offer.product_tmpl_id.product_variant_ids
            )
            for offer in offers
        }
