from odoo import fields, models


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    issue_id = fields.Many2one(
        "member.issue",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The issue in which the member got this coupon.",
    )

    # whatever goes wrong: one coupon for each member and issue
    _issue_once = models.UniqueIndex(
        "(issue_id, partner_id) WHERE issue_id IS NOT NULL",
        "This member has the coupon of this issue.",
    )
