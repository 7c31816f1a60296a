from odoo import fields, models


class AccountPaymentTerm(models.Model):
    """Cash on delivery: the courier takes the money at the door."""

    _inherit = "account.payment.term"

    cash_on_delivery = fields.Boolean(
        help="The courier of who ships takes the money: the agent who shipped owes it "
        "from the delivery on. Before that nobody owes anything.",
    )
