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
        self._log_message_on_linked_documents(words)
        if self.child_transaction_ids.filtered(lambda tx: tx.operation == "refund"):
            return
        if self.provider_id.support_refund != "none":
            refund = self._create_child_transaction(self.amount, is_refund=True)
            refund._send_refund_request()
