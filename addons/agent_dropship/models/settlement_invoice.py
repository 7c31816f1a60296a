import unicodedata

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    # the 8 digits of a paper invoice alone begin anew with each book of forms
    _number_unique_everywhere = models.UniqueIndex(
        "(company_id, number) WHERE length(number) > 8",
        "An invoice with this number was handed in before, maybe by another party.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        """A number is the same one however it was typed or pasted."""
        return super().create([self._clean_number(vals) for vals in vals_list])

    def write(self, vals):
        """:raise UserError: of a statement that is locked"""
        self._check_unlocked()
        return super().write(self._clean_number(vals))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_locked(self):
        self._check_unlocked()

    def _check_unlocked(self):
        if locked := self.statement_id.filtered("locked_on"):
            raise UserError(
                self.env._(
                    "%(names)s is locked: its tax invoices stay as they are.",
                    names=", ".join(locked.mapped("name")),
                )
            )

    @api.model
    def _clean_number(self, vals):
        """Return the values with plain digits, without spaces."""
        if not vals.get("number"):
            return vals
        plain = unicodedata.normalize("NFKC", vals["number"])
        return vals | {"number": "".join(plain.split())}

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
            number = invoice.number
            digits = number.isascii() and number.isdigit()
            if not digits or len(number) not in (8, 18, 20):
                raise ValidationError(
                    self.env._(
                        "Invoice number “%(number)s”: write 20 digits, or the 8 digits "
                        "of a paper invoice, with its code of 10 before them or not.",
                        number=number,
                    )
                )

    @api.constrains("amount_total", "amount_tax", "invoice_type")
    def _check_amounts(self):
        for invoice in self:
            total, typed = invoice.amount_total, invoice.amount_tax
            if not total or typed * total < 0 or abs(typed) >= abs(total):
                raise ValidationError(
                    self.env._(
                        "Write the amounts of invoice %(number)s as printed: VAT is a "
                        "part of the total, and of a red invoice both are negative.",
                        number=invoice.number,
                    )
                )
            rate = DEDUCTIBLE.get(invoice.invoice_type)
            tax = total * (rate or 0.0) / (100 + (rate or 0.0))
            # a cent a printed line is what rounding leaves
            if rate and abs(tax - typed) > 0.5:
                raise ValidationError(
                    self.env._(
                        "VAT of %(rate)s%% in %(total)s is %(tax)s, not %(typed)s.",
                        rate=f"{rate:g}",
                        total=invoice.currency_id.format(invoice.amount_total),
                        tax=invoice.currency_id.format(tax),
                        typed=invoice.currency_id.format(invoice.amount_tax),
                    )
                )
