from odoo import api, fields, models

from .brand_contract_terms import RETURN_POLICIES


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    place_id = fields.Many2one(
        related="order_id.place_id", store=True, index="btree_not_null"
    )
    brand_id = fields.Many2one(
        related="product_id.product_tmpl_id.product_brand_id",
        store=True,
        index="btree_not_null",
    )
    # Whose goods are sold is nothing a portal user or the consumer is told.
    wanted_offer_id = fields.Many2one(
        "outlet.offer",
        string="Only From Offer",
        index="btree_not_null",
        ondelete="restrict",
        groups="base.group_user",
        help="Only the agent of this offer may serve the line: goods of a session, a "
        "lot, a clearing. Empty: any agent who has the article.",
    )
    offer_id = fields.Many2one(
        "outlet.offer",
        string="Sold From Offer",
        compute="_compute_offer_id",
        store=True,
        readonly=False,
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        groups="base.group_user",
        help="The offer whose goods were sold, once it is decided.",
    )
    agent_id = fields.Many2one(
        "res.partner",
        compute="_compute_agent_id",
        store=True,
        index="btree_not_null",
        groups="base.group_user",
        help="The agent whose goods the line sells, once it is decided.",
    )

    return_policy = fields.Selection(
        RETURN_POLICIES,
        compute="_compute_return_policy",
        store=True,
        groups="base.group_user",
        help="Whether the agent takes the goods back, as agreed when they were sold.",
    )
    return_days = fields.Integer(
        compute="_compute_return_policy", store=True, groups="base.group_user"
    )

    @api.depends("wanted_offer_id")
    def _compute_offer_id(self):
        for line in self:
            line.offer_id = line.wanted_offer_id or line.offer_id

    @api.depends("offer_id")
    def _compute_agent_id(self):
        for line in self:
            # The sale is told whose goods it is; who sells need not see the offer.
            line.agent_id = line.sudo().offer_id.agent_id

    # Only which offer it is counts: what is agreed on the offer later changes nothing
    # for the goods sold before.
    @api.depends("offer_id")
    def _compute_return_policy(self):
        for line in self:
            # Who sells need not see the offer.
            offer = line.sudo().offer_id
            line.return_policy = offer.return_policy
            line.return_days = offer.return_days
