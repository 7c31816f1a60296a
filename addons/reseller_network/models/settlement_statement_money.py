from odoo import api, fields, models
from odoo.tools import SQL

from .reseller_account import SELLER_ROLES


class SettlementStatement(models.Model):
    """What was paid of a statement and what is due: the journal's own figures."""

    _inherit = "settlement.statement"

    net_quantity = fields.Float(
        "Net Pieces", compute="_compute_net_quantity", digits="Product Unit"
    )
    amount_paid = fields.Monetary(
        compute="_compute_amount_due",
        compute_sudo=True,
        help="Paid to the party, or by it where it owes us.",
    )
    amount_due = fields.Monetary(
        compute="_compute_amount_due",
        compute_sudo=True,
        help="Still to be paid to the party; negative: by the party.",
    )

    @api.depends("delivered_quantity", "returned_quantity")
    def _compute_net_quantity(self):
        for statement in self:
            statement.net_quantity = (
                statement.delivered_quantity - statement.returned_quantity
            )

    @api.depends("total", "bill_id.amount_residual", "bill_id.state", "deduction_id")
    def _compute_amount_due(self):
        for statement in self:
            bill, sign = statement.bill_id, 1 if statement.total > 0 else -1
            posted = bill.state == "posted"
            due = sign * bill.amount_residual if posted else statement.amount_payable
            if statement.state == "billed" and not bill:
                due = 0.0
            statement.amount_due = due
            paid = statement.total - due - statement.deducted_amount
            statement.amount_paid = statement.currency_id.round(paid)

    def _get_pay_url(self):
        """Return where the party pays us online what it owes, or nothing."""
        self.ensure_one()
        bill = self.bill_id
        if bill.move_type != "out_invoice" or bill.state != "posted":
            return ""
        owed = not self.currency_id.is_zero(bill.amount_residual)
        return bill.get_portal_url() if owed else ""

    def action_bill(self):
        """A seller's bill takes what he withdrew before, his invoice the prepaid."""
        result = super().action_bill()
        sellers = self.filtered(lambda statement: statement.role in SELLER_ROLES)
        for statement in sellers:
            partner, company = statement.partner_id, statement.company_id
            self._clear_payables(partner, company)
            if statement.bill_id.move_type == "out_invoice":
                self._clear_receivables(partner, company)
        return result

    @api.model
    def _clear_payables(self, partner, company):
        """Set withdrawals against the bills of a seller, the oldest first."""
        account = self.env["reseller.account"]
        self._reconcile_open(partner, company, account._get_bills_sql(partner))

    @api.model
    def _clear_receivables(self, partner, company):
        """Set the prepaid money of a seller against what he owes, the oldest first."""
        self._reconcile_open(
            partner, company, SQL("account.account_type = 'asset_receivable'")
        )

    @api.model
    def _reconcile_open(self, partner, company, condition):
        self.env.flush_all()
        journal = self.env["reseller.account"]._get_journal_sql(partner, company)
        rows = self.env.execute_query(
            SQL(
                "SELECT line.id FROM %s AND %s ORDER BY line.date, line.id",
                journal,
                condition,
            )
        )
        # a settlement runs for whoever reports a payment
        lines = self.env["account.move.line"].sudo().browse(row[0] for row in rows)
        for same in lines.grouped("account_id").values():
            if len(set(line.balance > 0 for line in same)) > 1:
                same.reconcile()

    def _has_left(self):
        """A seller has left when no contract of his is in force."""
        self.ensure_one()
        if self.role not in SELLER_ROLES:
            return super()._has_left()
        return not self.env["reseller.contract"].search_count(
            [
                ("reseller_id", "=", self.partner_id.id),
                ("company_id", "=", self.company_id.id),
                ("state", "=", "active"),
            ],
            limit=1,
        )

    def _get_payout_amount(self):
        """A seller is not paid again what he has withdrawn or asked to withdraw."""
        amount = super()._get_payout_amount()
        if amount <= 0 or self.role not in SELLER_ROLES:
            return amount
        figures = self.env["reseller.account"]._read(self.partner_id, self.company_id)
        return max(0.0, min(amount, figures["free"]))
