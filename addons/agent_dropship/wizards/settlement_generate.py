from odoo import api, fields, models
from odoo.tools import date_utils

# More lines than these are for the scheduled job, which shows how far it is.
LARGE = 20_000


class SettlementGenerate(models.TransientModel):
    _name = "settlement.generate"
    _description = "Make Statements"

    date_from = fields.Date(
        "First Day", required=True, default=lambda self: self._default_period()[0]
    )
    date_to = fields.Date(
        "Last Day", required=True, default=lambda self: self._default_period()[1]
    )
    open_amount = fields.Monetary("Not on a Statement", compute="_compute_open")
    open_count = fields.Integer("Open Lines", compute="_compute_open")
    party_count = fields.Integer("Parties", compute="_compute_open")
    currency_id = fields.Many2one(
        "res.currency", default=lambda self: self.env.company.currency_id
    )

    @api.model
    def _default_period(self):
        today = fields.Date.context_today(self)
        return date_utils.get_month(today)

    @api.depends("date_to")
    def _compute_open(self):
        statement = self.env["settlement.statement"]
        for wizard in self:
            until = wizard.date_to or fields.Date.context_today(wizard)
            groups = self.env["share.entry"]._read_group(
                statement._open_entries_domain(until),
                ["partner_id", "role"],
                ["__count", "amount:sum"],
            )
            wizard.party_count = len(groups)
            wizard.open_count = sum(count for *_party, count, _amount in groups)
            wizard.open_amount = sum(amount for *_party, amount in groups)

    def action_generate(self):
        """Make the statements of the period and show them, or how far they are."""
        self.ensure_one()
        statements = self.env["settlement.statement"]
        statements.check_access("create")
        if self.open_count > LARGE:
            runs = self.env["settlement.run"]._start(
                self.date_from, self.date_to, self.env.companies
            )
            return runs._get_records_action(
                name=self.env._("Statements Being Made"), context={}
            )
        statements = statements.generate(self.date_from, self.date_to)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_statement_action"
        )
        return action | {"domain": [("id", "in", statements.ids)], "context": {}}
