from datetime import timedelta

from odoo import fields, models
from odoo.fields import Command, Domain


class SettlementStatement(models.Model):
    """Billing: an agreed statement becomes the party's vendor bill."""

    _inherit = "settlement.statement"

    def action_bill(self):
        """Post a vendor bill, or a credit note where the party owes us.

        Who owes us because he took the consumers' money gets an invoice.

        A statement whose lines cancel out is closed without a bill.
        """
        self.check_access("write")
        self._check_state("agreed")
        owing = self.filtered(lambda s: not s.currency_id.is_zero(s.total))
        vals_list = [statement._prepare_bill_vals() for statement in owing]
        bills = self.env["account.move"].create(vals_list)
        for statement, bill in zip(owing, bills, strict=True):
            statement._write_step({"bill_id": bill.id})
        bills.action_post()
        self._write_step({"state": "billed"})
        return self.action_view_bill() if len(self) == 1 else None

    def _reopen_billing(self):
        """The bill is void; what both sides agreed on still holds."""
        # An accountant may cancel bills without any right on statements.
        self.sudo().write({"state": "agreed", "bill_id": False})

    def action_view_bill(self):
        """Open the vendor bill."""
        self.ensure_one()
        if not self.bill_id:
            return None
        return {
            "type": "ir.actions.act_window",
            "res_model": "account.move",
            "view_mode": "form",
            "res_id": self.bill_id.id,
        }

    def _prepare_bill_vals(self):
        self.ensure_one()
        sign = 1 if self.total > 0 else -1
        move_type = self._get_bill_type()
        today = fields.Date.context_today(self)
        return {
            "move_type": move_type,
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "invoice_date": today,
            "ref": self.name,
            "invoice_origin": self.name,
            "invoice_line_ids": [
                Command.create(
                    self._prepare_bill_line_vals(label, sign * amount, move_type)
                )
                for label, amount in self._get_bill_lines()
            ],
            **self._prepare_due_vals(today, move_type),
        }

    def _get_bill_type(self):
        """Return the kind of account.move that settles the statement."""
        self.ensure_one()
        if self.total > 0:
            return "in_invoice"
        collected = self.entry_ids.filtered(lambda entry: entry.kind == "collected")
        owing = collected or self.role == "funder"
        return "out_invoice" if owing else "in_refund"

    def _prepare_bill_line_vals(self, label, amount, move_type="in_invoice"):
        account = self.company_id.expense_account_id
        if move_type == "out_invoice":
            account = self.company_id.income_account_id
        vals = {
            "name": label,
            "quantity": 1,
            "price_unit": amount,
            # The shares are what the party gets in the end, tax included: a tax on
            # top would make the bill differ from the agreed total.
            "tax_ids": [Command.clear()],
        }
        return vals | ({"account_id": account.id} if account else {})

    def _get_bill_lines(self):
        """``[(label, amount)]``: one line per brand for an agent, else one in all."""
        self.ensure_one()
        if self.role != "agent":
            return [(self.name, self.total)]
        groups = self.env["share.entry"]._read_group(
            [("statement_id", "=", self.id)],
            ["product_id.product_brand_id"],
            ["amount:sum"],
        )
        return [
            (f"{self.name} {brand.name or ''}".strip(), amount)
            for brand, amount in groups
            if not self.currency_id.is_zero(amount)
        ]

    def _prepare_due_vals(self, bill_date, move_type="in_invoice"):
        """The partner's payment term, else the settlement days of its contract."""
        partner = self.partner_id.with_company(self.company_id)
        term = partner.property_supplier_payment_term_id
        if move_type == "out_invoice":
            term = partner.property_payment_term_id
        if term:
            return {"invoice_payment_term_id": term.id}
        days = self._get_settlement_days()
        return {
            "invoice_payment_term_id": False,
            "invoice_date_due": bill_date + timedelta(days=days),
        }

    def _get_settlement_days(self):
        """Days to pay; with several contracts the party waits for the longest."""
        self.ensure_one()
        if self.role != "agent":
            return 0
        domain = Domain("agent_id", "=", self.partner_id.id)
        contracts = self.env["brand.contract"].search(
            domain & Domain("state", "=", "active")
        )
        return max(contracts.mapped("settlement_days"), default=0)
