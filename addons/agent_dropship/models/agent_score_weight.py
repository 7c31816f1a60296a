from odoo import api, fields, models

from .agent_score_formula import PART_NAMES


class AgentScoreWeight(models.Model):
    """How much one part of the score counts, and when it is good or poor."""

    _name = "agent.score.weight"
    _description = "Weight of a Score Part"
    _order = "formula_id, sequence, id"
    _rec_name = "part"

    formula_id = fields.Many2one(
        "agent.score.formula", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    part = fields.Selection(PART_NAMES, required=True)
    points = fields.Float(required=True, digits=(5, 1))
    good = fields.Float(
        "Full Points up to (%)",
        digits=(5, 1),
        aggregator=None,
        help="Of dispatches gone wrong; for the two times, of twice the time allowed.",
    )
    poor = fields.Float(
        "No Points from (%)", required=True, digits=(5, 1), aggregator=None
    )
    prior = fields.Float(
        "Neutral Dispatches Added",
        default=20.0,
        required=True,
        digits=(5, 1),
        aggregator=None,
        help="The more, the slower a few dispatches move the score.",
    )

    _part_once = models.Constraint(
        "UNIQUE (formula_id, part)", "Every part is weighed once."
    )
    _weight_check = models.Constraint(
        "CHECK (points >= 0 AND good >= 0 AND good < poor AND prior > 0)",
        "Points are not negative, full points end before none begin, and at least "
        "some neutral dispatches are added.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to add to a formula that made scores."""
        weights = super().create(vals_list)
        weights.formula_id._check_unused()
        return weights

    def write(self, vals):
        """Refuse to change a formula that made scores."""
        self.formula_id._check_unused()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused_only(self):
        self.formula_id._check_unused()
