from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ResPartnerGrade(models.Model):
    """The ladder: tiers that follow from what a reseller sold in a month."""

    _inherit = "res.partner.grade"

    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    on_ladder = fields.Boolean(
        "Follows from Sales",
        help="The monthly review moves resellers among these tiers. A tier that was "
        "agreed on otherwise, such as a partner's, stays off the ladder.",
    )
    min_net_sales = fields.Monetary(
        "Net Sales From",
        help="What a reseller's customers kept, in a calendar month, to hold this "
        "tier. His own purchases do not count.",
    )
    rate_ids = fields.One2many("commission.rate", "grade_id", "Commission by Goods")

    _net_sales_positive = models.Constraint(
        "CHECK (min_net_sales >= 0)", "Net sales to reach must not be negative."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for grade in self:
            grade.currency_id = (grade.company_id or self.env.company).currency_id

    @api.constrains("on_ladder", "min_net_sales", "company_id", "active")
    def _check_ladder(self):
        for company in self.company_id or self.env.company:
            steps = self._get_ladder(company).mapped("min_net_sales")
            if len(set(steps)) != len(steps):
                raise ValidationError(
                    self.env._("Two tiers can not start at the same net sales.")
                )

    @api.model
    def _get_ladder(self, company):
        """Return the tiers of a company's ladder, the lowest first."""
        return self.search(
            [("on_ladder", "=", True), ("company_id", "in", [False, company.id])]
        ).sorted("min_net_sales")
