from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    dispatch_max_refusals = fields.Integer(
        "Refusals before a person decides",
        default=3,
        help="After so many agents refused a line nobody else is asked; 0: no limit.",
    )
    dispatch_person_id = fields.Many2one(
        "res.users",
        "Responsible for Dispatches",
        domain="[('share', '=', False), ('party_id', '=', False)]",
        help="Gets a to-do when a dispatch is refused too often or an interception is "
        "not answered. If empty, the operator who sold the order.",
    )
    intercept_answer_minutes = fields.Integer(
        "Answer interceptions within (minutes)",
        default=10,
        help="An interception the warehouse has not seen after this time is escalated.",
    )
