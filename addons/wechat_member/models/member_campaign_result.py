"""What a campaign brought, counted from the records, and the last one beside it."""

from odoo import fields, models
from odoo.tools import SQL


class MemberCampaign(models.Model):
    _inherit = "member.campaign"

    previous_id = fields.Many2one(
        "member.campaign", "Copied from", readonly=True, copy=False
    )
    claim_count = fields.Integer("Claimed", compute="_compute_results")
    redeemed_count = fields.Integer("Redeemed", compute="_compute_results")
    redemption_rate = fields.Float(
        "Redemption Rate (%)",
        compute="_compute_results",
        help="Redeemed of claimed. 30 % counts as very high.",
    )
    open_count = fields.Integer("Pages Opened", compute="_compute_results")
    driven_gross = fields.Monetary(
        "Driven Sales", compute="_compute_results", help="Tickets with the coupon."
    )
    driven_net = fields.Monetary(
        "Driven Sales, Net", compute="_compute_results", help="Less what came back."
    )
    cost = fields.Monetary(
        compute="_compute_results", help="What the redeemed coupons took off."
    )
    previous_claim_count = fields.Integer(
        related="previous_id.claim_count", string="Claimed Before"
    )
    previous_redeemed_count = fields.Integer(
        related="previous_id.redeemed_count", string="Redeemed Before"
    )
    previous_redemption_rate = fields.Float(
        related="previous_id.redemption_rate", string="Redemption Rate Before (%)"
    )
    previous_driven_net = fields.Monetary(
        related="previous_id.driven_net", string="Driven Sales Before"
    )
    previous_cost = fields.Monetary(related="previous_id.cost", string="Cost Before")

    def _compute_results(self):
        self.env["coupon.redemption"].flush_model()
        self.env["loyalty.card"].flush_model()
        self.env["member.channel.open"].flush_model()
        figures = self._read_results() if self.program_id else {}
        nothing = dict.fromkeys(
            ("claimed", "redeemed", "opens", "gross", "net", "cost"), 0
        )
        for campaign in self:
            found = figures.get(campaign.program_id.id, nothing)
            claimed, redeemed = found["claimed"], found["redeemed"]
            campaign.claim_count = claimed
            campaign.redeemed_count = redeemed
            campaign.redemption_rate = 100 * redeemed / claimed if claimed else 0.0
            campaign.open_count = found["opens"]
            campaign.driven_gross = found["gross"]
            campaign.driven_net = found["net"]
            campaign.cost = campaign._count_cost(found["cost"], redeemed)

    def _count_cost(self, taken_off, redeemed):
        # The same piece is given, whatever its price became: the budget holds.
        most = self.unit_cost * redeemed
        return min(taken_off, most) if most else taken_off

    def _read_results(self):
        """Return {program id: figures}: sums leave, no member's records."""
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT program.id,
                       (SELECT COUNT(*) FROM loyalty_card card
                         WHERE card.program_id = program.id
                           AND card.partner_id IS NOT NULL) AS claimed,
                       COALESCE(used.redeemed, 0) AS redeemed,
                       COALESCE(used.gross, 0) AS gross,
                       COALESCE(used.net, 0) AS net,
                       COALESCE(used.cost, 0) AS cost,
                       COALESCE((SELECT SUM(seen.opens) FROM member_channel_open seen
                           WHERE seen.program_id = program.id), 0) AS opens
                  FROM loyalty_program program
             LEFT JOIN (SELECT program_id, SUM(order_amount) AS gross,
                               SUM(net_amount) AS net,
                               COUNT(*) FILTER (WHERE state = 'consumed') AS redeemed,
                               SUM(discount) FILTER (WHERE state = 'consumed') AS cost
                          FROM coupon_redemption
                         WHERE program_id IN %(programs)s
                           -- what came back stays in the gross
                           AND state IN ('consumed', 'returned')
                         GROUP BY program_id) used ON used.program_id = program.id
                 WHERE program.id IN %(programs)s
                """,
                programs=tuple(self.program_id.ids),
            )
        )
        return {row["id"]: row for row in rows}

    def action_copy(self):
        """Plan it again, with what it brought beside the new settings."""
        self.ensure_one()
        self.check_access("create")
        days = self.template_id.days
        copy = self.copy(
            {
                "previous_id": self.id,
                "name": self.env._("%s, again", self.name),
                "date_to": fields.Date.add(
                    self.company_id._get_local_today(), days=days
                ),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": copy.id,
            "view_mode": "form",
        }

    def action_view_cards(self):
        """Open the coupons that were given out."""
        return self._open_records("loyalty_card_action_coupon", "program_id")

    def action_view_redemptions(self):
        """Open the redemptions."""
        return self._open_records("coupon_redemption_action", "program_id")

    def action_view_channels(self):
        """Open the posters, articles and advertisements of this campaign."""
        action = self._open_records("member_channel_action", "program_id")
        return action | {
            "context": {
                "default_program_id": self.program_id.id,
                "default_name": self.name,
            }
        }

    def _get_poster_channel(self):
        """Return the channel printed on the poster, made the first time."""
        self.ensure_one()
        channels = self.env["member.channel"]
        found = channels.search(
            [("program_id", "=", self.program_id.id), ("kind", "=", "poster")], limit=1
        )
        return found or channels.create(
            {
                "name": self.name,
                "kind": "poster",
                "program_id": self.program_id.id,
                "company_id": self.company_id.id,
            }
        )

    def _open_records(self, action, field):
        self.ensure_one()
        found = self.env["ir.actions.act_window"]._for_xml_id(f"wechat_member.{action}")
        return found | {"domain": [(field, "=", self.program_id.id)], "context": {}}
