from odoo import models


class SettlementReconciliationMoney(models.TransientModel):
    _inherit = "settlement.reconciliation.money"

    def _get_lines_action(self):
        model, _comma, outlet = self.source.partition(",")
        if model != "value.settlement":
            return super()._get_lines_action()
        domain = self.reconciliation_id._get_value_domain()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.value_settlement_action"
        )
        domain = [*domain, ("config_id", "=", int(outlet) or False)]
        return action | {"display_name": self.name, "domain": domain, "context": {}}
