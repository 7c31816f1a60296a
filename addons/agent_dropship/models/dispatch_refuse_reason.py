from odoo import fields, models

STOCK_EFFECTS = [
    ("none", "Stock stays as it is"),
    ("zero_sku", "The article has no free stock in that warehouse any more"),
    ("close_warehouse", "The warehouse is closed until a day"),
]


class DispatchRefuseReason(models.Model):
    """Why an agent does not ship, and what follows from it."""

    _name = "dispatch.refuse.reason"
    _description = "Reason of a Refusal"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    stock_effect = fields.Selection(STOCK_EFFECTS, default="none", required=True)
    counts_in_score = fields.Boolean(
        default=True, help="The refusal lowers the agent's score."
    )
    needs_note = fields.Boolean(
        "Note Required", help="The agent has to say more in words."
    )
