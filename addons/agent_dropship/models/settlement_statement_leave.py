from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

PARTY = ("partner_id", "company_id", "currency_id")


class SettlementStatement(models.Model):
    """The party leaves: what it still owes for returns becomes an invoice."""

    _inherit = "settlement.statement"

    debt_invoice_id = fields.Many2one(
        "account.move", "Invoice of the Rest", readonly=True, copy=False
    )
    debt_entry_id = fields.Many2one(
        "account.move",
        "Entry of the Rest",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="It clears the credit note, as the invoice asks for its amount.",
    )

    def action_invoice_debt(self):
        """Invoice what a party owes for returns: nothing is left to deduct it from."""
        self.check_access("write")
        invoice = self.sudo()._invoice_debt()
        if not invoice:
            raise UserError(self.env._("There is nothing open to be invoiced."))
        return invoice._get_records_action(name=self.env._("Invoice of the Rest"))

    def _invoice_debt(self):
        """Turn the open credit notes of these parties into one invoice each."""
        invoices = self.env["account.move"]
        parties = {statement._get_party_key() for statement in self}
        for party, notes in self._get_debts().items():
            if party not in parties:
                continue
            statements = self.concat(*notes)
            statements._take()
            label = self.env._(
                "Returns that were not deducted: %(names)s",
                names=", ".join(statements.mapped("name")),
            )
            account = statements.bill_id.invoice_line_ids.account_id[:1]
            invoice = self.env["account.move"].create(
                statements._prepare_debt_invoice(sum(notes.values()), label, account)
            )
            invoice.action_post()
            entry = statements._book_against_notes(notes, account, label)
            statements.write({"debt_invoice_id": invoice.id, "debt_entry_id": entry.id})
            invoices += invoice
        return invoices

    def _prepare_debt_invoice(self, amount, label, account):
        """The credit notes' account takes both sides: nothing is left on it."""
        return {
            "move_type": "out_invoice",
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": self.company_id._get_local_today(),
            "invoice_origin": ", ".join(self.mapped("name")),
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": label,
                        "quantity": 1,
                        "price_unit": amount,
                        "account_id": account.id,
                        # the credit notes were for amounts with tax
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    @api.model
    def _cron_generate(self, *args):
        """Statements first; then those who left are asked for what is still open."""
        result = super()._cron_generate(*args)
        notes = self.search(
            [
                ("bill_id.move_type", "=", "in_refund"),
                ("bill_id.state", "=", "posted"),
                ("bill_id.amount_residual", ">", 0),
            ]
        )
        gone = notes.filtered(lambda note: note._is_all_over())
        gone._invoice_debt()
        return result

    def _is_all_over(self):
        """Whether the party has left and nothing more will be settled with it."""
        self.ensure_one()
        if not self._has_left():
            return False
        party = [(name, "=", self[name].id) for name in PARTY]
        party.append(("role", "=", self.role))
        unsettled = [("statement_id", "=", False), *party]
        return not (
            self.env["share.entry"].search_count(unsettled, limit=1)
            or self.search_count([("state", "!=", "billed"), *party], limit=1)
        )

    def _has_left(self):
        """Whether the party has no contract any more. Extension: other roles."""
        self.ensure_one()
        if self.role != "agent":
            return False
        today = self.company_id._get_local_today()
        return not self.env["brand.contract"].search_count(
            Domain(
                [
                    ("agent_id", "=", self.partner_id.id),
                    ("company_id", "=", self.company_id.id),
                    ("state", "=", "active"),
                ]
            )
            & (Domain("date_end", "=", False) | Domain("date_end", ">=", today)),
            limit=1,
        )
