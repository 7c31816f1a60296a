from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount


class MemberTopUpRule(models.Model):
    """What a member is given on top when he tops up ``min_amount`` or more."""

    _name = "member.top.up.rule"
    _description = "Gift on Top-up"
    _order = "company_id, min_amount"
    _check_company_auto = True

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company.root_id,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        string="Stored Value Program",
        check_company=True,
        domain=[("program_type", "=", "ewallet")],
        help="Empty: every stored value program of the company.",
    )
    min_amount = fields.Monetary(string="From", required=True)
    gift_amount = fields.Monetary()
    coupon_program_id = fields.Many2one(
        "loyalty.program",
        string="Coupon",
        check_company=True,
        domain=[("program_type", "=", "coupons")],
    )
    coupon_qty = fields.Integer(string="Number of Coupons", default=1)
    date_from = fields.Date(string="First Day")
    date_to = fields.Date(string="Last Day")

    _amounts = models.Constraint(
        "CHECK (min_amount > 0 AND gift_amount >= 0 AND coupon_qty > 0)",
        "Amounts and numbers are above zero.",
    )
    _dates = models.Constraint(
        "CHECK (date_from IS NULL OR date_to IS NULL OR date_from <= date_to)",
        "The first day is not after the last.",
    )

    @api.constrains("gift_amount", "coupon_program_id")
    def _check_gives_something(self):
        for rule in self:
            if not rule.gift_amount and not rule.coupon_program_id:
                raise ValidationError(self.env._("Say what is given on the top-up."))

    @api.depends("min_amount", "gift_amount", "coupon_program_id", "coupon_qty")
    @api.depends_context("lang")
    def _compute_name(self):
        for rule in self:
            amount = format_amount(self.env, rule.min_amount, rule.currency_id)
            rule.name = self.env._(
                "From %(amount)s: %(gift)s", amount=amount, gift=rule._get_gift_words()
            )

    def _get_gift_words(self):
        """Say what this rule gives, in words for the member."""
        self.ensure_one()
        words = []
        if self.gift_amount:
            amount = format_amount(self.env, self.gift_amount, self.currency_id)
            words.append(self.env._("%s on top", amount))
        if self.coupon_program_id:
            coupon = self.coupon_program_id.name
            words.append(f"{coupon} × {self.coupon_qty}")
        return " + ".join(words)

    @api.model
    def _get_open_rules(self, program):
        """Return the rules that count today for a stored value program."""
        today = fields.Date.context_today(self)
        return self.search(
            [
                ("company_id", "=", program.company_id.id),
                ("program_id", "in", [False, program.id]),
                "|",
                ("date_from", "=", False),
                ("date_from", "<=", today),
                "|",
                ("date_to", "=", False),
                ("date_to", ">=", today),
            ],
            order="min_amount",
        )

    @api.model
    def _find_rule(self, program, amount):
        """Return the highest rule that ``amount`` reaches."""
        reached = self._get_open_rules(program).filtered(
            lambda rule: rule.currency_id.compare_amounts(amount, rule.min_amount) >= 0
        )
        return reached[-1:]

    def _give(self, top_up):
        """Give what this rule gives on a top-up, once.

        :param top_up: the entry of the ledger
        """
        self.ensure_one()
        card = top_up.card_id
        card._post_entry(
            "top_up_gift",
            self.gift_amount,
            f"member.entry,{top_up.id}",
            order=top_up._get_order(),
            note=self.name,
        )
        if self.coupon_program_id and card.partner_id:
            card.create(
                [
                    {
                        "program_id": self.coupon_program_id.id,
                        "partner_id": card.partner_id.id,
                        "points": card._coupon_points(self.coupon_program_id),
                    }
                ]
                * self.coupon_qty
            )
