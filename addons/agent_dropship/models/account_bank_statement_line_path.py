from odoo import api, fields, models


class AccountBankStatementLine(models.Model):
    """From what the bank paid to the bills it was paid for."""

    _inherit = "account.bank.statement.line"

    settlement_bill_ids = fields.Many2many(
        "account.move",
        string="Bills and Invoices",
        compute="_compute_settlement_bill_ids",
        help="What this line paid, where it was reconciled.",
    )
    settlement_bill_count = fields.Integer(
        "Number of Bills", compute="_compute_settlement_bill_ids"
    )

    @api.depends("move_id.line_ids.matched_debit_ids", "is_reconciled")
    def _compute_settlement_bill_ids(self):
        # read for all lines at once: below they are found in the cache
        payments = self.move_id._get_matched_moves().origin_payment_id
        (payments.reconciled_bill_ids | payments.reconciled_invoice_ids).fetch(
            ["move_type"]
        )
        for line in self:
            matched = line.move_id._get_matched_moves()
            payments = matched.origin_payment_id
            paid = payments.reconciled_bill_ids | payments.reconciled_invoice_ids
            bills = (matched | paid).filtered(lambda move: move.is_invoice())
            line.settlement_bill_ids = bills
            line.settlement_bill_count = len(bills)

    def action_view_settlement_bills(self):
        """Open what this line paid."""
        return self.settlement_bill_ids._get_records_action(
            name=self.env._("Bills and Invoices"), context={}
        )
