from odoo import api, fields, models
from odoo.fields import Command

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
        help="Total of the statement less the tax invoices handed in.",
    )

    @api.depends("total", "invoice_ids.amount_total")
    def _compute_invoiced(self):
        for statement in self:
            statement.invoiced_amount = sum(
                statement.invoice_ids.mapped("amount_total")
            )
            statement.invoice_gap = statement.total - statement.invoiced_amount

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

    def _prepare_bill_line_vals(self, label, amount, move_type="in_invoice"):
        """Who gives special invoices is billed with the VAT that is in the amount."""
        vals = super()._prepare_bill_line_vals(label, amount, move_type)
        rate = DEDUCTIBLE.get(self.partner_id.settlement_invoice_type)
        if rate and move_type in ("in_invoice", "in_refund"):
            tax = self.company_id._get_settlement_tax(rate)
            vals["tax_ids"] = [Command.set(tax.ids)]
        return vals
