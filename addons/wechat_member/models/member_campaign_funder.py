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

    def _get_funded_companies(self):
        groups = self._read_group([("funder_id", "!=", False)], ["company_id"])
        return self.env["res.company"].concat(*(company for (company,) in groups))
