"""The first screen of a merchant's staff: how members and coupons do, what is wrong."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

DAYS = 30
FRESH = timedelta(minutes=10)
REPORTS = ("member.card.report", "member.coupon.report", "member.report")


class MemberOverview(models.Model):
    """One card for each merchant; every figure is a report's and opens it.

    Nothing is counted here: the figures are added up from what the reports keep.
    """

    _name = "member.overview"
    _description = "Overview of Members"
    _auto = False
    _order = "company_id"
    _rec_name = "company_id"

    company_id = fields.Many2one("res.company", string="Merchant", readonly=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    members = fields.Integer(compute="_compute_members")
    joined = fields.Integer(string="New in 30 Days", compute="_compute_cards")
    seen_lately = fields.Integer(string="Active in 30 Days", compute="_compute_members")
    at_risk = fields.Integer(compute="_compute_members")
    lost = fields.Integer(compute="_compute_members")
    points = fields.Float(string="Points Available", compute="_compute_cards")
    value = fields.Monetary(string="Stored Value", compute="_compute_cards")
    topped_up = fields.Monetary(string="Topped up", compute="_compute_cards")
    spent = fields.Monetary(compute="_compute_cards")
    claimed = fields.Integer(compute="_compute_coupons")
    redeemed = fields.Integer(compute="_compute_coupons")
    redemption_rate = fields.Float(compute="_compute_coupons")
    is_very_high = fields.Boolean(compute="_compute_coupons")
    net = fields.Monetary(string="Driven Sales, Net", compute="_compute_coupons")
    cost = fields.Monetary(compute="_compute_coupons")
    differing = fields.Integer(
        string="Days with Differences", compute="_compute_watched"
    )
    ledger_differences = fields.Integer(
        string="Balances That Differ", compute="_compute_watched"
    )

    @property
    def _table_query(self):
        return SQL("SELECT id, id AS company_id FROM res_company WHERE active")

    @api.depends("company_id")
    def _compute_members(self):
        rows = self.env["member.report"]._read_group(
            [("company_id", "in", self.company_id.ids), ("date", "=", self._today())],
            ["company_id", "stage", "seen"],
            ["members:sum"],
        )
        for overview in self:
            own = [row[1:] for row in rows if row[0] == overview.company_id]
            overview.members = sum(count for _stage, _seen, count in own)
            overview.seen_lately = sum(
                count for _stage, seen, count in own if seen == "30"
            )
            overview.at_risk = sum(count for stage, _s, count in own if stage == "risk")
            overview.lost = sum(count for stage, _s, count in own if stage == "lost")

    @api.depends("company_id")
    def _compute_cards(self):
        reports = self.env["member.card.report"]
        of_these = [("company_id", "in", self.company_id.ids)]
        ever = ["points:sum", "value:sum"]
        lately = ["cards:sum", "topped_up:sum", "spent:sum"]
        held = {
            company: figures
            for company, *figures in reports._read_group(of_these, ["company_id"], ever)
        }
        moved = {
            company: figures
            for company, *figures in reports._read_group(
                of_these + self._lately(), ["company_id"], lately
            )
        }
        for overview in self:
            company = overview.company_id
            overview.points, overview.value = held.get(company, (0, 0))
            figures = moved.get(company, (0, 0, 0))
            overview.joined, overview.topped_up, overview.spent = figures

    @api.depends("company_id")
    def _compute_coupons(self):
        names = ["claimed:sum", "redeemed:sum", "net:sum", "cost:sum"]
        rows = self.env["member.coupon.report"]._read_group(
            [("company_id", "in", self.company_id.ids), *self._lately()],
            ["company_id"],
            names,
        )
        found = {company: figures for company, *figures in rows}
        for overview in self:
            figures = found.get(overview.company_id, (0, 0, 0, 0))
            overview.claimed, overview.redeemed, overview.net, overview.cost = figures
            rate = overview.redeemed / overview.claimed if overview.claimed else 0.0
            overview.redemption_rate = rate
            goal = overview.company_id.member_redemption_goal / 100
            overview.is_very_high = rate >= goal > 0

    @api.depends("company_id")
    def _compute_watched(self):
        of_these = [("company_id", "in", self.company_id.ids)]
        days = self._count(
            "member.reconciliation",
            [*of_these, ("differences", ">", 0), *self._lately()],
        )
        balances = self._count("member.difference", of_these)
        for overview in self:
            overview.differing = days.get(overview.company_id, 0)
            overview.ledger_differences = balances.get(overview.company_id, 0)

    def _count(self, model, domain):
        records = self.env[model]
        if not records.has_access("read"):
            return {}
        return dict(records._read_group(domain, ["company_id"], ["__count"]))

    def _today(self):
        return self.env.company._get_local_today()

    def _lately(self):
        return [("date", ">", self._today() - timedelta(days=DAYS))]

    # ------------------------------------------------------------------- drilling down
    @api.model
    def _open_fresh(self):
        """Return the overview; what it reads is brought up to date if it is old."""
        for name in REPORTS:
            self.env[name]._keep_fresh(FRESH)
        xml_id = "wechat_member.member_overview_action"
        return self.env["ir.actions.act_window"]._for_xml_id(xml_id)

    def action_open_members(self):
        """Open the members by stage and level."""
        return self._open_report("member_report_action")

    def action_open_cards(self):
        """Open cards, points and stored value."""
        return self._open_report("member_card_report_action")

    def action_open_coupons(self):
        """Open what the coupons brought in these thirty days."""
        return self._open_report("member_coupon_report_action", self._lately())

    def action_open_differences(self):
        """Open the days of tills on which something differs."""
        domain = [("differences", ">", 0), *self._lately()]
        return self._open_report("member_reconciliation_action", domain)

    def action_open_ledger_differences(self):
        """Open the balances that the ledger does not explain."""
        return self._open_report("member_difference_action")

    def _open_report(self, name, domain=()):
        action = self.env["ir.actions.act_window"]._for_xml_id(f"wechat_member.{name}")
        domain = [("company_id", "=", self.company_id.id), *domain]
        keep = "{'search_default_today': 1}" if name == "member_report_action" else {}
        return action | {"domain": domain, "context": keep}
