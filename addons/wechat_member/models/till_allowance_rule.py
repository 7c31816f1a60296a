from odoo import fields, models


class TillAllowanceRule(models.Model):
    """How many coupons of one kind a till may redeem while it is offline."""

    _name = "till.allowance.rule"
    _description = "Offline Allowance of a Coupon"
    _order = "id"

    config_id = fields.Many2one(
        "pos.config", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="config_id.company_id", store=True)
    program_id = fields.Many2one(
        "loyalty.program",
        "Coupon",
        required=True,
        ondelete="cascade",
        domain="[('program_type', 'in', ('coupons', 'next_order_coupons'))]",
    )
    quantity = fields.Integer("Pieces", required=True, default=3)

    _program_once = models.UniqueIndex(
        "(config_id, program_id)", "This coupon is in the list already."
    )
    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "Allow one piece or more."
    )
