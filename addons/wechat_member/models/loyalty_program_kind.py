"""What sort of benefit a coupon is, and the limits that keep it simple and honest."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

COUPON_KINDS = [
    ("amount", "Amount Off"),
    ("percent", "Per Cent Off"),
    ("product", "Free Product"),
    ("exchange", "Exchange"),
    ("paid", "Paid in Advance"),
    ("gift_card", "Gift Card"),
]
# A voucher is no money: words that promise money are not for its name.
MONEY_WORDS = ("现金红包", "红包", "现金", "返现", "提现", "cash")


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    coupon_kind = fields.Selection(
        COUPON_KINDS,
        compute="_compute_coupon_kind",
        store=True,
        help="Follows from the rule and the benefit of the program.",
    )
    may_combine = fields.Boolean(
        string="Combines with Others",
        help="May be used beside another coupon. Without it an order takes one coupon. "
        "Two discounts on the whole order never stand together.",
    )
    sale_price = fields.Monetary(
        help="What a member pays for one coupon. 0: it is free.",
    )

    _sale_price_positive = models.Constraint(
        "CHECK (COALESCE(sale_price, 0) >= 0)",
        "The price of a coupon cannot be below zero.",
    )

    @api.depends(
        "program_type",
        "sale_price",
        "reward_ids.reward_type",
        "reward_ids.discount_mode",
        "rule_ids.minimum_amount",
        "rule_ids.product_ids",
        "rule_ids.product_category_id",
        "rule_ids.product_tag_id",
    )
    def _compute_coupon_kind(self):
        types = self.env["loyalty.card"]._coupon_types()
        for program in self:
            if program.program_type == "gift_card":
                program.coupon_kind = "gift_card"
            elif program.program_type not in types:
                program.coupon_kind = False
            else:
                program.coupon_kind = program._get_coupon_kind()

    def _get_coupon_kind(self):
        if self.sale_price:
            return "paid"
        reward = self.reward_ids[:1]
        if reward.reward_type == "product":
            return "product" if self.rule_ids._count_conditions() else "exchange"
        return "percent" if reward.discount_mode == "percent" else "amount"

    @api.constrains("name", "program_type", "rule_ids", "sale_price", "is_claimable")
    def _check_simple_and_honest(self):
        types = self.env["loyalty.card"]._coupon_types()
        for program in self.filtered(lambda p: p.program_type in types):
            program._check_honest_name()
            given_out = program.is_claimable or program.sale_price
            if given_out and (words := program._refuse_conditions()):
                raise ValidationError(words)

    def _check_honest_name(self):
        for code in self._get_langs():
            self._refuse_money_words(self.with_context(lang=code).name)

    def _refuse_money_words(self, name):
        for word in MONEY_WORDS:
            if word in (name or "").lower():
                raise ValidationError(
                    self.env._(
                        "A coupon is no money: leave “%(word)s” out of the name "
                        "“%(name)s” and say what it gives.",
                        word=word,
                        name=name,
                    )
                )

    def _get_langs(self):
        return [code for code, _name in self.env["res.lang"].get_installed()]

    def _refuse_conditions(self):
        """Return in words why this coupon is too complicated, or nothing."""
        self.ensure_one()
        if self.rule_ids._count_conditions() <= 1 and len(self.rule_ids) <= 1:
            return ""
        return self.env._(
            "Coupons are simple: %s may have one condition, an amount or "
            "certain goods.",
            self.name,
        )

    def _refuse_issue(self, pieces=1):
        return super()._refuse_issue(pieces) or self._refuse_conditions()

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + ["coupon_kind", "may_combine"]
