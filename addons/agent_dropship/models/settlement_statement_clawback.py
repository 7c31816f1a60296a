from odoo import api, fields, models
from odoo.fields import Command, Domain


class SettlementStatement(models.Model):
    """What a party owes us because more came back than it earned.

    The debt is the open rest of the credit notes of its statements: nothing else holds
    a balance. Each bill takes something off it, up to the limit agreed on; what is left
    when the party leaves becomes an invoice.
    """

    _inherit = "settlement.statement"

    is_deducted_later = fields.Boolean(
        readonly=True,
        copy=False,
        help="Billed below zero: deducted from the next statements up to a limit.",
    )
    deduction_id = fields.Many2one(
        "account.move", readonly=True, copy=False, index="btree_not_null"
    )
    deducted_amount = fields.Monetary(
        "Deducted for Earlier Returns",
        compute="_compute_deduction",
        compute_sudo=True,
        help="Taken off this statement for what earlier ones ended below zero with.",
    )
    amount_payable = fields.Monetary(
        "To Be Paid", compute="_compute_deduction", compute_sudo=True
    )
    open_debt = fields.Monetary(
        "Carried Forward",
        compute="_compute_deduction",
        compute_sudo=True,
        help="What the party still owes for returns after this deduction.",
    )

    @api.depends("total", "state", "deduction_id", "bill_id.amount_residual")
    def _compute_deduction(self):
        debts = self._get_debts()
        for statement in self:
            debt = sum(debts.get(statement._get_party_key(), {}).values())
            if statement.deduction_id:
                taken = statement._get_booked_deduction()
            elif statement.state == "billed":
                taken = 0.0
            else:
                taken = statement._get_deduction(debt, statement.total)
                debt = statement.currency_id.round(debt - taken)
            statement.deducted_amount = taken
            statement.amount_payable = statement.currency_id.round(
                statement.total - taken
            )
            statement.open_debt = debt

    def _get_deduction_facts(self):
        """``[(label, amount)]``: what is deducted and carried on, in all documents."""
        self.ensure_one()
        facts = []
        if self.deducted_amount:
            facts = [
                (self.env._("Deducted for Earlier Returns"), -self.deducted_amount),
                (self.env._("To Be Paid"), self.amount_payable),
            ]
        if self.open_debt:
            facts.append((self.env._("Carried Forward"), -self.open_debt))
        return facts

    def _get_workbook_labels(self):
        labels = super()._get_workbook_labels()
        money = self.currency_id.format
        facts = [(label, money(value)) for label, value in self._get_deduction_facts()]
        return labels | {"facts": labels["facts"] + facts}

    def _get_debts(self):
        """``{party key: {statement: what is open of its credit note}}``, in order."""
        notes = self.search(
            Domain("bill_id.move_type", "=", "in_refund")
            & Domain("bill_id.state", "=", "posted")
            & Domain("bill_id.amount_residual", ">", 0)
            & Domain("partner_id", "in", self.partner_id.ids),
            order="date_to, id",
        )
        debts = {}
        for note in notes:
            of_party = debts.setdefault(note._get_party_key(), {})
            of_party[note] = note.bill_id.amount_residual
        return debts

    def _get_limit(self):
        """How much may be deducted at once; 0: no limit."""
        self.ensure_one()
        terms = self.env["settlement.terms"]._find(
            self.partner_id, self.role, self.company_id, self.date_to
        )
        return terms.clawback_limit

    def _get_deduction(self, debt, amount):
        """What is taken off ``amount`` for a debt."""
        self.ensure_one()
        if not debt or amount <= 0:
            return 0.0
        return min(debt, amount, self._get_limit() or debt)

    def _get_booked_deduction(self):
        debits = self.deduction_id.line_ids.filtered(lambda line: line.balance > 0)
        return sum(debits.mapped("amount_currency"))

    def action_bill(self):
        """Deduct what is owed for earlier returns from what is billed."""
        result = super().action_bill()
        below = self.filtered(lambda one: one.bill_id.move_type == "in_refund")
        for statement in below:
            limited = bool(statement._get_limit())
            statement._write_step({"is_deducted_later": limited})
        for statement in (self - below).sorted("date_to"):
            if statement.bill_id.move_type == "in_invoice":
                # finance bills; the books' own entries follow from it
                statement.sudo()._deduct()
        return result

    def _deduct(self):
        """Set the open credit notes against this bill, as far as the limit goes."""
        self.ensure_one()
        notes = self._get_debts().get(self._get_party_key(), {})
        amount = self._get_deduction(sum(notes.values()), self.bill_id.amount_residual)
        if self.currency_id.is_zero(amount):
            return
        parts = self._split_debt(notes, amount)
        label = self.env._("Returns deducted: %(name)s", name=self.name)
        payable = _get_payable_lines(self.bill_id)
        self.deduction_id = self._book_against_notes(parts, payable.account_id, label)
        debit = self.deduction_id.line_ids.filtered(lambda line: line.balance > 0)
        (debit + payable).reconcile()

    def _split_debt(self, notes, amount):
        """``{statement: part}`` of an amount, the oldest first."""
        parts = {}
        for note, open_amount in notes.items():
            part = self.currency_id.round(min(amount, open_amount))
            if part > 0:
                parts[note] = part
                amount -= part
        return parts

    def _book_against_notes(self, parts, account, label):
        """Book an entry that takes parts of credit notes up, against an account."""
        company, currency = self.company_id[:1], self.currency_id[:1]
        today = company._get_local_today()

        def line(amount, account, balance):
            return Command.create(
                {
                    "name": label,
                    "partner_id": self.partner_id[:1].id,
                    "account_id": account.id,
                    "currency_id": currency.id,
                    "amount_currency": amount,
                    "balance": balance,
                }
            )

        taken = [
            (note, _get_payable_lines(note.bill_id), part)
            for note, part in parts.items()
        ]
        credits = [
            line(
                -part,
                lines.account_id,
                -currency._convert(part, company.currency_id, company, today),
            )
            for _note, lines, part in taken
        ]
        # the sum of rounded amounts: a rounded sum may be a cent beside it
        balance = -sum(values["balance"] for _command, _id, values in credits)
        total = company.currency_id.round(balance)
        move = self.env["account.move"].create(
            {
                "move_type": "entry",
                "company_id": company.id,
                "date": today,
                "ref": label,
                "line_ids": [
                    line(sum(parts.values()), account, total),
                    *credits,
                ],
            }
        )
        move.action_post()
        for (_note, lines, _part), credit in zip(
            taken, move.line_ids.sorted("id")[1:], strict=True
        ):
            (lines + credit).reconcile()
        return move

    def _reopen_billing(self):
        """The bill is void, and what was deducted from it with it."""
        # An accountant may cancel bills without any right on statements.
        statements = self.sudo()
        if deductions := statements.deduction_id:
            statements.deduction_id = False
            deductions.button_draft()
            deductions.button_cancel()
        return super()._reopen_billing()


def _get_payable_lines(bill):
    return bill.line_ids.filtered(
        lambda line: line.account_id.account_type == "liability_payable"
    )
