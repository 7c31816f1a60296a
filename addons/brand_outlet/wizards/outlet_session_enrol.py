from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletSessionEnrol(models.TransientModel):
    """Enrol several offers in a session at once, with what the agents have free."""

    _name = "outlet.session.enrol"
    _description = "Enrol Goods in a Session"

    session_id = fields.Many2one("outlet.session", required=True, readonly=True)
    known_offer_ids = fields.Many2many(
        "outlet.offer", compute="_compute_known_offer_ids"
    )
    offer_ids = fields.Many2many(
        "outlet.offer",
        string="Offers",
        domain="[('state', '=', 'published'), ('id', 'not in', known_offer_ids)]",
    )
    price_ratio = fields.Float(
        "Session price (% of tag)",
        default=40.0,
        digits=(5, 2),
        help="Rounded to whole yuan; can be changed line by line afterwards.",
    )
    stock_share = fields.Float(
        "Share of the free stock (%)", default=100.0, digits=(5, 1)
    )
    buyer_limit = fields.Integer("Limit per buyer", help="0: no limit.")

    @api.depends("session_id")
    def _compute_known_offer_ids(self):
        for wizard in self:
            wizard.known_offer_ids = wizard.session_id.line_ids.offer_id

    def action_enrol(self):
        """Propose the chosen offers, each with its quotas.

        :raise UserError: nothing chosen, or figures that make no sense
        """
        self.ensure_one()
        if not self.offer_ids:
            raise UserError(self.env._("Choose the goods for the session."))
        if not (0 < self.price_ratio <= 100 and 0 < self.stock_share <= 100):
            raise UserError(
                self.env._("Price and share lie between 0 and 100 per cent.")
            )
        lines = self.env["outlet.session.line"].create(
            [
                {
                    "session_id": self.session_id.id,
                    "offer_id": offer.id,
                    "price": round(offer.tag_price * self.price_ratio / 100),
                    "buyer_limit": self.buyer_limit,
                }
                for offer in self.offer_ids
            ]
        )
        for line in lines:
            line._fill_quotas(self.stock_share)
        return {"type": "ir.actions.act_window_close"}
