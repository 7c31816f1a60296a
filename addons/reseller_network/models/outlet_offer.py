from odoo import api, fields, models
from odoo.fields import Domain


class OutletOffer(models.Model):
    _inherit = "outlet.offer"

    grade_ids = fields.Many2many(
        "res.partner.grade",
        string="Chosen Tiers",
        help="Resellers of these tiers see the offer, beside the chosen ones.",
    )

    # the selection centre asks which of the free pieces are on offer by their owner
    _selling_idx = models.Index(
        "(product_tmpl_id, agent_id, contract_id) WHERE state = 'published'"
    )
    # and which categories and brands there is something of: the first one by its turn
    # is found in the index, whatever the planner thinks of a walk through the table
    _first_of_categ_idx = models.Index("(categ_id, turn) WHERE state = 'published'")
    _first_of_brand_idx = models.Index("(brand_id, turn) WHERE state = 'published'")
    # and what ends when
    _ending_idx = models.Index(
        "(date_to) WHERE state = 'published' AND date_to IS NOT NULL"
    )

    def write(self, vals):
        """Mark the own prices that the floor of who offers now leaves outside."""
        result = super().write(vals)
        if {"state", "contract_id"} & set(vals):
            self.env["reseller.price"]._flag(templates=self.product_tmpl_id)
        return result

    @api.model
    def _get_agent_fields(self):
        return super()._get_agent_fields() | {"grade_ids"}

    @api.model
    def _audience_domain(self, partner):
        domain = super()._audience_domain(partner)
        # The tier is read for the reseller's own sake.
        grade = partner.sudo().commercial_partner_id.grade_id if partner else None
        if not grade:
            return domain
        chosen = Domain("audience", "=", "chosen")
        return domain | (chosen & Domain("grade_ids", "in", grade.ids))
