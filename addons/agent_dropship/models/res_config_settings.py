from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    routing_policy_id = fields.Many2one(
        related="company_id.routing_policy_id", readonly=False
    )
    dispatch_accept_hours = fields.Float(
        related="company_id.dispatch_accept_hours", readonly=False
    )
    dispatch_ship_hours = fields.Float(
        related="company_id.dispatch_ship_hours", readonly=False
    )
