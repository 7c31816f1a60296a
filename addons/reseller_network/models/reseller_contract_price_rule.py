from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResellerContract(models.Model):
    """Own prices by rule, where none was set by hand."""

    _inherit = "reseller.contract"

    price_rule_ids = fields.One2many("reseller.price.rule", "contract_id")
    price_rule_count = fields.Integer(compute="_compute_price_rule_count")

    @api.depends("price_rule_ids")
    def _compute_price_rule_count(self):
        for contract in self:
            contract.price_rule_count = len(contract.price_rule_ids)

    def action_view_price_rules(self):
        """Open the reseller's price rules."""
        return self._open_own("reseller_network.reseller_price_rule_action")

    def _own_prices(self, templates):
        """Add the prices by rule: what was set by hand goes before."""
        by_hand = super()._own_prices(templates)
        missing = templates.filtered(lambda one: one.id not in by_hand)
        return by_hand | self._rule_prices(missing)

    def _article_cards(self, templates, shown=None):
        """Tell which prices come from a rule."""
        cards = super()._article_cards(templates, shown)
        # the own prices of the contract, whoever composes the page
        owned = any(card["is_own"] for card in cards)
        by_hand = self._prices_by_hand(templates) if owned else {}
        return [
            card | {"is_rule": card["is_own"] and card["id"] not in by_hand}
            for card in cards
        ]

    def _rule_prices(self, templates):
        """Return {template id: price by rule} of the articles a rule is meant for.

        A rule never leaves the band: below the floor it gives the floor, above the
        tag price the tag price.
        """
        # the rules are the contract's own, whoever composes the page
        rules = self.sudo().price_rule_ids if self.mode == "shop" else None
        if not rules or not templates:
            return {}
        ordered = rules.sorted(lambda rule: rule._get_closeness(), reverse=True)
        takes = self._take_prices(templates)
        bands = self._price_bands(templates)
        prices = {}
        for template in templates:
            path = template.categ_id.parent_path or ""
            above = {int(one) for one in path.split("/") if one}
            rule = next((one for one in ordered if one._fits(template, above)), None)
            if rule:
                price = rule._get_price(takes[template.id], template.list_price)
                band = bands[template.id]
                prices[template.id] = min(max(price, band.floor), band.ceiling)
        return prices

    def _set_price_rule(self, values):
        """Make or change the rule for the articles named; return it.

        :param dict values: kind, value, rounding; brand_id, categ_id (ids or 0)
        :raise ValidationError: the value is out of range
        """
        self.ensure_one()
        if self.mode != "shop":
            raise ValidationError(
                self.env._("Prices are fixed for who earns a commission.")
            )
        brand, categ = values.get("brand_id") or 0, values.get("categ_id") or 0
        # his own rules, written for him
        rules = self.env["reseller.price.rule"].sudo()
        known = self.sudo().price_rule_ids.filtered(
            lambda rule: (
                (rule.brand_id.id or 0, rule.categ_id.id or 0) == (brand, categ)
            )
        )
        terms = {key: values[key] for key in ("kind", "value", "rounding")}
        if known:
            known.write(terms)
            return known
        return rules.create(
            {
                "contract_id": self.id,
                "brand_id": brand or False,
                "categ_id": categ or False,
                **terms,
            }
        )

    @api.model
    def _price_rule_choices(self):
        """Return the kinds and roundings with their labels, for the form."""
        rule = self.env["reseller.price.rule"]
        return {
            name: rule._fields[name]._description_selection(self.env)
            for name in ("kind", "rounding")
        }

    def _price_rule_rows(self):
        """Return his rules as the page shows them, the closest first."""
        choices = self._price_rule_choices()
        # his own; names of brands and categories are what he reads on the cards
        rules = self.sudo().price_rule_ids
        return [
            {
                "id": rule.id,
                "name": rule.display_name,
                "kind": dict(choices["kind"])[rule.kind],
                "value": self._percent(rule.value),
                "rounding": dict(choices["rounding"])[rule.rounding],
            }
            for rule in rules.sorted(lambda one: one._get_closeness(), reverse=True)
        ]

    def _price_example(self):
        """Return tag and take price of an article to reckon with on the page."""
        page = self._selection_page({}, limit=1, count=0)
        card = next(iter(page["articles"]), None)
        if not card or card.get("locked"):
            return None
        return {key: card[key] for key in ("name", "tag", "take", "floor")}
