from odoo import fields, models

from .outlet_case_reason import CASE_ROLES

STAFF = "brand_outlet.group_operator"
HANDOVER_CAUSES = [
    ("opened", "Opened"),
    ("passed", "Passed on"),
    ("escalated", "Escalated"),
    ("overdue", "Deadline passed"),
    ("goods", "Goods on the way"),
    ("arrived", "Goods arrived"),
]


class OutletCaseHandover(models.Model):
    """Who had to act on a case, from when until when. Never changed afterwards."""

    _name = "outlet.case.handover"
    _description = "Hand-over of a Case"
    _order = "id"
    _rec_name = "role"

    case_id = fields.Many2one(
        "outlet.case", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    role = fields.Selection(CASE_ROLES, required=True, readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Responsible",
        required=True,
        readonly=True,
        ondelete="restrict",
        groups=STAFF,
    )
    cause = fields.Selection(HANDOVER_CAUSES, required=True, readonly=True)
    note = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", "By", readonly=True, groups=STAFF)
    since = fields.Datetime(required=True, readonly=True)
    act_by = fields.Datetime(required=True, readonly=True)
    until = fields.Datetime(readonly=True, help="Empty: acting now.")

    _one_acts_now = models.UniqueIndex(
        "(case_id) WHERE until IS NULL", "Only one party acts on a case at a time."
    )
