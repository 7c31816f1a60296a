from odoo import api, models
from odoo.exceptions import UserError

from .account_bank_statement_line_match import Match


class AccountBankStatementLine(models.Model):
    """Customers who chose wire transfer: their money is here.

    Such a transaction waits for somebody who sees the account. The line of the bank
    confirms it in the core's way: the order is confirmed and its payment booked, which
    the line is reconciled with.
    """

    _inherit = "account.bank.statement.line"

    @api.model
    def _find_documents(self, numbers, company):
        """The number customers were told may be that of their transaction."""
        documents = super()._find_documents(numbers, company)
        # finance has no right on payments of the shop: only what is named is read
        told = self.env["payment.transaction"].sudo()
        values = list(numbers | {number.upper() for number in numbers})
        for one in told.search(
            [
                ("company_id", "=", company.id),
                ("provider_code", "=", "custom"),
                ("reference", "in", values),
            ]
        ):
            found = documents.setdefault(one.reference.upper(), set())
            paid = one.sale_order_ids or one.invoice_ids
            # without either it is money paid in advance: the transaction itself
            found.update(self.env[paid._name].browse(paid.ids) if paid else one)
        return documents

    @api.model
    def _judge_match(self, documents, amount, money):
        waiting = self._get_waiting(documents, money) if amount > 0 else None
        if not waiting:
            return super()._judge_match(documents, amount, money)
        label = ", ".join(sorted(one.display_name for one in documents))
        fitting = waiting.filtered(
            lambda one: not money.compare_amounts(one.amount, amount)
        )
        if not fitting:
            match = super()._judge_match(documents, amount, money)
            if not match.problem:
                return match
            return Match(
                problem=self.env._(
                    "%(label)s: a transfer of %(told)s is awaited, the bank has "
                    "%(paid)s.",
                    label=label,
                    told=", ".join(map(money.format, waiting.mapped("amount"))),
                    paid=money.format(amount),
                )
            )
        paid = fitting.sale_order_ids or fitting.invoice_ids
        if len(paid) > 1:
            return Match(problem=self.env._("%s: several fit, choose by hand.", label))
        # who chose wire transfer twice means the same money
        transaction = fitting.sorted("id")[-1]
        order = self.env["sale.order"].browse(transaction.sale_order_ids.ids)
        if order and (
            money.compare_amounts(self._get_unpaid(order), amount) < 0
            or self.search_count([("matched_order_id", "=", order.id)], limit=1)
        ):
            # paid another way meanwhile: it says so
            return self._judge_order(order, amount, label, money)
        return Match(order=order, transaction=transaction, label=label)

    @api.model
    def _get_waiting(self, documents, money):
        """Transactions of these documents that wait for money at the bank."""
        transactions = self.env["payment.transaction"].sudo()
        for document in documents:
            if document._name == "payment.transaction":
                transactions |= document
            elif document._name in ("sale.order", "account.move"):
                # the state of a payment is read here, nothing else of it
                transactions |= document.sudo().transaction_ids
        return transactions.filtered(
            lambda one: (
                one.state == "pending"
                and _is_wire(one)
                and one.currency_id == money
                and "cancel"
                not in (one.sale_order_ids or one.invoice_ids).mapped("state")
            )
        )

    @api.model
    def _get_open_items(self, documents, amount):
        """A transfer that was confirmed and taken apart again waits for its line."""
        items, orders = super()._get_open_items(documents, amount)
        for order in orders:
            # the state of a payment is read here, nothing else of it
            payments = order.sudo().transaction_ids.filtered(_is_wire).payment_id
            waiting = payments.move_id.line_ids.filtered(
                lambda line: (
                    not line.reconciled
                    and line.account_id == line.payment_id.outstanding_account_id
                    and line.amount_residual_currency * amount > 0
                )
            )
            if waiting:
                items |= self.env["account.move.line"].browse(waiting.ids)
                orders -= order
        return items, orders

    def _pay_with_line(self, match):
        if not match.transaction:
            return super()._pay_with_line(match)
        try:
            with self.env.cr.savepoint():
                items = self._confirm_transaction(match.transaction)
        except UserError as error:
            # the money is here; what keeps the order back is for a person
            self.match_problem = str(error)
            return None
        return super()._pay_with_line(match._replace(items=items, transaction=None))

    def _confirm_transaction(self, transaction):
        """Do what follows when money has come, and return what waits for the bank."""
        self.ensure_one()
        # confirming orders and booking is what the payment page does for anybody
        transaction = transaction.sudo().with_context(
            force_payment_move=True, bank_journal_id=self.journal_id.id
        )
        transaction._set_done()
        transaction._post_process()
        payment = transaction.payment_id
        items = payment.move_id.line_ids.filtered(
            lambda line: (
                line.account_id == payment.outstanding_account_id
                and not line.reconciled
            )
        )
        return self.env["account.move.line"].browse(items.ids)


def _is_wire(transaction):
    """Whether the customer said he would transfer the money himself."""
    # cash on delivery is a custom provider as well: the courier has that money
    return (
        transaction.provider_code == "custom"
        and transaction.provider_id.custom_mode == "wire_transfer"
    )
