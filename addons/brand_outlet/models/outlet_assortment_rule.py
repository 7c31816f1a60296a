from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import ormcache

from .outlet_city import CITY_TIERS
from .outlet_place import GRADES, PLACE_TYPES

# Of two rules for a place the one that names the type wins, then the grade, then the
# tier: no two rules of one company can weigh the same for a place.
_WEIGHTS = {"place_type": 4, "grade": 2, "city_tier": 1}


class OutletAssortmentRule(models.Model):
    """What suits the people of a kind of place, and at what price.

    A place without a rule may sell everything.
    """

    _name = "outlet.assortment.rule"
    _description = "Assortment Rule"
    _order = "place_type nulls last, grade nulls last, city_tier nulls last, id"

    active = fields.Boolean(default=True)
    place_type = fields.Selection(PLACE_TYPES, help="Empty: places of every type.")
    grade = fields.Selection(GRADES, help="Empty: places of every grade.")
    city_tier = fields.Selection(CITY_TIERS, help="Empty: cities of every tier.")
    categ_ids = fields.Many2many(
        "product.category", string="Categories", help="Empty: all categories."
    )
    allow_class_a = fields.Boolean("Famous Brands", default=True)
    allow_class_b = fields.Boolean("Known Brands", default=True)
    allow_class_c = fields.Boolean("Everyday Brands", default=True)
    suggested_ratio = fields.Float(
        string="Suggested price (% of tag)",
        digits=(5, 2),
        help="What is suggested in these places. 0: what the contract suggests.",
    )
    pricelist_id = fields.Many2one(
        "product.pricelist",
        string="Default Pricelist",
        ondelete="restrict",
        help="Suggests the prices of these places article by article, and is the "
        "pricelist of orders made there.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _condition_unique = models.UniqueIndex(
        "(company_id, COALESCE(place_type, ''), COALESCE(grade, ''),"
        " COALESCE(city_tier, '')) WHERE active",
        "There already is a rule for these places.",
    )
    _suggested_ratio_check = models.Constraint(
        "CHECK (suggested_ratio >= 0 AND suggested_ratio <= 100)",
        "The suggested price lies between 0 and 100 per cent of the tag price.",
    )

    @api.depends("place_type", "grade", "city_tier")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for rule in self:
            names = [
                dict(self._fields[name]._description_selection(self.env))[rule[name]]
                for name in ("place_type", "city_tier")
                if rule[name]
            ]
            if rule.grade:
                grade = self.env._("Grade %(grade)s", grade=rule.grade.upper())
                names.insert(1, grade)
            rule.display_name = " · ".join(names) or self.env._("All places")

    @api.model
    def _match(self, place):
        """Return the rule that holds at a place, or none."""
        return self._match_all(place).get(place.id, self.browse())

    @api.model
    def _match_all(self, places):
        """Return ``{place id: rule}`` of the places for which there is one."""
        # Whoever sells need not be allowed to read what suits other places.
        rules = self.sudo()
        result = {}
        for place in places:
            conditions = rules._get_conditions(place.company_id.id)
            fitting = [
                (weight, rule_id)
                for rule_id, weight, terms in conditions
                if all(place[name] == value for name, value in terms)
            ]
            if fitting:
                result[place.id] = rules.browse(max(fitting)[1])
        return result

    @api.model
    @ormcache("company_id")
    def _get_conditions(self, company_id):
        """Return [(rule id, weight, [(name, value)])] of the rules of a company, kept
        until one changes: every page of a place asks."""
        rules = self.sudo().search_fetch([("company_id", "=", company_id)])
        return [
            (
                rule.id,
                sum(weight for name, weight in _WEIGHTS.items() if rule[name]),
                [(name, rule[name]) for name in _WEIGHTS if rule[name]],
            )
            for rule in rules
        ]

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        self.env.registry.clear_cache()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def allows(self, product_tmpl):
        """Return whether a style belongs to the assortment of these places.

        Without a rule everything does.
        """
        # an article's own properties decide, whoever asks
        return bool(product_tmpl.sudo().filtered_domain(self._get_style_domain()))

    def _get_style_domain(self):
        """Return the product.template domain of what may be sold."""
        if not self:
            return Domain.TRUE
        classes = [key for key in "abc" if self[f"allow_class_{key}"]]
        domain = Domain("product_brand_id.brand_class", "in", classes)
        # What has no brand has no class: only the category decides.
        domain |= Domain("product_brand_id", "=", False)
        if self.categ_ids:
            domain &= Domain("categ_id", "child_of", self.categ_ids.ids)
        return domain

    def _get_suggested_prices(self, templates):
        """Return ``{template id: suggested price}``, tax included; may be empty."""
        if not self:
            return {}
        currency = self.company_id.currency_id
        if self.pricelist_id:
            prices = self.pricelist_id._get_products_price(
                templates, 1.0, currency=currency
            )
            return {key: currency.round(price) for key, price in prices.items()}
        if not self.suggested_ratio:
            return {}
        return {
            one.id: currency.round(one.list_price * self.suggested_ratio / 100)
            for one in templates
        }
