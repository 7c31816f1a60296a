from odoo import fields, models

ROUTING_POLICIES = [
    ("nearest", "Nearest warehouse"),
    ("fewest", "Fewest parcels"),
    ("cheapest", "Lowest cost"),
    ("balanced", "Balanced"),
]


class ResCompany(models.Model):
    _inherit = "res.company"

    routing_policy = fields.Selection(
        ROUTING_POLICIES,
        default="nearest",
        required=True,
        help="What counts most when an order is routed to the agents' warehouses.",
    )
    dispatch_accept_hours = fields.Float(
        "Accept within (hours)",
        default=4.0,
        help="A new dispatch not accepted after this time is late.",
    )
    dispatch_ship_hours = fields.Float(
        "Ship within (hours)",
        default=24.0,
        help="A dispatch not shipped after this time is late.",
    )
