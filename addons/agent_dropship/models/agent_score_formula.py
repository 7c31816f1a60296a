from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import ormcache

from ..scoring import NEUTRAL, PARTS, Formula, Weight

PART_NAMES = [
    ("accept", "Time to Accept"),
    ("ship", "Time to Ship"),
    ("late", "Late"),
    ("stock", "Stock Accuracy"),
    ("refusal", "Refusals"),
    ("returns", "Returns at His Fault"),
    ("interception", "Interceptions"),
]


class AgentScoreFormula(models.Model):
    """A version of how scores are made. What was used is never edited."""

    _name = "agent.score.formula"
    _description = "Score Formula"
    _order = "version desc"
    _rec_name = "version"

    version = fields.Integer(required=True, readonly=True, copy=False, aggregator=None)
    state = fields.Selection(
        [("draft", "Draft"), ("current", "In Force"), ("past", "Past")],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
    )
    date_start = fields.Date("In Force Since", readonly=True, copy=False)
    window_days = fields.Integer(
        "Days Looked At",
        default=30,
        required=True,
        help="A score is made of what happened in these last days.",
    )
    neutral_score = fields.Float(
        default=NEUTRAL,
        required=True,
        digits=(5, 1),
        help="The score of an agent nobody knows anything about. The fewer dispatches "
        "an agent had, the closer he is to it.",
    )
    floor_score = fields.Float(
        "Lowest Score for Routing",
        default=40.0,
        required=True,
        digits=(5, 1),
        help="Routing never treats an agent worse than this, so that everybody can "
        "earn his way back.",
    )
    appeal_days = fields.Integer(
        "Days to Appeal", default=14, required=True, help="From when it was noted."
    )
    weight_ids = fields.One2many("agent.score.weight", "formula_id", copy=True)
    points = fields.Float(compute="_compute_points", digits=(5, 1))

    _version_unique = models.Constraint(
        "UNIQUE (version)", "There is such a version already."
    )
    _one_current = models.UniqueIndex(
        "(state) WHERE state = 'current'", "Only one formula can be in force."
    )
    _window_check = models.Constraint(
        "CHECK (window_days BETWEEN 1 AND 100 AND appeal_days >= 0)",
        "A score looks at 1 to 100 days; the days to appeal are not negative.",
    )
    _score_check = models.Constraint(
        "CHECK (floor_score >= 0 AND neutral_score >= floor_score"
        " AND neutral_score <= 100)",
        "Scores lie between 0 and 100, and the lowest is not above the neutral one.",
    )

    @api.depends("weight_ids.points")
    def _compute_points(self):
        for formula in self:
            formula.points = sum(formula.weight_ids.mapped("points"))

    @api.depends("version")
    def _compute_display_name(self):
        for formula in self:
            formula.display_name = self.env._(
                "Version %(version)s", version=formula.version
            )

    @api.model_create_multi
    def create(self, vals_list):
        """Number the versions in the order they are made."""
        # versions are numbered over all companies
        last = self.sudo().search([], limit=1).version
        for number, vals in enumerate(vals_list, start=1):
            vals.setdefault("version", last + number)
        return super().create(vals_list)

    def write(self, vals):
        """Refuse to change what scores were made with."""
        if set(vals) - {"state", "date_start"}:
            self._check_unused()
        self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unused_only(self):
        self._check_unused()

    def _check_unused(self):
        used = (
            # a formula in use is kept, whoever may see the scores made with it
            self.env["agent.score"]
            .sudo()
            ._read_group([("formula_id", "in", self.ids)], ["formula_id"])
        )
        for [formula] in used:
            raise UserError(
                self.env._(
                    "%(formula)s made scores: make a new version instead.",
                    formula=formula.display_name,
                )
            )

    @api.constrains("state", "weight_ids")
    def _check_parts(self):
        for formula in self.filtered(lambda one: one.state == "current"):
            if sorted(formula.weight_ids.mapped("part")) != sorted(PARTS):
                raise ValidationError(self.env._("Every part must be weighed once."))
            if round(formula.points, 6) != 100:
                raise ValidationError(
                    self.env._(
                        "The points must add up to 100, not to %(points)s.",
                        points=f"{formula.points:g}",
                    )
                )

    def action_new_version(self):
        """Make a draft with the same figures, to be changed and put in force."""
        self.ensure_one()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_activate(self):
        """Put a draft in force; from now on scores are made with it.

        :raise ValidationError: its parts are not all there, or not 100 points
        """
        self.ensure_one()
        self.search([("state", "=", "current")]).state = "past"
        self.flush_model()
        self.write({"state": "current", "date_start": fields.Date.context_today(self)})

    @api.model
    def _get_current(self):
        """Return the formula in force."""
        return self.browse(self._get_current_id())

    @api.model
    @ormcache()
    def _get_current_id(self):
        # only the id is kept, and it is the same for everybody
        return self.sudo().search([("state", "=", "current")], limit=1).id

    def _to_formula(self):
        """Return it as the scoring package wants it."""
        self.ensure_one()
        weights = tuple(
            Weight(w.part, w.points, w.good / 100, w.poor / 100, w.prior)
            for w in self.weight_ids
        )
        return Formula(weights, self.neutral_score, self.floor_score)
