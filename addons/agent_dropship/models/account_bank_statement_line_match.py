import re
import unicodedata
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

# what may be a number of ours or of a shop in a text that people typed
NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z/_\-]{3,}")
SEPARATOR = re.compile(r"[/_\-]+")


class Match(NamedTuple):
    """What a bank line pays: journal items, an order that has no invoice yet, or what
    a customer said he would transfer."""

    items: object = ()
    order: object = None
    transaction: object = None
    label: str = ""
    problem: str = ""

    def get_targets(self):
        """What no other line may pay as well."""
        return {*self.items, *(one for one in (self.order, self.transaction) if one)}


class _Numbers:
    """The numbers in a text of the bank, as people typed them: full-width, several
    with a slash between, or torn apart by spaces where the bank's form broke the line.
    """

    def __init__(self, text):
        plain = unicodedata.normalize("NFKC", text)
        self.whole = set(NUMBER.findall(plain))
        self.torn = set(NUMBER.findall("".join(plain.split())))

    def get_all(self):
        """Return whatever may be a number, to look all of it up at once."""
        every = self.whole | self.torn
        return every.union(*map(_split, every))

    def choose(self, documents):
        """Return the records that are named: the whole word says more than its parts,
        and only where nothing is found spaces are taken for a slip.

        :param documents: ``{number in capitals: {record}}``
        """

        def find(numbers):
            found = set()
            for number in numbers:
                parts = [number] if number.upper() in documents else _split(number)
                found.update(*(documents.get(part.upper(), ()) for part in parts))
            return found

        return find(self.whole) or find(self.torn)


def _split(number):
    """Return the parts of a number that are long enough to be one."""
    return [part for part in SEPARATOR.split(number) if len(part) > 3]


