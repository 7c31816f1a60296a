from odoo import fields, models

from ..scoring import NEUTRAL

SCORE_GROUPS = "brand_outlet.group_operator,brand_outlet.group_agent"


class ResPartner(models.Model):
    """How reliable an agent is, for routing and for himself."""

    _inherit = "res.partner"

    agent_score = fields.Float(
        default=NEUTRAL,
        readonly=True,
        copy=False,
        digits=(5, 1),
        aggregator="avg",
        groups=SCORE_GROUPS,
        help="0 to 100. Made every night of what the agent did in the last weeks; "
        "routing prefers agents with a high score.",
    )
    score_ids = fields.One2many(
        "agent.score", "agent_id", readonly=True, groups=SCORE_GROUPS
    )
