from odoo import api, fields, models


class OutletOfferPrice(models.TransientModel):
    """An agent with the pricing right sets the prices of one of his offers."""

    _name = "outlet.offer.price"
    _description = "Own Prices of an Offer"

    offer_id = fields.Many2one("outlet.offer", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="offer_id.currency_id")
    tag_price = fields.Float(related="offer_id.tag_price", digits="Product Price")
    contract_supply_ratio = fields.Float(
        related="offer_id.contract_id.supply_ratio", string="Agreed supply price"
    )
    contract_suggested_ratio = fields.Float(
        related="offer_id.contract_id.suggested_ratio", string="Agreed suggested price"
    )
    supply_ratio = fields.Float(
        string="Supply price (% of tag)",
        digits=(5, 2),
        compute="_compute_ratios",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    suggested_ratio = fields.Float(
        string="Suggested price (% of tag)",
        digits=(5, 2),
        compute="_compute_ratios",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
    )
    supply_price = fields.Monetary(compute="_compute_prices")
    suggested_price = fields.Monetary(compute="_compute_prices")

    @api.depends("offer_id")
    def _compute_ratios(self):
        for wizard in self:
            wizard.supply_ratio = wizard.offer_id.supply_ratio
            wizard.suggested_ratio = wizard.offer_id.suggested_ratio

    @api.depends("offer_id", "supply_ratio", "suggested_ratio")
    def _compute_prices(self):
        for wizard in self:
            offer = wizard.offer_id
            wizard.supply_price = offer and offer._get_share_of_tag(wizard.supply_ratio)
            wizard.suggested_price = offer and offer._get_share_of_tag(
                wizard.suggested_ratio
            )

    def action_apply(self):
        """Write the prices.

        :raise AccessError: the user's party has no right to set them
        :raise ValidationError: they lie outside the contract
        """
        self.ensure_one()
        self.offer_id.check_access("read")
        # An agent reads his offers; writing checks his pricing right and contract.
        self.offer_id.sudo().write(
            {
                "supply_ratio": self.supply_ratio,
                "suggested_ratio": self.suggested_ratio,
            }
        )
        return {"type": "ir.actions.act_window_close"}
