"""Which coupons are redeemed: by how strong they are and whom they were for."""

from odoo import fields, models
from odoo.tools import SQL

BANDS = [
    ("a1", "Amount below 10"),
    ("a2", "Amount 10 to 20"),
    ("a3", "Amount 20 to 50"),
    ("a4", "Amount 50 to 100"),
    ("a5", "Amount from 100"),
    ("p1", "Less than 10 % off"),
    ("p2", "10 to 20 % off"),
    ("p3", "20 to 30 % off"),
    ("p4", "30 to 50 % off"),
    ("p5", "50 % off and more"),
    ("gift", "Product or Shipping"),
]


class MemberCouponStrength(models.Model):
    """One row for each coupon a member got, redeemed or not."""

    _name = "member.coupon.strength"
    _description = "Coupons by Strength and Aim"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "program_id"

    partner_id = fields.Many2one("res.partner", string="Member", readonly=True)
    company_id = fields.Many2one("res.company", string="Merchant", readonly=True)
    program_id = fields.Many2one("loyalty.program", string="Coupon", readonly=True)
    issue_id = fields.Many2one("member.issue", readonly=True)
    segment_id = fields.Many2one("member.segment", readonly=True)
    date = fields.Datetime("Issued on", readonly=True)
    aim = fields.Selection(
        [
            ("targeted", "Targeted: to a segment"),
            ("everyone", "Untargeted: to all members"),
            ("claimed", "Untargeted: claimed by whoever wanted"),
            ("other", "Gift of a level, exchange, by hand"),
        ],
        readonly=True,
    )
    band = fields.Selection(BANDS, string="Strength", readonly=True)
    issued = fields.Integer(readonly=True)
    redeemed = fields.Integer(readonly=True)
    rate = fields.Float(
        "Redemption Rate (%)", readonly=True, aggregator="avg", digits=(16, 1)
    )

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT card.id, card.partner_id, member.member_company_id AS company_id,
                   card.program_id, card.issue_id, issue.segment_id,
                   card.create_date AS date,
                   CASE WHEN issue.targeted THEN 'targeted'
                        WHEN issue.id IS NOT NULL THEN 'everyone'
                        WHEN card.claimed_at IS NOT NULL THEN 'claimed'
                        ELSE 'other' END AS aim,
                   strength.band, 1 AS issued,
                   (used.card_id IS NOT NULL)::int AS redeemed,
                   CASE WHEN used.card_id IS NULL THEN 0.0 ELSE 100.0 END AS rate
              FROM loyalty_card card
              JOIN (%(strength)s) strength ON strength.program_id = card.program_id
              JOIN res_partner member
                ON member.id = card.partner_id AND member.is_member
         LEFT JOIN member_issue issue ON issue.id = card.issue_id
         LEFT JOIN (SELECT DISTINCT card_id FROM coupon_redemption
                     WHERE state = 'consumed') used ON used.card_id = card.id
            """,
            strength=self._query_strength(),
        )

    def _query_strength(self):
        """Return the SQL of the band of each coupon program, by its first reward."""
        return SQL(
            """
            SELECT DISTINCT ON (reward.program_id) reward.program_id,
                   CASE WHEN reward.reward_type != 'discount' THEN 'gift'
                        WHEN reward.discount_mode = 'percent' THEN
                            'p' || width_bucket(
                                reward.discount, ARRAY[0, 10, 20, 30, 50])
                        ELSE 'a' || width_bucket(
                            reward.discount, ARRAY[0, 10, 20, 50, 100]) END AS band
              FROM loyalty_reward reward
              JOIN loyalty_program program ON program.id = reward.program_id
             WHERE program.program_type IN %s AND reward.active
          ORDER BY reward.program_id, reward.required_points, reward.id
            """,
            tuple(self.env["loyalty.card"]._coupon_types()),
        )
