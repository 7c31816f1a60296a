from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command


class OutletClearing(models.TransientModel):
    """Sell what is left of offers to an overstock merchant at the supply price."""

    _name = "outlet.clearing"
    _description = "Clear Unsold Goods"

    place_id = fields.Many2one(
        "outlet.place",
        "Overstock merchant",
        required=True,
        domain=[("place_type", "=", "clearing")],
        default=lambda self: self.env["outlet.place"].search(
            [("place_type", "=", "clearing")], limit=1
        ),
    )
    offer_ids = fields.Many2many("outlet.offer", string="Offers", required=True)
    line_ids = fields.One2many(
        "outlet.clearing.line",
        "wizard_id",
        "Goods",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    pieces = fields.Integer(compute="_compute_totals")
    amount = fields.Monetary(compute="_compute_totals")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        ids = self.env.context.get("active_ids") or []
        model = self.env.context.get("active_model")
        offers = self.env["outlet.offer"]
        if model == "outlet.offer":
            offers = offers.browse(ids)
        elif model == "outlet.session":
            sessions = self.env["outlet.session"].browse(ids)
            approved = sessions.line_ids.filtered(lambda line: line.state == "approved")
            offers = approved.offer_id
        if offers:
            values["offer_ids"] = [Command.set(offers.ids)]
        return values

    @api.depends("offer_ids")
    def _compute_line_ids(self):
        for wizard in self:
            wizard.line_ids = [
                Command.clear(),
                *(Command.create(vals) for vals in wizard._prepare_lines()),
            ]

    def _prepare_lines(self):
        """Return values of what the offers' agents have free, article by article."""
        quotas = self.env["outlet.session.quota"]
        lines = []
        for offer in self.offer_ids._origin:
            products = offer.product_tmpl_id.product_variant_ids
            free = quotas._read_free(offer.agent_id, products)
            for product in products:
                pieces = sum(
                    found
                    for (product_id, _warehouse), found in free.items()
                    if product_id == product.id
                )
                if pieces > 0:
                    lines.append(
                        {
                            "offer_id": offer.id,
                            "product_id": product.id,
                            "quantity": pieces,
                            "price": self._get_price(offer, product),
                        }
                    )
        return lines

    def _get_price(self, offer, product):
        """Return what the agent gets for a piece, see the router's supply price."""
        return offer.currency_id.round(product.lst_price * offer.supply_ratio / 100)

    @api.depends("line_ids.quantity", "line_ids.price")
    def _compute_totals(self):
        for wizard in self:
            wizard.pieces = sum(wizard.line_ids.mapped("quantity"))
            wizard.amount = sum(line.quantity * line.price for line in wizard.line_ids)

    def action_clear(self):
        """Make and confirm the merchant's order; what is left ships from its agents.

        :raise UserError: nothing to clear, or the goods went meanwhile
        """
        self.ensure_one()
        lines = self.line_ids.filtered(lambda line: line.quantity > 0)
        if not lines:
            raise UserError(self.env._("Nothing is left to clear."))
        if self.place_id.place_type != "clearing":
            raise UserError(self.env._("Choose an overstock merchant."))
        order = self.env["sale.order"].create(
            {
                "partner_id": self.place_id.owner_id.id,
                "place_id": self.place_id.id,
                "company_id": self.company_id.id,
                "pricelist_id": False,
                "order_line": [
                    Command.create(line._prepare_order_line()) for line in lines
                ],
            }
        )
        order.action_confirm()
        return {
            "type": "ir.actions.act_window",
            "res_model": "sale.order",
            "res_id": order.id,
            "view_mode": "form",
        }


class OutletClearingLine(models.TransientModel):
    _name = "outlet.clearing.line"
    _description = "Goods to Clear"

    wizard_id = fields.Many2one("outlet.clearing", required=True, ondelete="cascade")
    offer_id = fields.Many2one("outlet.offer", required=True, readonly=True)
    agent_id = fields.Many2one(related="offer_id.agent_id")
    product_id = fields.Many2one("product.product", "Article", readonly=True)
    currency_id = fields.Many2one(related="offer_id.currency_id")
    quantity = fields.Integer("Pieces")
    price = fields.Monetary("Supply price", readonly=True)

    def _prepare_order_line(self):
        company = self.wizard_id.company_id
        taxes = self.product_id.taxes_id._filter_taxes_by_company(company)
        if any(not tax.price_include for tax in taxes):
            taxes = company._get_retail_sale_tax()
        # read anew: nobody types what the merchant pays
        price = self.wizard_id._get_price(self.offer_id, self.product_id)
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "price_unit": price,
            "wanted_offer_id": self.offer_id.id,
            "tax_ids": [Command.set(taxes.ids)],
        }
