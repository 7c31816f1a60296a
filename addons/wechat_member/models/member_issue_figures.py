"""What an issue will cost, and what it brought, against those kept aside."""

from math import sqrt

from odoo import api, fields, models
from odoo.tools import SQL

# where nothing is known yet: the line by which the trade calls a coupon good
USUAL_RATE = 0.3
# so many standard deviations: nineteen of twenty such differences are by chance smaller
SURE = 1.96


class MemberIssue(models.Model):
    _inherit = "member.issue"

    # ------------------------------------------------------------------ before issuing
    planned_count = fields.Integer("Members", compute="_compute_plan")
    planned_coupons = fields.Integer("Coupons", compute="_compute_plan")
    planned_told = fields.Integer("Can Be Told", compute="_compute_plan")
    expected_rate = fields.Float(
        "Expected Redemption Rate",
        compute="_compute_plan",
        help="As so far with this coupon; else with all coupons of the merchant; else "
        "30 %.",
    )
    expected_cost = fields.Monetary(compute="_compute_plan")
    most_cost = fields.Monetary(
        "Cost at Most", compute="_compute_plan", help="If every coupon is redeemed."
    )
    # ------------------------------------------------------------------- after issuing
    target_count = fields.Integer("Got a Coupon", compute="_compute_figures")
    control_count = fields.Integer("Control Group", compute="_compute_figures")
    issued_count = fields.Integer("Issued", compute="_compute_figures")
    progress = fields.Float(compute="_compute_figures")
    told_count = fields.Integer("Told", compute="_compute_figures")
    redeemed_count = fields.Integer("Redeemed", compute="_compute_figures")
    redemption_rate = fields.Float(compute="_compute_figures", aggregator=None)
    driven_gross = fields.Monetary("Driven Sales", compute="_compute_figures")
    driven_net = fields.Monetary(
        "Driven Sales less Returns", compute="_compute_figures"
    )
    cost = fields.Monetary("Cost of Coupons", compute="_compute_figures")
    returned_count = fields.Integer(
        "Bought Again",
        compute="_compute_figures",
        help="Members with a coupon who bought after it was issued.",
    )
    target_return_rate = fields.Float("Bought Again (%)", compute="_compute_figures")
    control_return_rate = fields.Float(
        "Bought Again without a Coupon (%)", compute="_compute_figures"
    )
    target_head = fields.Monetary("Net Sales per Member", compute="_compute_figures")
    control_head = fields.Monetary(
        "Net Sales per Member of the Control Group", compute="_compute_figures"
    )
    lift = fields.Monetary(
        "Additional Sales",
        compute="_compute_figures",
        help="Net sales per member above those of the control group, times the members "
        "with a coupon.",
    )
    lift_margin = fields.Monetary("Give or Take", compute="_compute_figures")
    verdict = fields.Char(compute="_compute_figures")

    @api.depends(
        "program_id", "segment_id", "holdout_percent", "company_id", "state", "notify"
    )
    def _compute_plan(self):
        for issue in self:
            if issue.state != "draft":
                issue.update(dict.fromkeys(PLAN, 0))
                continue
            segment = issue._get_segment()
            count, told, net, tickets = segment._count_people()
            ticket = float(net) / tickets if tickets else 0.0
            aside = int(count * issue.holdout_percent / 100 + 0.5)
            rate = issue._get_expected_rate()
            each = issue.program_id._get_unit_cost(ticket) if issue.program_id else 0
            issue.planned_count = count
            issue.planned_coupons = count - aside
            issue.planned_told = told if issue.notify else 0
            issue.expected_rate = rate
            issue.expected_cost = each * rate * (count - aside)
            issue.most_cost = each * (count - aside)

    def _get_expected_rate(self):
        """Return the part of coupons that was redeemed so far, 0 to 1."""
        domains = [
            [("issue_id.program_id", "=", self.program_id.id)],
            [("company_id", "=", self.company_id.id)],
        ]
        for domain in domains:
            [(issued, redeemed)] = self.env["campaign.target"]._read_group(
                domain + [("state", "=", "issued")],
                [],
                ["__count", "redeemed_at:count"],
            )
            if issued:
                return redeemed / issued
        return USUAL_RATE

    @api.depends("state", "target_ids")
    def _compute_figures(self):
        figures = self._read_figures()
        for issue in self:
            issue.update(issue._prepare_figures(figures.get(issue.id, {})))

    def _read_figures(self):
        """Return ``{issue id: {group: row}}`` with one row of sums per group."""
        self.env["campaign.target"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT issue_id, "group", count(*) AS people,
                       count(*) FILTER (WHERE state = 'issued') AS issued,
                       count(*) FILTER (WHERE state = 'waiting') AS waiting,
                       count(*) FILTER (WHERE told = 'passed') AS told,
                       count(redeemed_at) AS redeemed,
                       sum(driven_gross) AS driven_gross,
                       sum(driven_net) AS driven_net,
                       sum(cost) AS cost,
                       count(*) FILTER (WHERE bought_count > 0) AS buyers,
                       avg(bought_net) AS head,
                       COALESCE(var_samp(bought_net), 0) AS spread
                  FROM campaign_target
                 WHERE issue_id = ANY(%s) AND state != 'left'
              GROUP BY issue_id, "group"
                """,
                self.ids,
            )
        )
        figures = {}
        for row in rows:
            numbers = {
                key: value if isinstance(value, int | str) else float(value or 0)
                for key, value in row.items()
            }
            figures.setdefault(row["issue_id"], {})[row["group"]] = numbers
        return figures

    def _prepare_figures(self, groups):
        nobody = dict.fromkeys(COLUMNS, 0)
        target, control = (groups.get(key, nobody) for key in ("target", "control"))
        people, aside = target["people"], control["people"]
        lift = (target["head"] - control["head"]) * people if aside else 0.0
        spread = sqrt(
            target["spread"] / (people or 1) + control["spread"] / (aside or 1)
        )
        margin = SURE * spread * people if aside else 0.0
        return {
            "target_count": people,
            "control_count": aside,
            "issued_count": target["issued"],
            "progress": 100 * (1 - target["waiting"] / people) if people else 0,
            "told_count": target["told"],
            "redeemed_count": target["redeemed"],
            "redemption_rate": _share(target["redeemed"], target["issued"]),
            "driven_gross": target["driven_gross"],
            "driven_net": target["driven_net"],
            "cost": target["cost"],
            "returned_count": target["buyers"],
            "target_return_rate": _share(target["buyers"], people),
            "control_return_rate": _share(control["buyers"], aside),
            "target_head": target["head"],
            "control_head": control["head"],
            "lift": lift,
            "lift_margin": margin,
            "verdict": self._get_verdict(lift, margin, aside),
        }

    def _get_verdict(self, lift, margin, aside):
        _ = self.env._
        if self.state == "draft":
            return ""
        if not aside:
            return _("Without a control group nobody knows what was bought anyway.")
        if abs(lift) <= margin:
            return _("The difference may be by chance: wait, or take more members.")
        if lift > 0:
            return _("The coupon brought sales that would not have been made.")
        return _("Members with a coupon bought less than those without.")


PLAN = (
    "planned_count",
    "planned_coupons",
    "planned_told",
    "expected_rate",
    "expected_cost",
    "most_cost",
)
COLUMNS = (
    "people",
    "issued",
    "waiting",
    "told",
    "redeemed",
    "driven_gross",
    "driven_net",
    "cost",
    "buyers",
    "head",
    "spread",
)


def _share(part, whole):
    return part / whole if whole else 0.0
