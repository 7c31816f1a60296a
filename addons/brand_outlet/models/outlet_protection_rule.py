from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, format_list, ormcache

from .. import protection

CONDITIONS = {
    "agent_id",
    "state_ids",
    "city_ids",
    "tier_ids",
    "place_type_ids",
    "grade_ids",
    "kind_ids",
}


def _terms(dimension, label, **kwargs):
    return fields.Many2many(
        "outlet.protection.term",
        f"outlet_protection_rule_{dimension}_rel",
        "rule_id",
        "term_id",
        string=label,
        domain=[("dimension", "=", dimension)],
        tracking=True,
        **kwargs,
    )


class OutletProtectionRule(models.Model):
    """Where a brand lets its goods be sold. See ``protection`` for which rule wins.

    A rule belongs to a brand, and a brand to no company: its rules hold for all.
    """

    _name = "outlet.protection.rule"
    _description = "Protection Rule"
    _inherit = ["mail.thread"]
    _order = "brand_id, specificity desc, effect desc, id"
    _rec_name = "sentence"
    _mail_post_access = "read"

    brand_id = fields.Many2one(
        "product.brand", required=True, index=True, ondelete="cascade", tracking=True
    )
    effect = fields.Selection(
        [("allow", "Allow"), ("deny", "Deny")],
        required=True,
        default="deny",
        tracking=True,
    )
    active = fields.Boolean(default=True, tracking=True)
    agent_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="cascade",
        tracking=True,
        domain="[('agent_contract_ids.brand_id', '=', brand_id)]",
        help="Only goods of this agent. Empty: of every agent.",
    )
    state_ids = fields.Many2many(
        "res.country.state",
        string="Provinces",
        domain="[('country_id.code', '=', 'CN')]",
        tracking=True,
    )
    city_ids = fields.Many2many(
        "outlet.city",
        string="Cities",
        tracking=True,
        help="In addition to the provinces, or alone.",
    )
    tier_ids = _terms("tier", "City Tiers")
    place_type_ids = _terms("place_type", "Place Types")
    grade_ids = _terms("grade", "Place Grades")
    kind_ids = _terms("kind", "Kinds of Goods")
    date_start = fields.Date("Valid From", tracking=True)
    date_end = fields.Date("Valid Until", tracking=True)
    note = fields.Char(
        "Words for Sellers",
        tracking=True,
        help="What a seller or consumer reads when this rule refuses. Empty: a polite "
        "standard sentence.",
    )
    specificity = fields.Integer(
        "Conditions",
        compute="_compute_specificity",
        store=True,
        help="How many conditions the rule names; a city counts double. The rule with "
        "most conditions decides; among equals a refusal does.",
    )
    sentence = fields.Char("Rule", compute="_compute_sentence")

    _dates_check = models.Constraint(
        "CHECK (date_end IS NULL OR date_start IS NULL OR date_end >= date_start)",
        "The rule can't end before it starts.",
    )

    @api.depends(lambda self: sorted(CONDITIONS))
    def _compute_specificity(self):
        for rule in self:
            rule.specificity = rule._to_plain().specificity

    @api.depends(lambda self: ["brand_id.name", "effect", *sorted(CONDITIONS)])
    @api.depends_context("lang")
    def _compute_sentence(self):
        for rule in self:
            rule.sentence = rule._get_sentence()

    @api.depends("sentence")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            rule.display_name = rule.sentence

    @api.constrains("agent_id", "brand_id")
    def _check_agent(self):
        for rule in self.filtered("agent_id"):
            if rule.brand_id not in rule.agent_id.agent_contract_ids.brand_id:
                raise ValidationError(
                    self.env._(
                        "%(agent)s has no contract for %(brand)s.",
                        agent=rule.agent_id.display_name,
                        brand=rule.brand_id.name,
                    )
                )

    def write(self, vals):
        # access is checked before a write only: nobody gives a rule to another brand
        if "brand_id" in vals and self.filtered(
            lambda rule: rule.brand_id.id != vals["brand_id"]
        ):
            raise UserError(self.env._("A rule stays with its brand. Add another one."))
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def _to_plain(self):
        """Return the rule as the plain algorithm knows it."""
        self.ensure_one()
        return protection.Rule(
            id=self._origin.id or 0,
            allow=self.effect == "allow",
            agent=self.agent_id.id or 0,
            kinds=frozenset(self.kind_ids.mapped("code")),
            states=frozenset(self.state_ids.ids),
            cities=frozenset(self.city_ids.ids),
            tiers=frozenset(self.tier_ids.mapped("code")),
            place_types=frozenset(self.place_type_ids.mapped("code")),
            grades=frozenset(self.grade_ids.mapped("code")),
            start=self.date_start or None,
            end=self.date_end or None,
        )

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def _read_plain(self, brands=None):
        """Return {brand id: [plain rules]}; of all brands for None."""
        rules = self._get_plain_rules()
        if brands is None:
            return rules
        return {key: rules[key] for key in brands.ids if key in rules}

    @api.model
    @ormcache()
    def _get_plain_rules(self):
        """Return {brand id: [plain rules]} of all brands: read again when one changed,
        as each page asks for them."""
        self.env["outlet.protection.term"].flush_model()
        self.flush_model()
        self.env.cr.execute(self._get_plain_query())
        found = {}
        for brand, allow, start, end, agent, *sets in self.env.cr.fetchall():
            rule = protection.Rule(
                sets[0], allow, agent or 0, *map(frozenset, sets[1:]), start, end
            )
            found.setdefault(brand, []).append(rule)
        return found

    @api.model
    def _get_plain_query(self):
        def codes(dimension):
            return SQL(
                """ARRAY(SELECT term.code FROM %s link
                           JOIN outlet_protection_term term ON term.id = link.term_id
                          WHERE link.rule_id = rule.id)""",
                SQL.identifier(f"outlet_protection_rule_{dimension}_rel"),
            )

        def ids(name):
            field = self._fields[name]
            return SQL(
                "ARRAY(SELECT %s FROM %s WHERE %s = rule.id)",
                SQL.identifier(field.column2),
                SQL.identifier(field.relation),
                SQL.identifier(field.column1),
            )

        return SQL(
            """SELECT rule.brand_id, rule.effect = 'allow', rule.date_start,
                      rule.date_end, rule.agent_id, rule.id,
                      %s, %s, %s, %s, %s, %s
                 FROM outlet_protection_rule rule
                WHERE rule.active""",
            codes("kind"),
            ids("state_ids"),
            ids("city_ids"),
            codes("tier"),
            codes("place_type"),
            codes("grade"),
        )

    # --- words ------------------------------------------------------------------

    def _get_sentence(self):
        """Return the rule as a sentence, as a brand's staff would say it."""
        self.ensure_one()
        args = {
            "brand": self.brand_id.name or "",
            "where": self._get_where_words(),
            "goods": self._get_goods_words(),
        }
        if self.effect == "allow":
            return self.env._("%(brand)s: %(goods)s may be sold %(where)s", **args)
        return self.env._("%(brand)s: %(goods)s must not be sold %(where)s", **args)

    def _get_goods_words(self):
        goods = self._join(self.kind_ids) or self.env._("goods of any kind")
        if self.agent_id:
            return self.env._(
                "%(goods)s of %(agent)s", goods=goods, agent=self.agent_id.name
            )
        return goods

    def _get_where_words(self):
        region = self._join([*self.state_ids, *self.city_ids])
        tiers = self._join(self.tier_ids)
        if tiers:
            tiers = self.env._("%(tiers)s cities", tiers=tiers)
        spots = " ".join(filter(None, (region, tiers)))
        places = self._get_place_words()
        if spots and places:
            return self.env._("in %(spots)s at %(places)s", spots=spots, places=places)
        if spots:
            return self.env._("in %(spots)s", spots=spots)
        if places:
            return self.env._("at %(places)s", places=places)
        return self.env._("anywhere")

    def _get_place_words(self):
        types = self._join(self.place_type_ids)
        grades = self._join(self.grade_ids)
        if not grades:
            return types
        if not types:
            return self.env._("places of grade %(grades)s", grades=grades)
        return self.env._("%(types)s of grade %(grades)s", types=types, grades=grades)

    def _join(self, records):
        """Return the names in a row; a province goes without its country."""
        return format_list(
            self.env,
            [
                record.display_name
                if record._name == "outlet.protection.term"
                else record.name
                for record in records
            ],
        )
