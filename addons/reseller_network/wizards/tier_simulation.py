from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import date_utils


class ResellerTierSimulation(models.TransientModel):
    """Other tiers and rates, tried on the sales of a month that is over.

    Nothing but the wizard itself is written until they are applied.
    """

    _name = "reseller.tier.simulation"
    _description = "Tier Simulation"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: self._get_last_month(),
        help="Any day of the month whose sales are taken.",
    )
    line_ids = fields.One2many(
        "reseller.tier.simulation.line",
        "simulation_id",
        default=lambda self: self._get_default_lines(),
    )
    rate_ids = fields.One2many("reseller.tier.simulation.rate", "simulation_id")
    is_run = fields.Boolean(readonly=True)
    net_sales = fields.Monetary(readonly=True)
    promoted = fields.Integer("Would Be Promoted", readonly=True)
    demoted = fields.Integer("Would Be Demoted", readonly=True)
    earned_now = fields.Monetary("Resellers Earned", readonly=True)
    earned_then = fields.Monetary("Resellers Would Earn", readonly=True)
    kept_now = fields.Monetary("Operator Kept", readonly=True)
    kept_then = fields.Monetary("Operator Would Keep", readonly=True)

    def _compute_display_name(self):
        for simulation in self:
            simulation.display_name = self.env._("Tier Simulation")

    @api.model
    def _get_last_month(self):
        month = self.env["reseller.tier.change"]._get_month(self.env.company)
        return month - relativedelta(months=1)

    @api.model
    def _get_default_lines(self):
        ladder = self.env["res.partner.grade"]._get_ladder(self.env.company)
        return [
            Command.create(
                {
                    "grade_id": tier.id,
                    "min_net_sales": tier.min_net_sales,
                    "take_ratio": tier.take_ratio,
                    "commission_rate": tier.commission_rate,
                }
            )
            for tier in ladder
        ]

    def action_run(self):
        """Work out what the month would have been like, and show it."""
        self.ensure_one()
        self.env.flush_all()
        month = date_utils.start_of(self.month, "month")
        moves = self._find_moves(month)
        money = self._find_money(month)
        for line in self.line_ids:
            line.write(line._sum_up(moves, money))
        nets = [line.min_net_sales for line in self.line_ids]
        steps = dict(zip(self.line_ids.grade_id.ids, nets, strict=True))
        self.write(
            {
                "is_run": True,
                "promoted": sum(
                    count
                    for (old, new), count in moves.items()
                    if steps[new] > steps[old]
                ),
                "demoted": sum(
                    count
                    for (old, new), count in moves.items()
                    if steps[new] < steps[old]
                ),
                "net_sales": sum(row["paid"] for row in money),
                "earned_now": sum(row["earned_now"] for row in money),
                "earned_then": sum(row["earned_then"] for row in money),
                "kept_now": sum(row["kept"] for row in money),
                "kept_then": sum(
                    row["kept"] + row["earned_now"] - row["earned_then"]
                    for row in money
                ),
            }
        )
        return self._reopen()

    def action_apply(self):
        """Give the tiers the figures tried, from today on; sold orders keep theirs."""
        self.ensure_one()
        # one after the other two tiers could start at the same sales for a moment
        self.line_ids.grade_id.on_ladder = False
        for line in self.line_ids:
            line._apply()
        today = self.company_id._get_local_today()
        self.env["commission.rate"].create(
            [rate._prepare_rate_vals(today) for rate in self.rate_ids]
        )
        return self.env["ir.actions.act_window"]._for_xml_id(
            "reseller_network.reseller_tier_action"
        )

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tier Simulation"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
        }
