from odoo import fields, models

from .settlement_invoice import INVOICE_TYPES


class ResPartner(models.Model):
    _inherit = "res.partner"

    settlement_invoice_type = fields.Selection(
        INVOICE_TYPES,
        "Tax Invoice",
        help="What the party hands in for its statements. The VAT of special invoices "
        "is taken out of the bill; the total stays that of the statement.",
    )
