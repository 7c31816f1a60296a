from odoo import api, models
from odoo.exceptions import ValidationError


class LoyaltyRule(models.Model):
    _inherit = "loyalty.rule"

    def _names_goods(self):
        self.ensure_one()
        return bool(
            self.product_ids
            or self.product_category_id
            or self.product_tag_id
            or self.product_domain not in (False, "", "[]")
        )

    def _count_conditions(self):
        """Return how many things a buyer has to fulfil: an amount, certain goods.

        A number of pieces belongs to the goods it counts.
        """
        return sum(
            bool(rule.minimum_amount)
            + bool(rule._names_goods() or rule.minimum_qty > 1)
            for rule in self
        )

    @api.constrains(
        "minimum_amount",
        "minimum_qty",
        "product_ids",
        "product_category_id",
        "product_tag_id",
        "product_domain",
    )
    def _check_one_condition(self):
        for program in self.program_id:
            given_out = program.is_claimable or program.sale_price
            if given_out and (words := program._refuse_conditions()):
                raise ValidationError(words)
