from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    pick_limit = fields.Integer(
        "Picks of a Reseller",
        default=30,
        help="How many articles a reseller's own selection may have: people follow "
        "who chooses for them.",
    )
    daily_pick_limit = fields.Integer(
        "Articles a Day",
        default=2,
        help="How many articles the daily pick names: one or two good posts, no flood.",
    )

    _pick_limits = models.Constraint(
        "CHECK (pick_limit >= 1 AND daily_pick_limit >= 1)",
        "A selection and a daily pick have one article at least.",
    )
