from odoo import api, fields, models


class ResellerContract(models.Model):
    """The tier of a reseller: since when, why, and how far the next one is."""

    _inherit = "reseller.contract"

    tier_since = fields.Date(
        readonly=True, copy=False, help="The day the tier was given."
    )
    tier_fixed = fields.Boolean(
        "Tier Agreed",
        tracking=True,
        help="The review leaves this reseller's tier alone.",
    )
    tier_change_ids = fields.One2many(
        "reseller.tier.change",
        "contract_id",
        "Tier Reviews",
        readonly=True,
        groups="brand_outlet.group_operator",
    )

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        for contract in contracts:
            contract.tier_since = contract.date_start
        return contracts

    def write(self, vals):
        old = {}
        if "grade_id" in vals:
            old = {one: one.grade_id for one in self if one.state == "active"}
        result = super().write(vals)
        self.env["reseller.tier.change"]._log_by_hand(
            {one: grade for one, grade in old.items() if one.grade_id != grade}
        )
        return result
