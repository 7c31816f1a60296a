from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    outlet_turnover_days = fields.Integer(
        string="Turnover Over (days)",
        default=30,
        required=True,
        help="Turnover days compare the stock with what sold in so many days.",
    )
    outlet_silent_days = fields.Integer(
        string="Silent After (days)",
        default=14,
        required=True,
        help="An agent is silent who sold nothing of a brand for so many days.",
    )
    outlet_fall_percent = fields.Integer(
        string="Falling From (%)",
        default=30,
        required=True,
        help="An agent is falling whose sales of a brand shrank by so many per cent "
        "against the period before.",
    )
    outlet_fall_days = fields.Integer(
        string="Compared Period (days)", default=30, required=True
    )
    outlet_markdown_days = fields.Integer(
        string="Mark Down After (days)",
        default=60,
        required=True,
        help="A broken size run that lies for so many days is proposed for a lower "
        "price, a full one after twice the time.",
    )
    outlet_low_tier_target = fields.Float(
        string="Share of Tier 3 and Below (%)",
        default=60.0,
        digits=(5, 2),
        help="How much of the sales should reach cities of tier 3 and below.",
    )

    _outlet_report_days_check = models.Constraint(
        "CHECK (outlet_turnover_days > 0 AND outlet_silent_days > 0"
        " AND outlet_fall_days > 0 AND outlet_markdown_days > 0)",
        "A period has at least one day.",
    )
    _outlet_report_percent_check = models.Constraint(
        "CHECK (outlet_fall_percent BETWEEN 1 AND 100"
        " AND outlet_low_tier_target BETWEEN 0 AND 100)",
        "Per cent lie between 0 and 100.",
    )
