"""What coupons brought: issued, claimed, seen, redeemed, sales and cost by day."""

from odoo import api, fields, models
from odoo.tools import SQL

from .coupon_redemption import DOORS
from .loyalty_program_kind import COUPON_KINDS

FACTS = [
    ("issued", "Issued"),
    ("claimed", "Claimed"),
    ("opened", "Page Opened"),
    ("redeemed", "Redeemed"),
]
DIMENSIONS = (
    "fact program_id coupon_kind channel_id channel_kind config_id door is_paid".split()
)
MEASURES = "issued claimed opens redeemed sales net cost".split()
# ratios of sums, never sums of ratios
RATES = {
    "redemption_rate": ("redeemed", "claimed"),
    "issued_rate": ("redeemed", "issued"),
    "exposure": ("opens", "issued"),
}


class MemberCouponReport(models.Model):
    """Each day's coupons by program, channel and outlet; every event on its own day.

    A coupon is *issued* when the card is made; a coupon with a limited number of pieces
    is issued with all of them when claiming begins. It is *claimed* when a member has
    it, and *redeemed* when a sale was paid with it. Sales are the tickets on which it
    was redeemed; a ticket with two coupons counts half for each.
    """

    _name = "member.coupon.report"
    _description = "What Coupons Brought"
    _inherit = ["member.summary"]
    _order = "date desc, id"
    _rec_name = "program_id"

    fact = fields.Selection(FACTS, string="Event", readonly=True)
    program_id = fields.Many2one(
        "loyalty.program", string="Coupon", readonly=True, ondelete="cascade"
    )
    coupon_kind = fields.Selection(COUPON_KINDS, readonly=True)
    channel_id = fields.Many2one("member.channel", readonly=True, ondelete="cascade")
    channel_kind = fields.Selection(
        lambda self: self._get_channel_kinds(),
        string="Kind of Channel",
        readonly=True,
    )
    config_id = fields.Many2one(
        "pos.config", string="Outlet", readonly=True, ondelete="cascade"
    )
    door = fields.Selection(DOORS, string="Redeemed Through", readonly=True)
    is_paid = fields.Boolean(string="Paid in Advance", readonly=True)
    issued = fields.Integer(readonly=True)
    claimed = fields.Integer(readonly=True)
    opens = fields.Integer(string="Pages Opened", readonly=True)
    redeemed = fields.Integer(readonly=True)
    sales = fields.Monetary(
        string="Driven Sales",
        readonly=True,
        help="Tickets on which a coupon was redeemed, as they were sold.",
    )
    net = fields.Monetary(
        string="Driven Sales, Net",
        readonly=True,
        help="Less what came back of these tickets, also later.",
    )
    cost = fields.Monetary(readonly=True, help="What the coupons took off.")
    redemption_rate = fields.Float(
        readonly=True, aggregator="avg", help="Redeemed ÷ claimed."
    )
    issued_rate = fields.Float(
        string="Redeemed of Issued",
        readonly=True,
        aggregator="avg",
        help="Redeemed ÷ issued.",
    )
    exposure = fields.Float(
        string="Exposure Rate",
        readonly=True,
        aggregator="avg",
        help="Pages opened ÷ issued.",
    )

    @api.model
    def _get_channel_kinds(self):
        kinds = self.env["member.channel"]._fields["kind"]
        return kinds._description_selection(self.env)

    @api.model
    def get_goal(self):
        """Return the redemption rate that counts as very high, as a share of one."""
        return self.env.company.member_redemption_goal / 100

    def _read_group_select(self, aggregate_spec, query):
        name, _colon, function = aggregate_spec.partition(":")
        if name not in RATES or function != "avg":
            return super()._read_group_select(aggregate_spec, query)
        part, whole = (
            self._field_to_sql(self._table, field, query) for field in RATES[name]
        )
        return SQL("SUM(%s)::float / NULLIF(SUM(%s), 0)", part, whole)

    def action_open_records(self):
        """Show the coupons, redemptions or opened pages that the row adds up."""
        self.ensure_one()
        opening = {
            "issued": self._open_issued,
            "claimed": self._open_claimed,
            "opened": self._open_opened,
            "redeemed": self._open_redeemed,
        }
        return opening[self.fact]()

    def _get_day_domain(self, name):
        window = self._get_window(self.company_id, self.date, self.date)
        return [
            (name, ">=", fields.Datetime.to_string(window["start"])),
            (name, "<", fields.Datetime.to_string(window["end"])),
        ]

    def _open_issued(self):
        if self._is_limited():
            domain = [("id", "=", self.program_id.id)]
            return self._open("loyalty.program", self.program_id.name, domain)
        return self._open_cards(self._get_day_domain("create_date"))

    def _is_limited(self):
        program = self.program_id
        return bool(program.is_claimable and program.claim_limit)

    def _open_claimed(self):
        in_hand = [("claimed_at", "=", False), ("partner_id", "!=", False)]
        return self._open_cards(
            ["|", "&", *self._get_day_domain("claimed_at"), "&", "&", "&"]
            + [*in_hand, *self._get_day_domain("create_date")]
        )

    def _open_cards(self, domain):
        domain = [
            *domain,
            ("program_id", "=", self.program_id.id),
            ("claim_channel_id", "=", self.channel_id.id),
        ]
        return self._open("loyalty.card", self.env._("Coupons"), domain)

    def _open_opened(self):
        domain = [
            ("day", "=", self.date),
            ("program_id", "=", self.program_id.id),
            ("channel_id", "=", self.channel_id.id),
        ]
        return self._open("member.channel.open", self.env._("Opened"), domain, "list")

    def _open_redeemed(self):
        domain = [
            ("state", "in", ("consumed", "returned")),
            ("company_id", "=", self.company_id.id),
            ("program_id", "=", self.program_id.id),
            ("claim_channel_id", "=", self.channel_id.id),
            ("config_id", "=", self.config_id.id),
            ("door", "=", self.door),
            *self._get_day_domain("taken_at"),
        ]
        return self._open("coupon.redemption", self.env._("Redemptions"), domain)
