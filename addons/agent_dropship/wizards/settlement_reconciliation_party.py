from odoo import fields, models

from ..models.share_entry import ROLES


class SettlementReconciliationParty(models.TransientModel):
    _name = "settlement.reconciliation.party"
    _description = "Reconciliation by Party"
    _order = "differs desc, billed_amount desc, id"

    reconciliation_id = fields.Many2one(
        "settlement.reconciliation", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    partner_id = fields.Many2one("res.partner", "Party")
    role = fields.Selection(ROLES)
    ledger_amount = fields.Monetary(
        "Ledger", help="All shares up to the last day, and what later corrects them."
    )
    open_amount = fields.Monetary("Not on a Statement")
    stated_amount = fields.Monetary("On a Statement")
    billed_amount = fields.Monetary("Billed")
    books_amount = fields.Monetary("In the Books", help="Posted bills and invoices.")
    due_amount = fields.Monetary("To Pay", help="Negative: the party pays us.")
    difference = fields.Monetary(help="Billed less what the books say.")
    differs = fields.Boolean()

    def action_view_entries(self):
        """Open the shares of this party that are on no statement."""
        return self._open(
            "agent_dropship.share_entry_action",
            [
                ("statement_id", "=", False),
                ("date", "<=", self.reconciliation_id.date_to),
            ],
        )

    def action_view_statements(self):
        """Open the statements of this party."""
        return self._open("agent_dropship.settlement_statement_action", [])

    def action_view_bills(self):
        """Open the bills and invoices that statements of this party became."""
        return self._open(
            "account.action_move_journal_line",
            [("settlement_statement_ids.role", "=", self.role)],
            of_party=[("settlement_statement_ids.partner_id", "=", self.partner_id.id)],
        )

    def _open(self, action, domain, of_party=None):
        self.ensure_one()
        of_party = of_party or [
            ("partner_id", "=", self.partner_id.id),
            ("role", "=", self.role),
        ]
        company = [("company_id", "=", self.reconciliation_id.company_id.id)]
        found = self.env["ir.actions.act_window"]._for_xml_id(action)
        return found | {"domain": [*of_party, *domain, *company], "context": {}}
