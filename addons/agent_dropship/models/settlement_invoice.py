from odoo import api, fields, models
from odoo.exceptions import ValidationError

# value added tax on the two kinds of invoice: what a special one says may be deducted
INVOICE_TYPES = [
    ("special_13", "Special VAT Invoice, 13%"),
    ("special_3", "Special VAT Invoice, 3%"),
    ("ordinary", "Ordinary VAT Invoice"),
]
DEDUCTIBLE = {"special_13": 13.0, "special_3": 3.0}


class SettlementInvoice(models.Model):
    """The tax invoice (发票) an agent hands in for a statement.

    Several may make up one statement. The bill is ours, made from the statement; this
    is the paper the tax office asks for, so number and amounts are kept as printed.
    """

    _name = "settlement.invoice"
    _description = "Tax Invoice of a Party"
    _order = "invoice_date desc, id desc"
    _rec_name = "number"

    statement_id = fields.Many2one(
        "settlement.statement", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        related="statement_id.company_id", store=True, precompute=True
    )
    partner_id = fields.Many2one(
        related="statement_id.partner_id", store=True, precompute=True
    )
    currency_id = fields.Many2one(related="statement_id.currency_id")
    invoice_type = fields.Selection(INVOICE_TYPES, required=True, default="special_13")
    number = fields.Char(
        "Invoice Number", required=True, help="20 digits, or code and number in one."
    )
    invoice_date = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self)
    )
    amount_total = fields.Monetary("Total", required=True)
    amount_tax = fields.Monetary("VAT", help="As printed.")
    amount_untaxed = fields.Monetary("Without VAT", compute="_compute_amount_untaxed")

    _number_unique = models.UniqueIndex(
        "(company_id, partner_id, number)",
        "An invoice with this number was handed in before.",
    )

    @api.depends("amount_total", "amount_tax")
    def _compute_amount_untaxed(self):
        for invoice in self:
            invoice.amount_untaxed = invoice.amount_total - invoice.amount_tax

    @api.onchange("invoice_type", "amount_total")
    def _onchange_amount_total(self):
        rate = DEDUCTIBLE.get(self.invoice_type, 0.0) / 100
        self.amount_tax = self.amount_total - self.amount_total / (1 + rate)

    @api.constrains("number")
    def _check_number(self):
        for invoice in self:
            if not invoice.number.isdigit() or len(invoice.number) not in (8, 18, 20):
                raise ValidationError(
                    self.env._(
                        "Invoice number “%(number)s”: write 20 digits, or the 8 digits "
                        "of a paper invoice, with its code of 10 before them or not.",
                        number=invoice.number,
                    )
                )

    @api.constrains("amount_total", "amount_tax", "invoice_type")
    def _check_amounts(self):
        for invoice in self:
            rate = DEDUCTIBLE.get(invoice.invoice_type)
            tax = invoice.amount_total * (rate or 0.0) / (100 + (rate or 0.0))
            # a cent a printed line is what rounding leaves
            if rate and abs(tax - invoice.amount_tax) > 0.5:
                raise ValidationError(
                    self.env._(
                        "VAT of %(rate)s%% in %(total)s is %(tax)s, not %(typed)s.",
                        rate=f"{rate:g}",
                        total=invoice.currency_id.format(invoice.amount_total),
                        tax=invoice.currency_id.format(tax),
                        typed=invoice.currency_id.format(invoice.amount_tax),
                    )
                )
