from odoo import api, fields, models
from odoo.exceptions import UserError


class CouponRefund(models.TransientModel):
    """Pay back what a member paid for a coupon he has not used."""

    _name = "coupon.refund"
    _description = "Pay Back a Coupon"

    card_id = fields.Many2one(
        "loyalty.card", string="Coupon", required=True, readonly=True
    )
    company_id = fields.Many2one(related="card_id.company_id")
    currency_id = fields.Many2one(related="card_id.currency_id")
    partner_id = fields.Many2one(related="card_id.partner_id", string="Member")
    amount = fields.Monetary(related="card_id.paid_amount")
    is_online = fields.Boolean(
        string="Goes Back by the Online Payment", compute="_compute_is_online"
    )
    journal_id = fields.Many2one(
        "account.journal",
        string="Cash or Bank",
        domain="[('type', 'in', ('cash', 'bank')), ('company_id', '=', company_id)]",
        help="From where it is paid, where it was bought at a till.",
    )
    reason = fields.Char(required=True)

    @api.depends("card_id")
    def _compute_is_online(self):
        for wizard in self:
            wizard.is_online = wizard.card_id._is_paid_online()

    def action_refund(self):
        """Take the coupon back and send the money the way it came.

        :raise UserError: it is used or expired, or no journal to pay from
        """
        self.ensure_one()
        card = self.card_id
        card.check_access("write")
        if self.is_online:
            card._refund_paid_online(self.reason)
        elif card.sudo().paid_line_id.order_id._get_money_cards():
            # what was given on a card would leave the shop as cash
            raise UserError(
                self.env._(
                    "It was paid with stored value: take it back at the till, from the "
                    "receipt."
                )
            )
        elif not self.journal_id:
            raise UserError(self.env._("Choose the cash or bank to pay from."))
        else:
            self._refund_cash()
        return {"type": "ir.actions.act_window_close"}

    def _refund_cash(self):
        card = self.card_id
        card._queue_for_points()
        if words := card._refuse_paid_refund():
            raise UserError(words)
        # Paying back is the act of the manager of members; the payment is its trace.
        payment_sudo = (
            self.env["account.payment"]
            .sudo()
            .create(
                {
                    "payment_type": "outbound",
                    "partner_type": "customer",
                    "partner_id": self.partner_id.id,
                    "amount": self.amount,
                    "journal_id": self.journal_id.id,
                    "company_id": self.company_id.id,
                    "memo": self.reason,
                }
            )
        )
        payment_sudo.action_post()
        entries = card._refund_paid(
            f"coupon.refund,{card.id}",
            contra_account_id=payment_sudo.destination_account_id.id,
            note=self.reason,
        )
        self.env["payment.transaction"]._match_payment(payment_sudo, entries.sudo())
