from odoo import api, fields, models

from .agent_score_facts import PART_KINDS
from .agent_score_formula import PART_NAMES


class AgentScorePart(models.Model):
    """The points of one part, and what they were lost with."""

    _name = "agent.score.part"
    _description = "Part of a Scorecard"
    _order = "score_id, id"
    _rec_name = "part"

    score_id = fields.Many2one(
        "agent.score", required=True, readonly=True, index=True, ondelete="cascade"
    )
    agent_id = fields.Many2one(related="score_id.agent_id")
    part = fields.Selection(PART_NAMES, required=True, readonly=True)
    points = fields.Float(readonly=True, digits=(5, 1))
    most = fields.Float("Full Points", readonly=True, digits=(5, 1))
    rate = fields.Float("Rate (%)", readonly=True, digits=(5, 1), aggregator=None)
    bad = fields.Float(readonly=True, digits=(8, 2))
    count = fields.Float("Observed", readonly=True, digits=(8, 0))
    explanation = fields.Char(compute="_compute_explanation")

    @api.depends("part", "bad", "count", "rate")
    def _compute_explanation(self):
        for part in self:
            part.explanation = part._get_explanation()

    def _get_explanation(self):
        if not self.count:
            return self.env._("Nothing observed yet: counts as neutral.")
        args = {"bad": f"{self.bad:g}", "count": f"{self.count:g}"}
        if self.part in ("accept", "ship"):
            # a bad share of 50 % is just the time allowed
            return self.env._(
                "%(percent)s%% of the time allowed on average, %(count)s dispatches",
                percent=f"{2 * self.rate:.0f}",
                **args,
            )
        if self.part == "interception":
            return self.env._("%(bad)s of %(count)s left unanswered", **args)
        return self.env._("%(bad)s in %(count)s dispatches", **args)

    def action_view_dispatches(self):
        """Open the very dispatches behind the part: all for the two times, the worst
        first; for the others the events with their dispatches."""
        self.ensure_one()
        if self.part not in ("accept", "ship"):
            kinds = PART_KINDS[self.part]
            return self.score_id._open_events([("kind", "in", kinds)])
        ids = self.env["agent.score.facts"]._get_slowest(self.score_id, self.part)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.dispatch_report_action"
        )
        views = [view for view in action["views"] if view[1] in ("list", "kanban")]
        return {**action, "views": views, "domain": [("id", "in", ids)], "context": {}}
