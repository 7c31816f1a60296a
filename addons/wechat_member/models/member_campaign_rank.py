from odoo import fields, models


class MemberCampaignRank(models.Model):
    """One place of a ranking.

    More redemptions go first; of equal ones who bought for more, then who got there
    earlier, then the older member. So no two share a place, and the same records
    always give the same ranking.
    """

    _name = "member.campaign.rank"
    _description = "Ranking of Redeemers"
    _order = "campaign_id, group_name, rank"
    _rec_name = "partner_id"

    campaign_id = fields.Many2one(
        "member.campaign", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="campaign_id.company_id", store=True)
    currency_id = fields.Many2one(related="campaign_id.currency_id")
    group_key = fields.Integer(readonly=True)
    group_name = fields.Char("Group", readonly=True)
    rank = fields.Integer("Place", readonly=True)
    partner_id = fields.Many2one(
        "res.partner", "Member", required=True, readonly=True, ondelete="cascade"
    )
    redeemed_count = fields.Integer("Redeemed", readonly=True)
    net_amount = fields.Monetary("Bought, Net", readonly=True)
    last_at = fields.Datetime("Last Redeemed", readonly=True)
    prize_card_id = fields.Many2one("loyalty.card", "Prize", readonly=True)

    _place_once = models.UniqueIndex("(campaign_id, group_key, rank)")
    _member_once = models.UniqueIndex("(campaign_id, group_key, partner_id)")
