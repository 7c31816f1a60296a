import base64

from odoo import api, fields, models

from .outlet_place import COLLECTORS


class SaleOrder(models.Model):
    """To which place an order belongs, and whom the place has reached by it."""

    _inherit = "sale.order"

    # The place of the link used for an order is given when the order is made. An
    # order that came without one belongs to the home of the consumer.
    place_id = fields.Many2one(
        compute="_compute_place_id", store=True, readonly=False, precompute=True
    )
    collect_by = fields.Selection(
        COLLECTORS,
        string="Money Collected By",
        compute="_compute_collect_by",
        store=True,
        help="Who takes the consumer's money, as the place had it when the order was "
        "made.",
    )
    is_pickup = fields.Boolean(
        "Picked Up on Site",
        copy=False,
        readonly=True,
        index="btree_not_null",
        help="Reserved by somebody in the shop, paid and handed over at its counter.",
    )
    pickup_token = fields.Char(
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="Marks one submission of the form: a second tap finds the order of the "
        "first.",
    )

    # the funnel asks who bought here before
    _place_buyer_idx = models.Index("(place_id, partner_id) WHERE place_id IS NOT NULL")
    _pickup_token_unique = models.UniqueIndex(
        "(pickup_token) WHERE pickup_token IS NOT NULL",
        "This was already reserved.",
    )

    @api.depends("partner_id")
    def _compute_place_id(self):
        for order in self:
            # Who sells need not see the places of his customer.
            home = order.partner_id.sudo().home_place_id
            fits = home.active and home.company_id == order.company_id
            order.place_id = order.place_id or (home if fits else home.browse())

    # The setting of the place is not a dependency: money that was taken stays taken.
    @api.depends("place_id")
    def _compute_collect_by(self):
        for order in self:
            # Who sells need not see the place.
            order.collect_by = order.place_id.sudo().collect_by

    @api.depends("place_id")
    def _compute_pricelist_id(self):
        """Orders of a place have the price list of its grade, where there is one."""
        result = super()._compute_pricelist_id()
        # a place decides about its own orders
        places = self.place_id.sudo()
        rules = self.env["outlet.assortment.rule"]._match_all(places)
        for order in self.filtered(lambda order: order.state == "draft"):
            rule = rules.get(order.place_id.id)
            if rule and rule.pricelist_id:
                order.pricelist_id = rule.pricelist_id
        return result

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._remember_reached()
        return orders

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"place_id", "partner_id"}:
            self._remember_reached()
        return result

    def _remember_reached(self):
        """Note that these consumers were reached through the places of the orders."""
        # Selling somewhere is no right to write the customer's contact.
        for place, orders in self.sudo().grouped("place_id").items():
            new = orders.partner_id.filtered(
                lambda partner, place=place: (
                    place and place not in partner.reached_place_ids
                )
            )
            if new:
                new._reach(place)

    def _get_pickup_qr(self):
        """Return the number of a reservation as a code for the counter's scanner."""
        self.ensure_one()
        png = self.env["ir.actions.report"].barcode(
            "QR", self.name, width=360, height=360
        )
        return base64.b64encode(png)
