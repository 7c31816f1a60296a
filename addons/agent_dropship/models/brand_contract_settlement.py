from odoo import api, fields, models


class BrandContract(models.Model):
    """How the agent is settled: the same for all its brands."""

    _inherit = "brand.contract"

    settlement_terms_id = fields.Many2one(
        "settlement.terms",
        compute="_compute_settlement_terms_id",
        help="Empty: by the calendar month.",
    )

    freight_payee = fields.Selection(
        [("agent", "The Agent Who Ships"), ("operator", "The Operator")],
        "Freight Goes to",
        tracking=True,
        help="Who gets what consumers pay for the shipping of these goods. Empty: as "
        "the settings say.",
    )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {"freight_payee"}

    @api.depends("agent_id")
    def _compute_settlement_terms_id(self):
        terms = self.env["settlement.terms"]
        for company, contracts in self.grouped("company_id").items():
            calendar = terms._get_calendar(company, contracts.agent_id)
            today = company._get_local_today() if company else False
            for contract in contracts:
                of_agent = calendar.get((contract.agent_id, "agent"), terms)
                contract.settlement_terms_id = of_agent.filtered(
                    lambda one, today=today: one.date_from <= today
                )[-1:]

    def action_view_settlement_terms(self):
        """Open what was agreed with the agent, and write down what is new."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_terms_action"
        )
        return action | {
            "domain": [("partner_id", "=", self.agent_id.id), ("role", "=", "agent")],
            "context": {
                "default_partner_id": self.agent_id.id,
                "default_role": "agent",
            },
        }
