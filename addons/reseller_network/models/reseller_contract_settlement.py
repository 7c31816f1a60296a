from odoo import api, fields, models


class ResellerContract(models.Model):
    """How often the seller is settled and what is deducted at most."""

    _inherit = "reseller.contract"

    settlement_terms_id = fields.Many2one(
        "settlement.terms",
        compute="_compute_settlement_terms_id",
        groups="brand_outlet.group_finance",
        help="Empty: by the calendar month.",
    )

    @api.depends("reseller_id", "mode")
    def _compute_settlement_terms_id(self):
        terms = self.env["settlement.terms"]
        for contract in self:
            contract.settlement_terms_id = contract.reseller_id and terms._find(
                contract.reseller_id,
                contract._get_settlement_role(),
                contract.company_id,
                contract.company_id._get_local_today(),
            )

    def _get_settlement_role(self):
        self.ensure_one()
        return "affiliate" if self.mode == "link" else "reseller"

    def action_view_settlement_terms(self):
        """Open what was agreed with the seller, and write down what is new."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_terms_action"
        )
        role = self._get_settlement_role()
        return action | {
            "domain": [("partner_id", "=", self.reseller_id.id), ("role", "=", role)],
            "context": {
                "default_partner_id": self.reseller_id.id,
                "default_role": role,
            },
        }