class AccountBankStatementLine(models.Model):
    """What a line pays is found by the numbers in its text.

    The core's models for reconciliation name accounts for lines nobody has a document
    for; that a number stands for an order, a statement or a bill is not theirs. Only
    what leaves no doubt is reconciled; the rest says why it waits.
    """

    _inherit = "account.bank.statement.line"

    outlet_key = fields.Char(readonly=True, copy=False)
    match_problem = fields.Char("Not Matched Because", readonly=True, copy=False)
    matched_order_id = fields.Many2one(
        "sale.order",
        "Paid Order",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _outlet_key_unique = models.UniqueIndex(
        "(journal_id, outlet_key) WHERE outlet_key IS NOT NULL",
        "This line of the bank was brought in before.",
    )

    def action_match(self):
        """Look once more for what these lines pay."""
        self.check_access("write")
        self.filtered(lambda line: not line.is_reconciled)._match_and_reconcile()

    def _match_and_reconcile(self):
        """Reconcile what leaves no doubt; write down why the rest waits."""
        for (company, currency), lines in self.grouped(
            lambda line: (line.company_id, line.currency_id)
        ).items():
            found = self._match_numbers(
                [(line, line.payment_ref or "", line.amount) for line in lines],
                company,
                currency,
            )
            for line, match in found.items():
                line.match_problem = match.problem
                if not match.problem:
                    line._pay_with_line(match)

    def action_undo_reconciliation(self):
        """What is taken apart pays nothing any more, no order either."""
        result = super().action_undo_reconciliation()
        self.filtered("matched_order_id").matched_order_id = False
        return result

    def _pay_with_line(self, match):
        self.ensure_one()
        items, order = match.items, match.order
        if items:
            partner, account = items.partner_id[:1], items.account_id
        else:
            # two imports at once do not see each other: the later one starts over
            self.env.cr.execute(
                SQL(
                    "UPDATE sale_order SET write_date = write_date WHERE id = %s",
                    order.id,
                )
            )
            partner = order.partner_invoice_id.with_company(self.company_id)
            account = partner.property_account_receivable_id
        # the core writes the entry anew with the party: that comes first
        self.write({"partner_id": partner.id, "matched_order_id": order and order.id})
        _liquidity, suspense, _other = self._seek_for_lines()
        suspense.account_id = account
        if items:
            (suspense + items).reconcile()

    # --- finding ------------------------------------------------------------------

    @api.model
    def _match_numbers(self, wanted, company, currency):
        """Find what payments are for. None of it is found twice.

        :param wanted: ``[(key, text, amount)]``; money that goes out is negative
        :param currency: what the bank account is kept in: the amounts are in it
        :return: ``{key: Match}``
        """
        texts = {key: _Numbers(text) for key, text, _amount in wanted}
        numbers = set().union(*(text.get_all() for text in texts.values()))
        documents = self._find_documents(numbers, company)
        taken, result = set(), {}
        for key, _text, amount in wanted:
            named = texts[key].choose(documents)
            match = self._judge_match(named, amount, currency)
            # sets may overlap: one line pays two bills, another one of them
            if taken & match.get_targets():
                problem = self.env._("%s is paid by another line.", match.label)
                match = Match(problem=problem)
            taken |= match.get_targets()
            result[key] = match
        return result

    @api.model
    def _find_documents(self, numbers, company):
        """``{number: {record}}`` of bills, invoices, statements and orders."""
        values = list(numbers | {number.upper() for number in numbers})
        of_company = Domain("company_id", "=", company.id)
        by_field = (
            ("account.move", ("name", "ref", "payment_reference")),
            ("settlement.statement", ("name",)),
            ("sale.order", ("name", "client_order_ref", "reference")),
        )
        documents = {}
        for model, names in by_field:
            named = Domain.OR(Domain(name, "in", values) for name in names)
            for record in self.env[model].search(of_company & named):
                if model == "account.move" and not record.is_invoice():
                    continue
                for name in names:
                    if record[name]:
                        found = documents.setdefault(record[name].upper(), set())
                        found.add(record)
        return documents

    @api.model
    def _judge_match(self, documents, amount, money):
        """Say what exactly this amount pays, or why nobody can tell."""
        if not documents:
            return Match(
                problem=self.env._("No number of an order, statement or bill is named.")
            )
        label = ", ".join(sorted(one.display_name for one in documents))
        items, orders = self._get_open_items(documents, amount)
        foreign = (items.currency_id | orders.currency_id) - money
        if foreign:
            return Match(
                problem=self.env._(
                    "%(label)s is in %(owed)s, the bank account in %(paid)s: enter it "
                    "by hand, with the rate.",
                    label=label,
                    owed=", ".join(foreign.mapped("name")),
                    paid=money.name,
                )
            )
        if items and not orders:
            return self._judge_items(items, amount, label, money)
        if len(orders) == 1 and not items:
            return self._judge_order(orders, amount, label, money)
        if not items and not orders:
            return Match(problem=self.env._("%s: nothing is open there.", label))
        return Match(problem=self.env._("%s: several fit, choose by hand.", label))

    @api.model
    def _judge_items(self, items, amount, label, money):
        # a bill, and a transfer that was set against it and waits for its own line
        groups = items.grouped(lambda item: (item.partner_id, item.account_id))
        fitting = [
            same
            for same in groups.values()
            if not money.compare_amounts(
                abs(sum(same.mapped("amount_residual_currency"))), abs(amount)
            )
        ]
        if len(fitting) == 1:
            return Match(items=fitting[0], label=label)
        rest = abs(sum(items.mapped("amount_residual_currency")))
        if len(items.partner_id) > 1 or len(items.account_id) > 1:
            return Match(problem=self.env._("%s: of several parties.", label))
        if money.compare_amounts(rest, abs(amount)):
            return Match(
                problem=self.env._(
                    "%(label)s: open is %(open)s, the bank has %(paid)s.",
                    label=label,
                    open=money.format(rest),
                    paid=money.format(abs(amount)),
                )
            )
        return Match(items=items, label=label)

    @api.model
    def _judge_order(self, order, amount, label, money):
        """An order that is not invoiced yet: its customer pays in advance."""
        if self.search_count([("matched_order_id", "=", order.id)], limit=1):
            return Match(problem=self.env._("%s is paid by another line.", label))
        rest = self._get_unpaid(order)
        if money.compare_amounts(rest, amount):
            return Match(
                problem=self.env._(
                    "%(label)s: open is %(open)s, the bank has %(paid)s.",
                    label=label,
                    open=money.format(rest),
                    paid=money.format(amount),
                )
            )
        return Match(order=order, label=label)

    @api.model
    def _get_unpaid(self, order):
        """What was paid online is not paid at the bank again."""
        # does not follow the state of the payments
        order.invalidate_recordset(["amount_paid"])
        return order.amount_total - order.amount_paid

    @api.model
    def _get_open_items(self, documents, amount):
        """Return (journal items that wait for such money, orders without invoice)."""
        moves, orders = self.env["account.move"], self.env["sale.order"]
        for document in documents:
            if document._name == "account.move":
                moves |= document
            elif document._name == "settlement.statement":
                moves |= document.bill_id
            elif document.invoice_ids.filtered(lambda move: move.state == "posted"):
                moves |= document.invoice_ids
            elif document.state == "sale" and amount > 0:
                orders |= document
        posted = moves.filtered(lambda move: move.state == "posted")
        # a transfer that we ordered waits for the bank instead of the bill
        waiting = (posted.reconciled_payment_ids | posted.matched_payment_ids).move_id
        items = (posted | waiting).line_ids.filtered(
            lambda line: (
                not line.reconciled
                and line.account_id.reconcile
                and line.amount_residual_currency * amount > 0
            )
        )
        return items, orders
