from odoo import api, fields, models


class ProductTemplate(models.Model):
    """Where a style stands in the selection centre, kept so that a page of many
    thousand offers is read from an index.

    Only the order is kept here. What a reseller may see, and every price, is asked for
    him at the moment.
    """

    _inherit = "product.template"

    listed_on = fields.Date(
        compute="_compute_listing",
        store=True,
        help="The last day an offer of the style was published.",
    )
    listed_turn = fields.Integer(
        compute="_compute_listing",
        store=True,
        help="The style's turn among those of that day: the agents' goods alternate.",
    )
    best_ratio = fields.Float(
        "Best Suggested Price (% of Tag)",
        digits=(5, 2),
        compute="_compute_listing",
        store=True,
    )

    # no place in the list can be bought: the day and the turn are all that counts
    _listed_idx = models.Index(
        "(listed_on DESC, listed_turn, id DESC) WHERE listed_on IS NOT NULL"
    )
    # what a style earns differs from tier to tier: it is reckoned from the index alone
    _return_idx = models.Index(
        "(list_price, best_ratio, id) WHERE listed_on IS NOT NULL"
    )

    @api.depends(
        "offer_ids.state",
        "offer_ids.listed_on",
        "offer_ids.turn",
        "offer_ids.suggested_ratio",
    )
    def _compute_listing(self):
        found = {}
        # every agent's offers count, whoever changes one of them
        groups = (
            self.env["outlet.offer"]
            .sudo()
            ._read_group(
                [("product_tmpl_id", "in", self.ids), ("state", "=", "published")],
                ["product_tmpl_id", "listed_on:day"],
                ["turn:min", "suggested_ratio:max"],
            )
        )
        for template, day, turn, ratio in groups:
            found.setdefault(template.id, []).append((day, turn or 0, ratio or 0))
        for template in self:
            days = found.get(template.id, [])
            last = max(days, default=(False, 0, 0), key=lambda one: one[0])
            template.listed_on = last[0]
            template.listed_turn = last[1]
            template.best_ratio = max((ratio for *_day, ratio in days), default=0)
