from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..routing import PRESETS, Policy

PRESET_CODES = [
    ("nearest", "Nearest warehouse"),
    ("fewest", "Fewest parcels"),
    ("cheapest", "Lowest cost"),
    ("balanced", "Balanced"),
    ("own", "Own rules"),
]
WEIGHTS = ("km", "freight", "parcel", "supply", "score", "age", "lateness")
#: what the arithmetic of routing is told beside the weights
RULES = ("whole_first", "whole_only", "max_parcels")
#: weights the arithmetic calls by another name
_NAMES = {"lateness": "late"}


class RoutingPolicy(models.Model):
    """What counts when an order is routed, as weights in one unit: think of yuan."""

    _name = "routing.policy"
    _description = "Routing Policy"
    _inherit = ["mail.thread"]
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True, tracking=True)
    sequence = fields.Integer(default=50)
    active = fields.Boolean(default=True)
    preset = fields.Selection(
        PRESET_CODES,
        string="Made From",
        default="own",
        required=True,
        readonly=True,
        copy=False,
    )
    description = fields.Text(
        "When to Use", translate=True, help="In a sentence, for those who choose it."
    )
    company_id = fields.Many2one("res.company", help="Empty: for every company.")
    km = fields.Float(
        "Distance",
        digits=(12, 4),
        tracking=True,
        help="Cost of a kilometre between warehouse and consumer.",
    )
    freight = fields.Float(
        digits=(12, 4),
        tracking=True,
        help="How much a yuan of freight counts, by the rate card of the cheapest "
        "courier. 1 counts it in full.",
    )
    parcel = fields.Float(
        "Each Parcel",
        digits=(12, 4),
        tracking=True,
        help="Cost of every parcel: packing, and the buyer who opens the door twice.",
    )
    supply = fields.Float(
        "Supply Price",
        digits=(12, 4),
        tracking=True,
        help="How much a yuan paid to the agent counts. 1 counts it in full.",
    )
    score = fields.Float(
        "Service",
        digits=(12, 4),
        tracking=True,
        help="Cost of a parcel from an agent with service score 0; none at 100.",
    )
    age = fields.Float(
        "Ageing Stock",
        digits=(12, 4),
        tracking=True,
        help="What is gained by shipping a piece that has lain for a year.",
    )
    lateness = fields.Float(
        digits=(12, 4),
        tracking=True,
        help="Cost of every day the parcel leaves later, because the warehouse's "
        "cut-off hour has passed.",
    )
    whole_first = fields.Boolean(
        "One warehouse if possible",
        default=True,
        tracking=True,
        help="Where one warehouse has the whole order, it is not split, however cheap "
        "splitting might be.",
    )
    whole_only = fields.Boolean(
        "Never split an order",
        tracking=True,
        help="What no single warehouse has waits until one has it.",
    )
    max_parcels = fields.Integer(
        "Parcels at most",
        tracking=True,
        help="More parcels than this are not sent; the rest of the order waits. "
        "0 = any number.",
    )
    allow_cross_border = fields.Boolean(
        "Across the border",
        tracking=True,
        help="Foreign warehouses (Hong Kong, overseas) may ship across the border. "
        "Otherwise they serve their own customs territory only.",
    )
    in_words = fields.Text(compute="_compute_in_words")
    used_by = fields.Char(compute="_compute_used_by")

    _preset_unique = models.UniqueIndex(
        "(preset) WHERE preset != 'own'", "This preset exists already."
    )
    _weights_positive = models.Constraint(
        f"CHECK ({' AND '.join(f'{weight} >= 0' for weight in WEIGHTS)} "
        "AND max_parcels >= 0)",
        "A weight can not be negative.",
    )

    @api.constrains("name", *WEIGHTS)
    def _check_weights(self):
        for policy in self:
            if not any(policy[weight] for weight in WEIGHTS):
                raise ValidationError(
                    self.env._(
                        "%(policy)s weighs nothing: at least one weight must be more "
                        "than 0.",
                        policy=policy.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_preset(self):
        if any(policy.preset != "own" for policy in self):
            raise UserError(self.env._("The presets can be archived, but not deleted."))

    # --- in plain language ----------------------------------------------------------

    @api.depends(*WEIGHTS, *RULES, "allow_cross_border")
    @api.depends_context("lang")
    def _compute_in_words(self):
        for policy in self:
            policy.in_words = "\n".join(policy._get_sentences())

    def _get_sentences(self):
        """Say what the weights mean, one sentence each."""
        _ = self.env._
        if self.parcel and self.km:
            yield _(
                "One more parcel is accepted when it saves %(km)s km.",
                km=f"{self.parcel / self.km:,.0f}",
            )
        if self.freight:
            yield _("Freight counts at %(part)s.", part=f"{self.freight:.0%}")
        if self.supply:
            yield _(
                "What the agent is paid counts at %(part)s.", part=f"{self.supply:.0%}"
            )
        if self.score:
            yield _(
                "10 points of service score are worth ¥%(value)s a parcel.",
                value=f"{self.score / 10:.2f}",
            )
        if self.age:
            yield _(
                "A piece that has lain for a year is worth ¥%(value)s more.",
                value=f"{self.age:.2f}",
            )
        if self.lateness:
            yield _(
                "Leaving a day earlier is worth ¥%(value)s.",
                value=f"{self.lateness:.2f}",
            )
        yield from self._get_rule_sentences()

    def _get_rule_sentences(self):
        _ = self.env._
        if self.whole_only:
            yield _("An order is never split.")
        elif self.whole_first:
            yield _("An order is split only when no warehouse has all of it.")
        else:
            yield _("An order is split where that costs less.")
        if self.max_parcels:
            yield _("At most %(count)s parcels an order.", count=self.max_parcels)
        if not self.allow_cross_border:
            yield _("Nothing crosses the border.")

    def _compute_used_by(self):
        companies = self.env["res.company"].search([("active", "=", True)])
        places = dict(
            self.env["outlet.place"]._read_group(
                [("routing_policy_id", "in", self.ids)],
                ["routing_policy_id"],
                ["__count"],
            )
        )
        for policy in self:
            users = companies.filtered(
                lambda company, policy=policy: company._get_routing_policy() == policy
            ).mapped("name")
            if places.get(policy):
                users.append(self.env._("%(count)s places", count=places[policy]))
            policy.used_by = ", ".join(users)

    # --- for routing ----------------------------------------------------------------

    @api.model
    def _get_policy(self, order):
        """Return the policy an order is routed by: its place's, else the company's."""
        # whoever confirms an order need not see the policies
        order = order.sudo()
        return (
            order.place_id.routing_policy_id or order.company_id._get_routing_policy()
        )

    def _get_values(self):
        """Return the weights and rules by the names the arithmetic has for them, as
        plain values that can be stored with a decision."""
        self.ensure_one()
        weights = {_NAMES.get(weight, weight): self[weight] for weight in WEIGHTS}
        rules = {rule: self[rule] for rule in (*RULES, "allow_cross_border")}
        return {"name": self.preset, **weights, **rules}

    def _to_policy(self):
        """Return this policy as the arithmetic of routing knows it."""
        return self._make_policy(self._get_values())

    @api.model
    def _make_policy(self, values):
        """Return a policy for the arithmetic from stored values."""
        return Policy(**values)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(
            [self._get_preset_values(vals.get("preset")) | vals for vals in vals_list]
        )

    @api.model
    def _get_preset_values(self, code):
        """Return the weights and rules a preset is delivered with."""
        preset = PRESETS.get(code)
        names = (*WEIGHTS, *RULES)
        return {
            name: getattr(preset, _NAMES.get(name, name)) for name in names if preset
        }

    def action_reset(self):
        """Give presets the weights they were delivered with."""
        for policy in self:
            policy.write(policy._get_preset_values(policy.preset))

    def action_use_for_company(self):
        """Route by this policy from now on, wherever a place has none of its own."""
        self.ensure_one()
        self.check_access("write")
        # operators may not write companies; that they may write policies was checked
        self.env.company.sudo().routing_policy_id = self
