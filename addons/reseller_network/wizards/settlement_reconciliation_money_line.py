from odoo import models


class SettlementReconciliationMoney(models.TransientModel):
    _inherit = "settlement.reconciliation.money"

    def _get_lines_action(self):
        if self.source != "prepaid":
            return super()._get_lines_action()
        period = self.reconciliation_id
        items = self.env.execute_query(period._get_prepaid_sql())
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "account.action_account_moves_all"
        )
        domain = [
            ("id", "in", [item[0] for item in items]),
            ("date", "<=", period.date_to),
        ]
        return action | {
            "display_name": self.name,
            "domain": domain,
            "context": {"search_default_group_by_partner": 1},
        }
