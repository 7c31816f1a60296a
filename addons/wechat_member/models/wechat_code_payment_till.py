"""What the till asks for; it may ask the same as often as it likes."""

import math
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from .wechat_code_payment import OPEN

CODE = re.compile(r"1[0-5]\d{16}")


class WechatCodePayment(models.Model):
    _inherit = "wechat.code.payment"

    @api.model
    def pay(self, config_id, method_id, order_uuid, payment_uuid, amount, code):
        """Take ``amount`` from whoever shows ``code``; answer what came of it.

        The same payment line asks as often as it likes: as long as its payment is open
        or paid, nothing is sent a second time. The code itself is never kept.

        :return: {"state", "message", "number", "transaction", "wait": seconds until
            the till may ask again}
        :raise AccessError: the user may not use this till
        """
        config, method = self._get_till(config_id, method_id)
        code = re.sub(r"\s", "", code or "")
        known = self._get_row(config, payment_uuid)
        if known and known.state not in ("failed", "reversed"):
            if known.currency_id.compare_amounts(known.amount, amount):
                return self._say("failed", known._say_other_amount())
            return known._follow_alone()
        if not CODE.fullmatch(code):
            return self._say("failed", self.env._("This is no payment code of WeChat."))
        vals = self._prepare_payment(config, method, order_uuid, payment_uuid, amount)
        row_id, kind = self._alone(lambda rows: rows._start(vals))
        row = self.sudo().browse(row_id)
        if kind == "new":
            return row._alone(lambda rows: rows._charge(code))
        told = row._follow_alone()
        if kind == "same":
            return told
        if told["state"] in OPEN:
            return self._say(
                "failed",
                self.env._(
                    "Another payment of this order is still open. Wait until it is "
                    "paid or reversed."
                ),
            )
        return self.pay(config_id, method_id, order_uuid, payment_uuid, amount, code)

    def _say_other_amount(self):
        return self.env._(
            "%(amount)s of this line are paid or open already: set the line to that, "
            "and take the rest on a line of its own.",
            amount=self.currency_id.format(self.amount),
        )

    @api.model
    def follow(self, config_id, payment_uuid):
        """Ask what became of the payment of a line; see ``pay`` for the answer.

        The state is "none" where no such payment was ever begun.
        """
        row = self._get_row(self._get_till(config_id)[0], payment_uuid)
        if not row:
            return self._say(
                "none", self.env._("Nothing was sent to WeChat. Scan the code again.")
            )
        return row._follow_alone()

    @api.model
    def give_up(self, config_id, payment_uuid):
        """Reverse the payment of a line; see ``pay`` for the answer.

        :raise UserError: the payment is part of a sale
        """
        row = self._get_row(self._get_till(config_id)[0], payment_uuid)
        if not row:
            return self._say("reversed", "")
        if row.pos_payment_id:
            raise UserError(
                self.env._("This sale is complete: take the goods back instead.")
            )
        row._alone(lambda rows: rows._give_up())
        return row._follow_alone()

    def _give_up(self):
        self._queue_up()
        if self.state in (*OPEN, "paid") and not self.refunded_amount:
            self.write({"state": "reversing", "closed_at": False, "tries": 0})

    # --- inside -----------------------------------------------------------------------

    @api.model
    def _get_till(self, config_id, method_id=None):
        config = self.env["coupon.redemption"]._get_till(config_id)
        method = self.env["pos.payment.method"].browse(method_id or ())
        if method and method not in config.payment_method_ids:
            raise UserError(self.env._("This outlet does not take payment codes."))
        return config, method

    @api.model
    def _get_row(self, config, payment_uuid):
        """Return the latest attempt of a payment line of this outlet."""
        # The line's own key is the permission; no till moves another one's payments.
        return self.sudo().search(
            [
                ("payment_uuid", "=", payment_uuid),
                ("config_id", "=", config.id),
            ],
            limit=1,
        )

    def _prepare_payment(self, config, method, order_uuid, payment_uuid, amount):
        if method.use_payment_terminal != "wechat_code":
            raise UserError(self.env._("This outlet does not take payment codes."))
        return {
            "order_uuid": order_uuid,
            "payment_uuid": payment_uuid,
            "method_id": method.id,
            # which merchant number collects is the outlet's setting, not the cashier's
            "merchant_id": method.sudo().wechat_merchant_id.id,
            "config_id": config.id,
            "session_id": config.current_session_id.id,
            "company_id": config.company_id.id,
            "user_id": self.env.uid,
            "currency_id": config.currency_id.id,
            "amount": config.currency_id.round(amount),
        }

    @api.model
    def _start(self, vals):
        """Return (id, "new") of a new row, or of the open one it would be beside.

        That is "same", of the same payment line, or an "other" one of the order.
        """
        found = self.search(
            [
                "|",
                "&",
                ("payment_uuid", "=", vals["payment_uuid"]),
                ("state", "not in", ("failed", "reversed")),
                "&",
                ("order_uuid", "=", vals["order_uuid"]),
                ("state", "in", OPEN),
            ],
            limit=1,
        )
        if found:
            same = found.payment_uuid == vals["payment_uuid"]
            return found.id, "same" if same else "other"
        row = self.create(vals)
        row._plan_next()
        return row.id, "new"

    def _tell(self):
        wait = 0
        if not self._is_settled():
            rest = (self.next_try_at or fields.Datetime.now()) - fields.Datetime.now()
            wait = max(1, math.ceil(rest.total_seconds()))
        return self._say(
            self.state,
            self.reason or "",
            number=self.request_no,
            transaction=self.transaction_no or "",
            wait=wait,
        )

    @api.model
    def _say(self, state, message, **words):
        return {"state": state, "message": message, "wait": 0, **words}
