from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    member_level_period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        string="Level Period",
        required=True,
        default="year",
        help="A level that was reached is kept until the period ends.",
    )
    member_level_period_closed = fields.Date(
        default=fields.Date.today, readonly=True, copy=False
    )
    member_growth_decay = fields.Float(
        string="Growth Lost per Period (%)",
        help="Part of the growth that falls away when the period ends.",
    )
    coupon_hold_minutes = fields.Integer(
        default=15,
        help="How long a coupon put on an unpaid order stays with that order. After "
        "this time another till may take it.",
    )

    coupon_auto_apply = fields.Boolean(
        string="Best Coupon by Itself",
        default=True,
        help="The coupon that saves the member most is put on the order by itself. "
        "It can be taken off again.",
    )

    level_discount_stacks = fields.Boolean(
        string="Coupons on Level Prices",
        help="Coupons are taken off the prices of the level. Without it the member "
        "pays the better of the two.",
    )

    _member_growth_decay_share = models.Constraint(
        "CHECK (COALESCE(member_growth_decay, 0) BETWEEN 0 AND 100)",
        "The part of the growth that is lost lies between 0 and 100 per cent.",
    )
    _coupon_hold_minutes_positive = models.Constraint(
        "CHECK (coupon_hold_minutes > 0)", "A coupon is held for one minute or more."
    )

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + [
            "coupon_auto_apply",
            "level_discount_stacks",
        ]

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        # settings of the company, made with it
        self.env["member.growth.rule"].sudo()._ensure_spend_rules(companies)
        return companies
