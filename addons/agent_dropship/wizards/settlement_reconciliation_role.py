from odoo import fields, models

from ..models.share_entry import ROLES


class SettlementReconciliationRole(models.TransientModel):
    _name = "settlement.reconciliation.role"
    _description = "Reconciliation by Role"

    reconciliation_id = fields.Many2one(
        "settlement.reconciliation", required=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="reconciliation_id.currency_id")
    role = fields.Selection(ROLES, required=True)
    count = fields.Integer("Number of Shares")
    amount = fields.Monetary("Owed")
    open_amount = fields.Monetary("Not on a Statement")
    stated_amount = fields.Monetary("On a Statement")
    billed_amount = fields.Monetary("Billed")

    def action_view_entries(self):
        """Open the shares of this role in the period."""
        self.ensure_one()
        period = self.reconciliation_id
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.share_entry_action"
        )
        domain = [
            ("role", "=", self.role),
            ("date", ">=", period.date_from),
            ("date", "<=", period.date_to),
            ("company_id", "=", period.company_id.id),
        ]
        return action | {"domain": domain, "context": {}}
