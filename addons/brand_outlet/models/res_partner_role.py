from odoo import api, fields, models
from odoo.fields import Domain


class ResPartner(models.Model):
    """What a partner is follows from its relations: nobody ticks a box."""

    _inherit = "res.partner"

    made_brand_ids = fields.Many2many(
        "product.brand",
        "product_brand_factory_rel",
        "partner_id",
        "brand_id",
        string="Makes the Brands",
        groups="brand_outlet.group_operator",
    )
    # Which other trades a company is in is not told to its counterparts.
    outlet_role_ids = fields.Many2many(
        "outlet.role",
        string="Roles",
        compute="_compute_outlet_role_ids",
        search="_search_outlet_role_ids",
        groups="brand_outlet.group_operator",
    )

    @api.depends(
        "brand_ids",
        "made_brand_ids",
        "agent_contract_ids.state",
        "branch_of_id",
        "owned_place_ids.place_type",
        "sale_order_ids.place_id",
    )
    def _compute_outlet_role_ids(self):
        roles = self.env["outlet.role"].search([])  # pylint: disable=no-search-all
        domains = self._get_role_domains()
        mine = Domain("id", "in", self.ids)
        found = {
            role: self.with_context(active_test=False).search(
                mine & domains.get(role.code, Domain.FALSE)
            )
            for role in roles
        }
        for partner in self:
            partner.outlet_role_ids = roles.filtered(
                lambda role, partner=partner: partner._origin in found[role]
            )

    def _search_outlet_role_ids(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_role_domains()
        roles = self.env["outlet.role"].browse(one for one in value if one)
        wanted = [domains[role.code] for role in roles if role.code in domains]
        if False in value:
            wanted.append(~Domain.OR(domains.values()))
        return Domain.OR(wanted)

    @api.model
    def _get_role_domains(self):
        """Return ``{role code: domain of the partners who have it}``.

        Extend by ``super()``: a new relation adds to the domain of its role.
        """
        agent = Domain("agent_contract_ids", "any", [("state", "=", "active")])
        holder = Domain("owned_place_ids", "any", [("place_type", "!=", "clearing")])
        return {
            "factory": Domain("made_brand_ids", "!=", False),
            "brand": Domain("brand_ids", "!=", False),
            "agent": agent & Domain("branch_of_id", "=", False),
            "branch": Domain("branch_of_id", "!=", False),
            "merchant": Domain(
                "owned_place_ids", "any", [("place_type", "=", "clearing")]
            ),
            # An agent's own counter does not make him anybody's reseller.
            "reseller": holder & ~agent & Domain("branch_of_id", "=", False),
            "consumer": Domain("sale_order_ids", "any", [("place_id", "!=", False)])
            & ~Domain("owned_place_ids", "!=", False),
        }
