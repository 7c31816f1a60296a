from odoo import fields, models

CASE_KINDS = [
    ("return", "Return"),
    ("exchange", "Exchange"),
    ("reship", "Send again"),
    ("complaint", "Complaint"),
    ("stuck_parcel", "Parcel stuck"),
    ("interception", "Interception"),
]
# From who faces the customer up to who decides in the end.
CASE_ROLES = [
    ("reseller", "Reseller"),
    ("agent", "Agent"),
    ("brand", "Brand"),
    ("operator", "Operator"),
]
BEARERS = [
    ("consumer", "Consumer"),
    ("reseller", "Reseller"),
    ("agent", "Agent"),
    ("brand", "Brand"),
    ("operator", "Operator"),
    ("courier", "Courier"),
]


class OutletCaseReason(models.Model):
    """Why something went wrong: who has to act on it, and who bears the cost."""

    _name = "outlet.case.reason"
    _description = "Reason of a Case"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        CASE_KINDS, help="Offered for cases of this kind only; empty: for all."
    )
    responsible_role = fields.Selection(
        CASE_ROLES,
        string="First to Act",
        required=True,
        default="agent",
        help="Who acts first. Where an order has nobody in this role, the next one up "
        "the chain does.",
    )
    bearer = fields.Selection(
        BEARERS,
        string="Borne by",
        required=True,
        default="operator",
        help="Who pays for freight and loss. Borne by the agent, it counts in the "
        "agent's score.",
    )
    approved_by_rule = fields.Boolean(
        help="A return or exchange within the agreed days is accepted at once: the "
        "warehouse expects the goods in the same minute."
    )
    is_public = fields.Boolean(
        "Offered to Customers",
        default=True,
        help="Resellers and consumers may choose it when they file a case.",
    )

    _name_kind_unique = models.Constraint(
        "UNIQUE (name, kind)", "This reason exists already."
    )
