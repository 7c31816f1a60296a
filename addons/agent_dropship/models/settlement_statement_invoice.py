from odoo import api, fields, models

from .settlement_invoice import DEDUCTIBLE


class SettlementStatement(models.Model):
    """Tax invoices handed in for a statement, and the VAT that may be deducted."""

    _inherit = "settlement.statement"

    invoice_ids = fields.One2many("settlement.invoice", "statement_id", "Tax Invoices")
    invoiced_amount = fields.Monetary(
        "Tax Invoices Total", compute="_compute_invoiced", compute_sudo=True
    )
    invoice_gap = fields.Monetary(
        "Invoices Still to Come",
        compute="_compute_invoiced",
        compute_sudo=True,
        help="Total of the statement less the tax invoices handed in; below zero: "
        "more was handed in than is owed.",
    )
    vat_gap = fields.Monetary(
        "VAT without Special Invoice",
        compute="_compute_vat_gap",
        compute_sudo=True,
        groups="brand_outlet.group_finance",
        help="VAT that the bill takes off as input tax, less what the special invoices "
        "handed in say. Nothing else may be deducted.",
    )

    @api.depends("total", "invoice_ids.amount_total")
    def _compute_invoiced(self):
        for statement in self:
            statement.invoiced_amount = sum(
                statement.invoice_ids.mapped("amount_total")
            )
            statement.invoice_gap = statement.total - statement.invoiced_amount

    @api.depends("bill_id", "bill_id.amount_tax_signed", "invoice_ids.amount_tax")
    def _compute_vat_gap(self):
        for statement in self:
            special = statement.invoice_ids.filtered(
                lambda invoice: invoice.invoice_type in DEDUCTIBLE
            )
            taken = 0.0
            if statement.bill_id.is_purchase_document():
                taken = sum(statement._get_input_tax_lines().mapped("amount_currency"))
            gap = taken - sum(special.mapped("amount_tax"))
            # the bill rounds VAT by line, the invoice as it was printed
            coin = statement.currency_id.rounding
            small = coin * len(statement.bill_id.invoice_line_ids) + coin / 2
            is_told = taken and abs(gap) > small
            statement.vat_gap = statement.currency_id.round(gap) if is_told else 0.0

    def _get_input_tax_lines(self):
        """Return the items of the bill that are VAT to be deducted."""
        return self.bill_id.line_ids.filtered(
            lambda line: line.tax_line_id.type_tax_use == "purchase"
        )

    def action_add_invoice(self):
        """Write down a tax invoice, in a dialog."""
        self.ensure_one()
        given = self.partner_id.settlement_invoice_type
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Tax Invoice"),
            "res_model": "settlement.invoice",
            "view_mode": "form",
            "target": "new",
            "context": {
                "default_statement_id": self.id,
                "default_amount_total": max(self.invoice_gap, 0.0),
                **({"default_invoice_type": given} if given else {}),
            },
        }

    def _get_bill_tax(self, sold, move_type):
        """Who gives special invoices is billed with the VAT that is in the amount."""
        rate = DEDUCTIBLE.get(self.partner_id.settlement_invoice_type)
        if sold or not rate or move_type not in ("in_invoice", "in_refund"):
            return super()._get_bill_tax(sold, move_type)
        return self.company_id._get_settlement_tax(rate)
