from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    release_days = fields.Integer(
        "Release Earnings after Days",
        default=7,
        help="Earnings can be withdrawn so many days after delivery, or when the "
        "customer confirmed receipt.",
    )
    withdrawal_min = fields.Float("Least Withdrawal", default=10.0, digits=(12, 2))
    withdrawal_max = fields.Float("Largest Withdrawal", default=20000.0, digits=(12, 2))
    withdrawals_per_day = fields.Integer(default=3)
    withdrawal_tax_rate = fields.Float(
        "Tax Withheld (%)",
        digits=(5, 2),
        help="Kept back from every withdrawal of an individual and paid to the tax "
        "office.",
    )
    withdrawal_tax_account_id = fields.Many2one(
        "account.account",
        help="Where the tax withheld is owed to the tax office.",
        check_company=True,
    )
    withdrawal_tax_note = fields.Text(translate=True)

    _release_days_positive = models.Constraint(
        "CHECK (release_days >= 0)", "The days to release must not be negative."
    )
    _withdrawal_range = models.Constraint(
        "CHECK (withdrawal_min >= 0 AND withdrawal_max >= withdrawal_min)",
        "The largest withdrawal must not be below the least one.",
    )
    _withdrawal_tax_range = models.Constraint(
        "CHECK (withdrawal_tax_rate >= 0 AND withdrawal_tax_rate < 100)",
        "The tax withheld lies between 0 and 100 per cent.",
    )

    def _get_money_person(self):
        """Return who looks after withdrawals and alerts about money."""
        self.ensure_one()
        # who may act is a matter of groups, whoever asks
        operators = self.env.ref("brand_outlet.group_operator").sudo().all_user_ids
        people = operators.filtered(lambda user: self in user.company_ids)
        return self.dispatch_person_id or people.sorted("id")[:1] or self.env.user
