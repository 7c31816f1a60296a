from odoo import fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    session_preview_minutes = fields.Integer(
        "Preview (minutes)",
        default=15,
        help="How long before a session opens its articles are shown to sellers.",
    )
    session_hours = fields.Float(
        "Length (hours)", default=2.0, help="How long a new session lasts."
    )
    session_claim_minutes = fields.Integer(
        "Claims held (minutes)",
        default=15,
        help="A claimed piece whose order comes to nothing is free again after this.",
    )

    _session_times_check = models.Constraint(
        "CHECK (session_preview_minutes >= 0 AND session_hours > 0 "
        "AND session_claim_minutes > 0)",
        "A session has a length, and claims are held for some minutes.",
    )
