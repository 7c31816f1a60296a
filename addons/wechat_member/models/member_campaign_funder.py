from odoo import fields, models


class MemberCampaign(models.Model):
    _inherit = "member.campaign"

    funder_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="A brand that pays for the coupons. It is billed each month.",
    )
    funder_percent = fields.Float(
        "Pays (%)", default=100, help="Of what the coupons take off."
    )

    _funder_part = models.Constraint(
        "CHECK (funder_percent >= 0 AND funder_percent <= 100)",
        "A funder pays between nothing and all of it.",
    )

    def write(self, vals):
        """Whoever paid until now is claimed what was redeemed until now."""
        if {"funder_id", "funder_percent"} & set(vals):
            self._claim_until_now()
        return super().write(vals)

    def _claim_until_now(self):
        for company in self.filtered(
            lambda one: one.funder_id and one.program_id
        ).company_id:
            # who plans campaigns need not be the one who writes claims
            claims = self.env["campaign.claim"].sudo().with_company(company)
            claims._generate(company._get_local_today(), company)

    def _get_funded_companies(self):
        groups = self._read_group([("funder_id", "!=", False)], ["company_id"])
        return self.env["res.company"].concat(*(company for (company,) in groups))
