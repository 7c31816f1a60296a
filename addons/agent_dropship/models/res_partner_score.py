from odoo import fields, models

from ..scoring import NEUTRAL

SCORE_GROUPS = "brand_outlet.group_operator,brand_outlet.group_agent"


class ResPartner(models.Model):
    """How reliable an agent is, for routing and for himself."""

    _inherit = "res.partner"

    # no default: it would have to be written by whoever creates a user, and may not
    agent_score = fields.Float(
        compute="_compute_agent_score",
        store=True,
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

    def _compute_agent_score(self):
        """Start in the middle; from then on the nightly job writes it."""
        self.agent_score = NEUTRAL
