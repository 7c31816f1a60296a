"""Who redeemed most in a campaign, and the prizes for the first ten."""

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

TOP = 10
GROUPINGS = [
    ("all", "All Members"),
    ("outlet", "Each Outlet"),
    ("level", "Each Level"),
]


class MemberCampaign(models.Model):
    _inherit = "member.campaign"

    ranking_by = fields.Selection(GROUPINGS, default="all", required=True)
    ranking_from = fields.Date(
        "Ranked from", help="First day that counts. Empty: from the start."
    )
    ranking_to = fields.Date(
        "Ranked until", help="Last day that counts. Empty: until now."
    )
    rank_ids = fields.One2many("member.campaign.rank", "campaign_id", readonly=True)
    prize_program_id = fields.Many2one(
        "loyalty.program",
        "Prize",
        domain="[('program_type', '=', 'coupons'),"
        " ('company_id', 'in', [False, company_id])]",
        help="The coupon the first ten get.",
    )
    prizes_given_on = fields.Datetime(readonly=True, copy=False)

    _ranking_in_order = models.Constraint(
        "CHECK (ranking_to >= ranking_from)", "The ranking ends before it begins."
    )

    def action_rank(self):
        """Work out the ranking as it is now; it stands once prizes were given."""
        self.check_access("write")
        for campaign in self:
            if campaign.prizes_given_on:
                raise UserError(
                    self.env._("The prizes were given: this ranking stands.")
                )
            # places are written by the ranking alone
            campaign.sudo().rank_ids.unlink()
            self.env["member.campaign.rank"].sudo().create(campaign._read_ranking())

    def action_give_prizes(self):
        """Give each of the ranking one coupon, in one go and once."""
        self.check_access("write")
        for campaign in self:
            # who presses it at the same moment waits, and finds them given
            campaign._queue_for_prizes()
            if campaign.prizes_given_on:
                continue
            if not campaign.prize_program_id:
                raise UserError(self.env._("Choose the coupon that is the prize."))
            if words := campaign.prize_program_id._refuse_issue():
                raise UserError(words)
            campaign.action_rank()
            if not campaign.rank_ids:
                raise UserError(self.env._("Nobody has redeemed a coupon yet."))
            campaign._give_prizes()
            campaign.prizes_given_on = fields.Datetime.now()

    def _queue_for_prizes(self):
        """Let a second one wait for the first; his transaction then starts anew."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT FROM member_campaign WHERE id = %s FOR UPDATE", self.id)
        )
        self.invalidate_recordset(["prizes_given_on"])

    def _give_prizes(self):
        program = self.prize_program_id
        ranks = self.rank_ids.sorted(lambda place: (place.group_name or "", place.rank))
        cards = self.env["loyalty.card"].sudo()
        values = [
            program.sudo()._prepare_claim_vals(place.partner_id, None, "office")
            for place in ranks
        ]
        # staff of the merchant gives what its own campaign promised
        for place, card in zip(ranks, cards.create(values), strict=True):
            place.sudo().prize_card_id = card

    def _read_ranking(self):
        """Return the values of the first ten of each group."""
        self.ensure_one()
        if not self.program_id:
            return []
        self.env["coupon.redemption"].flush_model()
        key, name = self._get_ranking_group()
        return self.env.execute_query_dict(
            SQL(
                """
                SELECT %(campaign)s AS campaign_id, places.*
                  FROM (SELECT counted.*,
                               ROW_NUMBER() OVER (
                                   PARTITION BY group_key
                                   ORDER BY redeemed_count DESC, net_amount DESC,
                                            last_at, partner_id) AS rank
                          FROM (SELECT %(key)s AS group_key, %(name)s AS group_name,
                                       used.partner_id,
                                       COUNT(*) AS redeemed_count,
                                       COALESCE(SUM(used.net_amount), 0) AS net_amount,
                                       MAX(used.taken_at) AS last_at
                                  FROM coupon_redemption used
                                  JOIN res_partner partner
                                    ON partner.id = used.partner_id
                             LEFT JOIN pos_config config ON config.id = used.config_id
                             LEFT JOIN member_level level
                                    ON level.id = partner.member_level_id
                                 WHERE used.program_id = %(program)s
                                   AND used.state = 'consumed'
                                   AND %(period)s
                                 GROUP BY group_key, group_name, used.partner_id
                               ) counted) places
                 WHERE places.rank <= %(top)s
                """,
                campaign=self.id,
                program=self.program_id.id,
                period=self._get_ranking_period(),
                key=key,
                name=name,
                top=TOP,
            )
        )

    def _get_ranking_period(self):
        """Return the SQL of the days that count, where the merchant is."""
        day = SQL(
            "(used.taken_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            self.company_id._get_local_tz(),
        )
        parts = [SQL("TRUE")]
        if self.ranking_from:
            parts.append(SQL("%s >= %s", day, self.ranking_from))
        if self.ranking_to:
            parts.append(SQL("%s <= %s", day, self.ranking_to))
        return SQL(" AND ").join(parts)

    def _get_ranking_group(self):
        """Return the SQL of a group's key and name."""
        if self.ranking_by == "outlet":
            return SQL("COALESCE(used.config_id, 0)"), SQL("config.name")
        if self.ranking_by == "level":
            lang = self.env.lang or "en_US"
            level_name = SQL("COALESCE(level.name->>%s, level.name->>'en_US')", lang)
            return SQL("COALESCE(level.id, 0)"), level_name
        return SQL("0"), SQL("NULL::varchar")
