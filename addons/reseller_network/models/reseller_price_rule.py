from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_round

KINDS = [("markup", "Mark-up on the take price"), ("ratio", "Per cent of the tag")]
ROUNDINGS = [
    ("fen", "To the fen"),
    ("yuan", "To whole yuan"),
    ("nine", "Ending in .9"),
    ("tens", "Ending in 9 yuan"),
]
MOST_MARKUP = 1000


class ResellerPriceRule(models.Model):
    """How a reseller prices what he has set no price for by hand.

    The closest rule holds: brand and category, category (the nearest above the
    article), brand, all articles.
    """

    _name = "reseller.price.rule"
    _description = "Reseller Price Rule"
    _order = "contract_id, brand_id nulls last, categ_id nulls last, id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, index=True, ondelete="cascade"
    )
    reseller_id = fields.Many2one(
        related="contract_id.reseller_id", store=True, index=True
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    brand_id = fields.Many2one(
        "product.brand",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: every brand.",
    )
    categ_id = fields.Many2one(
        "product.category",
        "Category",
        ondelete="cascade",
        index="btree_not_null",
        help="Empty: every category. Holds for those below it, too.",
    )
    kind = fields.Selection(KINDS, required=True, default="markup")
    value = fields.Float(
        "Per Cent",
        required=True,
        digits=(6, 2),
        aggregator=None,
        help="50 as a mark-up: half of the take price on top. 39 of the tag: a price "
        "of 39 per cent of the tag price.",
    )
    rounding = fields.Selection(ROUNDINGS, required=True, default="yuan")

    _target_unique = models.UniqueIndex(
        "(contract_id, COALESCE(brand_id, 0), COALESCE(categ_id, 0))",
        "There already is a price rule for these articles.",
    )

    @api.depends("brand_id", "categ_id")
    def _compute_display_name(self):
        for rule in self:
            names = [rule.brand_id.name, rule.categ_id.name]
            rule.display_name = " · ".join(filter(None, names)) or self.env._(
                "All articles"
            )

    @api.constrains("contract_id")
    def _check_mode(self):
        if self.contract_id.filtered(lambda contract: contract.mode != "shop"):
            raise ValidationError(
                self.env._("Prices are fixed for who earns a commission.")
            )

    @api.constrains("kind", "value")
    def _check_value(self):
        for rule in self:
            if rule.kind == "markup" and not 0 <= rule.value <= MOST_MARKUP:
                raise ValidationError(
                    self.env._("A mark-up lies between 0 and 1,000 per cent.")
                )
            if rule.kind == "ratio" and not 0 < rule.value <= 100:
                raise ValidationError(
                    self.env._("A price lies between 0 and 100 per cent of the tag.")
                )

    def _fits(self, template, category_ids):
        """Return whether the rule is meant for a style.

        :param category_ids: the style's category and those above it
        """
        return (not self.brand_id or self.brand_id == template.product_brand_id) and (
            not self.categ_id or self.categ_id.id in category_ids
        )

    def _get_closeness(self):
        """Return what tells which of two fitting rules is meant more closely."""
        depth = len((self.categ_id.parent_path or "").split("/"))
        return (bool(self.brand_id and self.categ_id), depth, bool(self.brand_id))

    def _get_price(self, take, tag):
        """Return the price of one piece by this rule, before floor and ceiling."""
        factor, base = (
            (1 + self.value / 100, take)
            if self.kind == "markup"
            else (self.value / 100, tag)
        )
        return self._round(base * factor)

    def _round(self, price):
        """Return a price rounded as the rule says; endings go to the nearest."""
        if self.rounding == "fen":
            return float_round(price, precision_digits=2, rounding_method="HALF-UP")
        if self.rounding == "yuan":
            return float_round(price, precision_digits=0, rounding_method="HALF-UP")
        step, ending = (1, 0.9) if self.rounding == "nine" else (10, 9)
        steps = float_round(
            (price - ending) / step, precision_digits=0, rounding_method="HALF-UP"
        )
        return float_round(max(steps, 0) * step + ending, precision_digits=2)
