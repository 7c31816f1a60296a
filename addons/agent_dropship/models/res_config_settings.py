from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    freight_payee = fields.Selection(related="company_id.freight_payee", readonly=False)
    settlement_vat = fields.Float(related="company_id.settlement_vat", readonly=False)
    routing_policy_id = fields.Many2one(
        related="company_id.routing_policy_id", readonly=False
    )
    dispatch_accept_hours = fields.Float(
        related="company_id.dispatch_accept_hours", readonly=False
    )
    dispatch_ship_hours = fields.Float(
        related="company_id.dispatch_ship_hours", readonly=False
    )
    dispatch_max_refusals = fields.Integer(
        related="company_id.dispatch_max_refusals", readonly=False
    )
    dispatch_person_id = fields.Many2one(
        related="company_id.dispatch_person_id", readonly=False
    )
    intercept_answer_minutes = fields.Integer(
        related="company_id.intercept_answer_minutes", readonly=False
    )
