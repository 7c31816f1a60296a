"""Money that a member pays online for his card or for a gift card."""

from odoo import fields, models


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    value_purpose = fields.Selection(
        [("top_up", "Top-up"), ("gift_card", "Gift Card")],
        string="Stored Value",
        readonly=True,
    )
    value_program_id = fields.Many2one("loyalty.program", readonly=True)
    value_member_id = fields.Many2one(
        "res.partner",
        string="Member",
        readonly=True,
        index="btree_not_null",
        help="Whose card is topped up, or who gives it away. Somebody else may pay.",
    )
    value_card_id = fields.Many2one(
        "loyalty.card", string="Card", readonly=True, index="btree_not_null"
    )

    def _post_process(self):
        result = super()._post_process()
        for transaction in self.filtered(lambda tx: tx.state == "done"):
            if transaction.value_purpose and not transaction.value_card_id:
                transaction._credit_value()
            elif transaction.source_transaction_id.value_purpose:
                transaction._match_refund()
        return result

    def _set_canceled(self, *args, **kwargs):
        transactions = super()._set_canceled(*args, **kwargs)
        self._undo_failed_refund()
        return transactions

    def _set_error(self, *args, **kwargs):
        transactions = super()._set_error(*args, **kwargs)
        self._undo_failed_refund()
        return transactions

    # ------------------------------------------------------------------ money comes in
    def _credit_value(self):
        """Put what was paid on the card: once, however often it is asked."""
        self.ensure_one()
        program = self.value_program_id
        member = self.value_member_id
        if self.value_purpose == "top_up":
            card = member._get_value_card(program)
        else:
            card = program._make_gift_card(member)
        entries = card._post_entry(
            "top_up",
            self.amount,
            f"payment.transaction,{self.id}",
            transaction_id=self.id,
            contra_account_id=self._get_value_receivable().id,
            note=self.reference,
        )
        self.value_card_id = card
        self._match_payment(self.payment_id, entries)

    def _get_value_receivable(self):
        company = self.value_program_id.company_id or self.company_id
        partner = self.partner_id.commercial_partner_id.with_company(company)
        return (
            self.payment_id.destination_account_id
            or partner.property_account_receivable_id
        )

    def _match_payment(self, payment, entries):
        """Reconcile the payment with the journal entries of the card."""
        account = payment.destination_account_id
        lines = (payment.move_id | entries.move_id).line_ids.filtered(
            lambda line: line.account_id == account and not line.reconciled
        )
        if account.reconcile and len(lines.move_id) > 1:
            lines.reconcile()

    # ---------------------------------------------------------------- money goes back
    def _get_refund_entries(self):
        return self.env["member.entry"].search([("transaction_id", "=", self.id)])

    def _match_refund(self):
        self._match_payment(self.payment_id, self._get_refund_entries())

    def _undo_failed_refund(self):
        """Put money back on the card that the provider did not pay back."""
        for transaction in self.filtered(
            lambda tx: (
                tx.state in ("cancel", "error")
                and tx.operation == "refund"
                and tx.source_transaction_id.value_purpose
            )
        ):
            for entry in transaction._get_refund_entries().filtered(
                lambda entry: entry.kind == "refund"
            ):
                entry._reverse_money()
