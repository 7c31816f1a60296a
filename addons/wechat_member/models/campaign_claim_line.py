from odoo import fields, models


class CampaignClaimLine(models.Model):
    """One redemption on a claim; what comes back later is a line of its own."""

    _name = "campaign.claim.line"
    _description = "Redemption on a Claim"
    _order = "id"
    _rec_name = "redemption_id"

    claim_id = fields.Many2one(
        "campaign.claim", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="claim_id.currency_id")
    campaign_id = fields.Many2one(
        "member.campaign", required=True, readonly=True, ondelete="restrict"
    )
    redemption_id = fields.Many2one(
        "coupon.redemption", required=True, readonly=True, ondelete="restrict"
    )
    redeemed_on = fields.Datetime("Redeemed At", related="redemption_id.taken_at")
    config_id = fields.Many2one(related="redemption_id.config_id")
    kind = fields.Selection(
        [
            ("redeemed", "Redeemed"),
            ("returned", "Given Back"),
            ("corrected", "Goods Came Back"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(readonly=True)

    percent = fields.Float(
        "Funder Pays (%)",
        readonly=True,
        help="As it was agreed when this was claimed.",
    )

    _once = models.UniqueIndex(
        "(redemption_id, kind) WHERE kind != 'corrected'",
        "This redemption is claimed already.",
    )
    _corrected_once = models.UniqueIndex(
        "(claim_id, redemption_id) WHERE kind = 'corrected'",
        "This redemption is corrected on this claim already.",
    )
