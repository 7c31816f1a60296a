from collections import defaultdict
from datetime import timedelta

from odoo import api, models
from odoo.fields import Command, Domain
from odoo.tools import SQL


class SettlementStatement(models.Model):
    """Billing: an agreed statement becomes the party's vendor bill.

    Two things stand on it: what the party earned, an expense, and what it sold for its
    own account where it took the consumers' money, our sale to it. Each goes to its
    account with its tax; the document is one and its total that of the statement.
    """

    _inherit = "settlement.statement"

    def action_bill(self):
        """Post a vendor bill, or a credit note where the party owes us.

        Who owes us because he took the consumers' money gets an invoice.

        A statement whose lines cancel out is closed without a bill, unless there are
        sales on it that the tax office is told of.
        """
        self.check_access("write")
        self._check_state("agreed")
        lines = self._get_bill_lines()
        owing = self.filtered(
            lambda one: (
                not one.currency_id.is_zero(one.total)
                or any(sold for _label, _amount, sold in lines[one])
            )
        )
        vals_list = [
            statement._prepare_bill_vals(lines[statement]) for statement in owing
        ]
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

    def _prepare_bill_vals(self, lines):
        """Values of the bill.

        :param lines: those of this statement, see ``_get_bill_lines``
        """
        self.ensure_one()
        sign = 1 if self.total > 0 else -1
        move_type = self._get_bill_type(lines)
        today = self.company_id._get_local_today()
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
                    self._prepare_bill_line_vals(label, sign * amount, sold, move_type)
                )
                for label, amount, sold in lines
            ],
            **self._prepare_due_vals(today, move_type),
        }

    def _get_bill_type(self, lines):
        """Return the kind of account.move that settles the statement."""
        self.ensure_one()
        if self.total > 0:
            return "in_invoice"
        return "out_invoice" if any(line[2] for line in lines) else "in_refund"

    def _prepare_bill_line_vals(self, label, amount, sold, move_type):
        company = self.company_id
        account = company.income_account_id if sold else company.expense_account_id
        # The shares are what the party gets in the end, tax included: a tax on top
        # would make the bill differ from the agreed total.
        tax = self._get_bill_tax(sold, move_type)
        vals = {
            "name": label,
            "quantity": 1,
            "price_unit": amount,
            "tax_ids": [Command.set(tax.ids)],
        }
        return vals | ({"account_id": account.id} if account else {})

    def _get_bill_tax(self, sold, move_type):
        """Return the tax that is in an amount, or none.

        :param sold: whether it is our sale to the party
        """
        rate = self.company_id.settlement_vat if sold else 0.0
        if not rate:
            return self.env["account.tax"]
        return self.company_id._get_settlement_tax(rate, "sale")

    def _get_bill_lines(self):
        """``{statement: [(label, amount, sold)]}``, for an agent one line a brand."""
        # access to the statements was checked; the lines are those of their orders
        entries = self.env["share.entry"].sudo()
        mine, sold = Domain("statement_id", "in", self.ids), self._get_sold_domain()
        by = ["statement_id", "product_id.product_brand_id"]
        sums = defaultdict(float)
        for domain, is_sold in ((mine & ~sold, False), (mine & sold, True)):
            for one, brand, amount in entries._read_group(domain, by, ["amount:sum"]):
                name = (brand.name or "") if one.role == "agent" else ""
                sums[one, name, is_sold] += amount
        lines = {statement: [] for statement in self}
        for (statement, name, is_sold), amount in sums.items():
            amount = statement.currency_id.round(amount)
            if amount:
                label = statement._get_bill_label(name, is_sold)
                lines[statement].append((label, amount, is_sold))
        return lines

    def _get_bill_label(self, brand, sold):
        words = [self.name, brand]
        if sold and self.role != "funder":
            words.append(self.env._("sold and collected"))
        return " ".join(filter(None, words))

    @api.model
    def _get_sold_domain(self):
        """Entries of goods the consumers paid this party for, also when they come back
        later, and what a funder adds to the price."""
        return Domain("role", "=", "funder") | Domain.custom(
            to_sql=lambda _model, alias, _query: SQL(
                """EXISTS (SELECT FROM share_entry held
                    WHERE held.sale_line_id = %s AND held.partner_id = %s
                      AND held.kind = 'collected')""",
                SQL.identifier(alias, "sale_line_id"),
                SQL.identifier(alias, "partner_id"),
            )
        )

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
