from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    share_link_days = fields.Integer(
        "Link Remembered For (days)",
        default=15,
        required=True,
        help="So long an order made outside the page of a link still belongs to the "
        "link its buyer saw last.",
    )
    own_purchase_earns = fields.Boolean(
        "Commission on Own Purchases",
        help="An affiliate who buys through a link of his own earns on it, too.",
    )
    split_order_count = fields.Integer(
        "Split From (orders)",
        default=3,
        required=True,
        help="So many orders of one receiver through the links of one reseller within "
        "a day are looked at before commission is paid.",
    )

    _share_link_days_check = models.Constraint(
        "CHECK (share_link_days BETWEEN 1 AND 90)",
        "A link is remembered for 1 to 90 days.",
    )
    _split_order_count_check = models.Constraint(
        "CHECK (split_order_count >= 2)", "One order is not split: enter 2 or more."
    )
