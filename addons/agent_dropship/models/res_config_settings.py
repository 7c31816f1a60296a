from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    routing_policy = fields.Selection(
        related="company_id.routing_policy", readonly=False
    )
    dispatch_accept_hours = fields.Float(
        related="company_id.dispatch_accept_hours", readonly=False
    )
    dispatch_ship_hours = fields.Float(
        related="company_id.dispatch_ship_hours", readonly=False
    )
