"""Coupons a member buys on his page."""

from odoo import fields, models
from odoo.exceptions import UserError


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    value_purpose = fields.Selection(
        selection_add=[("coupon", "Paid Coupon")], ondelete={"coupon": "set null"}
    )

    def _credit_value(self):
        """Give the member the coupon he paid for, once; or his money back."""
        self.ensure_one()
        if self.value_purpose != "coupon":
            return super()._credit_value()
        program = self.value_program_id
        try:
            card = program._sell(
                self.value_member_id,
                self.amount,
                f"payment.transaction,{self.id}",
                "page",
                vals={"paid_transaction_id": self.id},
                transaction_id=self.id,
                contra_account_id=self._get_value_receivable().id,
                note=self.reference,
            )
        except UserError as error:
            # Somebody else had the last one, or the sale was ended meanwhile.
            return self._give_back_unsold(str(error))
        self.value_card_id = card
        self._match_payment(self.payment_id, self._get_refund_entries())
        return None

    def _give_back_unsold(self, words):
        """Send the money back, or give somebody the task where the provider cannot."""
        if self.child_transaction_ids.filtered(lambda tx: tx.operation == "refund"):
            return
        self._log_message_on_linked_documents(words)
        if self.provider_id.support_refund == "none":
            self._ask_to_give_back(words)
            return
        refund = self._create_child_transaction(self.amount, is_refund=True)
        refund._send_refund_request()

    def _undo_failed_refund(self):
        result = super()._undo_failed_refund()
        for transaction in self.filtered(
            lambda tx: tx.state in ("cancel", "error") and tx.operation == "refund"
        ):
            source = transaction.source_transaction_id
            if source.value_purpose == "coupon" and not source.value_card_id:
                source._ask_to_give_back(transaction.state_message or "")
        return result

    def _ask_to_give_back(self, words):
        """Give whoever looks after the money the task to pay the member back, once."""
        # a member pays, and payments are not his to read
        document = (self.payment_id or self.value_member_id).sudo()
        user = self.company_id._get_refund_person()
        summary = self.with_context(lang=user.lang).env._(
            "Give back %(amount)s: %(goods)s was paid, but none was left (%(payment)s)",
            amount=self.currency_id.format(self.amount),
            goods=self.value_program_id.name,
            payment=self.reference,
        )
        if summary not in document.activity_ids.mapped("summary"):
            document.activity_schedule(
                "wechat_member.mail_activity_give_back",
                user_id=user.id,
                summary=summary,
                note=words,
            )
