from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

MAX_TOP_UP = 200000.0
TOP_UP_PREFIX = "CZ"


class ResellerContract(models.Model):
    """What the seller pays in: the amounts, what is on its way and what arrived."""

    _inherit = "reseller.contract"

    def _check_top_up(self, amount):
        """Return the amount to be paid in.

        :raise UserError: it is no sum that somebody tops up
        """
        if not 0 < amount <= MAX_TOP_UP:
            raise UserError(
                self.env._(
                    "Enter an amount up to %(most)s.",
                    most=self.currency_id.format(MAX_TOP_UP),
                )
            )
        return self.currency_id.round(amount)

    def _top_up_rows(self, limit=10):
        """Return his payments to the operator, the newest first."""
        # own payments by the domain; only amount, day and state are told
        env = self.sudo().env
        own = Domain("partner_id", "child_of", self.reseller_id.id) & Domain(
            "company_id", "=", self.company_id.id
        )
        waiting = env["payment.transaction"].search(
            own
            & Domain("state", "in", ("pending", "authorized"))
            & Domain("reference", "=like", f"{TOP_UP_PREFIX}-%"),
            order="id desc",
            limit=limit,
        )
        arrived = env["account.payment"].search(
            own
            & Domain("payment_type", "=", "inbound")
            & Domain("partner_type", "=", "customer")
            & Domain("state", "in", ("in_process", "paid")),
            order="id desc",
            limit=limit,
        )
        rows = [self._top_up_row(one, one.payment_method_id.name) for one in waiting]
        rows += [
            self._top_up_row(
                one,
                # the ways of a bank account have technical names
                one.payment_transaction_id.payment_method_id.name
                or one.journal_id.name,
                arrived=True,
            )
            for one in arrived
        ]
        return rows[:limit]

    def _top_up_row(self, payment, way, arrived=False):
        return {
            "amount": payment.amount,
            "date": self._day_words(payment.create_date),
            "provider": way,
            "done": arrived,
            "wire": "" if arrived else self._get_wire_words(payment),
        }

    def _get_wire_words(self, transaction):
        """Return where he said he would transfer it to, and the number to name.

        The core tells this on the page of its own that comes after a payment.
        """
        if transaction.provider_code != "custom":
            return {}
        return {
            "number": transaction.reference,
            "account": transaction.provider_id.pending_msg or "",
        }
