from odoo import api, fields, models
from odoo.exceptions import ValidationError


class OutletLotCalculationStep(models.Model):
    """A price of the plan, and how much of the lot is expected to sell at it."""

    _name = "outlet.lot.calculation.step"
    _description = "Price Step of a Lot Calculation"
    _order = "sequence, id"

    calculation_id = fields.Many2one(
        "outlet.lot.calculation", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    currency_id = fields.Many2one(related="calculation_id.currency_id")
    price_ratio = fields.Float(
        string="Price (% of tag)", digits=(5, 2), required=True, aggregator=None
    )
    sold_ratio = fields.Float(
        string="Sells (% of the lot)", digits=(5, 2), required=True, aggregator=None
    )
    price = fields.Monetary(compute="_compute_price")

    _ratios_check = models.Constraint(
        "CHECK (price_ratio > 0 AND price_ratio <= 100"
        " AND sold_ratio >= 0 AND sold_ratio <= 100)",
        "Price and sell-through are per cent: above 0 and up to 100.",
    )

    @api.depends("price_ratio", "calculation_id.tag_price")
    def _compute_price(self):
        for step in self:
            tag = step.calculation_id.tag_price
            step.price = step.currency_id.round(tag * step.price_ratio / 100)

    @api.constrains("sold_ratio", "calculation_id")
    def _check_sum(self):
        for calculation in self.calculation_id:
            if sum(calculation.step_ids.mapped("sold_ratio")) > 100:
                raise ValidationError(
                    self.env._("The price steps together sell more than the lot has.")
                )
