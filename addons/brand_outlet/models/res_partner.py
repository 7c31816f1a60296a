from odoo import api, fields, models

from .product_template import COST_GROUPS


class ResPartner(models.Model):
    _inherit = "res.partner"

    district = fields.Char(
        help="District or county below the city, as Chinese addresses have it."
    )
    # What the operator thinks of somebody is not for them to read.
    comment = fields.Html(groups=COST_GROUPS)
    agent_contract_ids = fields.One2many(
        "brand.contract", "agent_id", string="Contracts as agent"
    )
    brand_ids = fields.One2many("product.brand", "partner_id", string="Brands")
    owned_place_ids = fields.One2many("outlet.place", "owner_id", string="Places")
    agent_brand_ids = fields.Many2many(
        "product.brand", string="Carries Brands", compute="_compute_agent_brand_ids"
    )

    is_pilot = fields.Boolean(
        string="Pilot Group",
        help="This reseller tries new offers before the others see them.",
    )

    @api.depends("agent_contract_ids.state")
    def _compute_agent_brand_ids(self):
        contracts = self.env["brand.contract"].search(
            [("agent_id", "in", self.ids), ("state", "=", "active")]
        )
        by_agent = contracts.grouped("agent_id")
        for partner in self:
            partner.agent_brand_ids = by_agent.get(partner, contracts.browse()).brand_id
