"""Money that goes back the way it came: into the customer's WeChat."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..wechat import InDoubt, QuotaReached, Transient, WechatError
from .wechat_code_payment import to_fen

REFUNDS = "/v3/refund/domestic/refunds"
STATES = {"SUCCESS": "done", "PROCESSING": "sent"}
LATER = (InDoubt, Transient, QuotaReached)


class WechatCodeRefund(models.Model):
    """One refund, under one number: WeChat Pay pays the same number once."""

    _name = "wechat.code.refund"
    _description = "Refund of a Payment by Payment Code"
    _order = "id desc"
    _rec_name = "request_no"

    payment_id = fields.Many2one(
        "wechat.code.payment", "Paid by", required=True, readonly=True, index=True
    )
    request_no = fields.Char(
        "Number",
        required=True,
        readonly=True,
        default=lambda self: self.env["wechat.code.payment"]._new_number(),
    )
    payment_uuid = fields.Char(
        required=True,
        readonly=True,
        index=True,
        groups="base.group_system",
        help="Key of the till's payment.",
    )
    config_id = fields.Many2one("pos.config", "Outlet", required=True, readonly=True)
    session_id = fields.Many2one("pos.session", readonly=True, index="btree_not_null")
    company_id = fields.Many2one(related="payment_id.company_id", store=True)
    currency_id = fields.Many2one(related="payment_id.currency_id")
    amount = fields.Monetary(required=True, readonly=True)
    user_id = fields.Many2one("res.users", "Cashier", readonly=True)
    state = fields.Selection(
        [("sent", "On Its Way"), ("done", "Refunded"), ("failed", "Refused")],
        required=True,
        readonly=True,
        default="sent",
    )
    reason = fields.Char(readonly=True, help="What WeChat Pay said last.")
    pos_payment_id = fields.Many2one(
        "pos.payment", "Payment", readonly=True, index="btree_not_null"
    )

    _request_no_unique = models.UniqueIndex("(request_no)")
    _once = models.UniqueIndex("(payment_id, payment_uuid) WHERE state != 'failed'")
    _positive = models.Constraint("CHECK (amount > 0)", "There is nothing to refund.")

    # --- at the till ------------------------------------------------------------------

    @api.model
    def refund(self, config_id, payment_uuid, amount, order_ids):
        """Give ``amount`` back to those who paid the orders by payment code.

        The same payment line asks as often as it likes; it is paid once. Answers
        ``{"done": bool, "message": words, "number": first number}``.

        :param order_ids: the orders whose goods come back
        :raise AccessError: the user may not use this till or read these orders
        """
        config, _method = self.env["wechat.code.payment"]._get_till(config_id)
        orders = self.env["pos.order"].browse(order_ids).exists()
        orders.check_access("read")
        amount = config.currency_id.round(amount)
        # The orders may be read; who paid them is no cashier's to read or write.
        known_sudo = self.sudo().search(
            [("payment_uuid", "=", payment_uuid), ("state", "!=", "failed")]
        )
        if known_sudo:
            answer = self._send_all(known_sudo.ids)
            sent = sum(known_sudo.mapped("amount"))
            if not answer["done"] or not config.currency_id.compare_amounts(
                sent, amount
            ):
                return answer
            amount = config.currency_id.round(amount - sent)
        parts, left = self._spread(orders, amount)
        if amount < 0 or parts.keys() & set(known_sudo.payment_id):
            return {"done": False, "message": self._sent_words(config, sent)}
        if left:
            return {"done": False, "message": self._too_much_words(parts)}
        return self._pay_back(parts, payment_uuid, config)

    def _spread(self, orders, amount):
        """Return ({payment: part}, what is left over), the largest payment first."""
        payments = self.env["wechat.code.payment"].sudo()
        payments = payments.search(
            [("pos_order_id", "in", orders.ids), ("state", "=", "paid")],
            order="amount desc, id",
        )
        parts = {}
        for payment in payments:
            currency = payment.currency_id
            part = min(amount, payment.amount - payment.refunded_amount)
            if currency.compare_amounts(part, 0) > 0:
                parts[payment] = part
                amount = currency.round(amount - part)
        return parts, amount

    def _sent_words(self, config, sent):
        return self.env._(
            "%(amount)s of this line went back before: set the line to that, and give "
            "the rest back on a line of its own.",
            amount=config.currency_id.format(sent),
        )

    def _too_much_words(self, parts):
        paid = sum(parts.values())
        if not paid:
            return self.env._("This sale was not paid by payment code.")
        return self.env._(
            "Only %s was paid by payment code. Give the rest back another way.",
            self.env.company.currency_id.format(paid),
        )

    # --- inside -----------------------------------------------------------------------

    @api.model
    def _pay_back(self, parts, payment_uuid, config):
        """Pay {payment: amount} back and answer as ``refund`` does."""
        common = {
            "payment_uuid": payment_uuid,
            "config_id": config.id,
            "session_id": config.current_session_id.id,
            "user_id": self.env.uid,
        }
        amounts = {payment.id: amount for payment, amount in parts.items()}
        return self._send_all(
            self._alone(lambda refunds: refunds._begin(amounts, common))
        )

    def _begin(self, amounts, common):
        """Write down what is about to be sent; return the ids."""
        payments = self.env["wechat.code.payment"].browse(amounts)
        # two at once: the later one sees what the first one took
        payments._queue_up()
        for payment in payments:
            left = payment.amount - payment.refunded_amount
            if payment.currency_id.compare_amounts(amounts[payment.id], left) > 0:
                words = payment.currency_id.format(left)
                raise UserError(self.env._("%s is left of this payment.", words))
        return self.create(
            [
                {**common, "payment_id": payment.id, "amount": amounts[payment.id]}
                for payment in payments
            ]
        ).ids

    def _send_all(self, ids):
        told = [
            self._alone(lambda refunds, one=one: refunds.browse(one)._send())
            for one in ids
        ]
        return {
            "done": all(state != "failed" for state, _reason, _number in told),
            "message": "\n".join(
                reason for state, reason, _number in told if state == "failed"
            ),
            "number": told[0][2],
        }

    def _alone(self, act):
        refunds = self
        return self.env["wechat.code.payment"]._alone(
            lambda rows: act(refunds.with_env(rows.env))
        )

    def _repeat_alone(self):
        self._alone(lambda refunds: refunds._send())

    def _send(self):
        """Send it, unless that was done; return (state, reason, number)."""
        if self.try_lock_for_update() and self.state == "sent":
            self._ask()
        return self.state, self.reason or "", self.request_no

    def _ask(self):
        payment = self.payment_id
        body = {
            "out_trade_no": payment.request_no,
            "out_refund_no": self.request_no,
            "amount": {
                "refund": to_fen(self.amount),
                "total": to_fen(payment.amount),
                "currency": "CNY",
            },
        }
        try:
            told = payment._ask("POST", REFUNDS, body)
        except LATER as error:
            # may be done: the same number is sent until there is an answer
            self.reason = error.text
        except WechatError as error:
            self.write({"state": "failed", "reason": error.text})
        else:
            state = STATES.get(told.get("status"), "failed")
            reason = told.get("status") if state == "failed" else False
            self.write({"state": state, "reason": reason})

    @api.model
    def _get_unsettled(self, limit):
        return self.search([("state", "=", "sent")], order="id", limit=limit)
