"""What is said between us and WeChat Pay about one payment."""

from datetime import timedelta

from odoo import api, fields, models

from ..wechat import (
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    QuotaReached,
    Refused,
    Transient,
    WechatError,
)
from .wechat_code_payment import LONGEST_REST, OPEN, SETTLING_SECONDS, to_fen

ORDERS = "/v3/pay/transactions/out-trade-no"
DESCRIPTION_BYTES = 127
# The platform spells some codes in two ways; they are compared without hyphens.
UNPAID = {
    *("AUTHCODEEXPIRE", "AUTHCODEINVALID", "AUTHCODEERROR", "NOTENOUGH"),
    *("NOTSUPORTCARD", "NOTSUPPORTCARD", "ORDERCLOSED", "OUTTRADENOUSED"),
    *("BUYERMISMATCH", "TRADEERROR", "ACCOUNTERROR", "RULELIMIT"),
}
# Not even asked, or turned away at the door: nothing was taken.
TURNED_AWAY = (BadRequest, Misconfigured, NotPermitted, QuotaReached, Transient)
BATCH = 200


class WechatCodePayment(models.Model):
    _inherit = "wechat.code.payment"

    def _charge(self, code):
        """Send the code the customer showed; return what came of it."""
        self._queue_up()
        try:
            told = self._ask("POST", "/v3/pay/transactions/codepay", self._bill(code))
        except WechatError as error:
            self._note_refusal(error)
        else:
            self._note_state(told)
        self._plan_next()
        return self._tell()

    def _bill(self, code):
        about = f"{self.company_id.name} {self.config_id.name}".encode()
        account = self.method_id.wechat_account_id
        return {
            "appid": account.app_id,
            "mchid": self.merchant_id.number,
            "description": about[:DESCRIPTION_BYTES].decode(errors="ignore"),
            "out_trade_no": self.request_no,
            "payer": {"auth_code": code},
            "amount": {"total": to_fen(self.amount), "currency": "CNY"},
            "scene_info": {"store_info": {"out_id": str(self.config_id.id)}},
        }

    def _ask(self, verb, path, body=None):
        return self.merchant_id._open().ask(verb, path, body)

    def _note_refusal(self, error):
        word = str(error.code or "").replace("_", "")
        reason = self._words_of(word) or error.text
        if word == "USERPAYING":
            self.write({"state": "asking", "reason": reason})
        elif word == "ORDERREVERSED":
            self._close("reversed", reason=reason)
        elif word in UNPAID or isinstance(error, TURNED_AWAY):
            self._close("failed", reason=reason)
        else:
            # what is unclear is asked for, never sent again
            self.write({"state": "unclear", "reason": reason})

    def _words_of(self, word):
        words = {
            "AUTHCODEEXPIRE": self.env._("The payment code has run out."),
            "AUTHCODEINVALID": self.env._("WeChat does not know this payment code."),
            "AUTHCODEERROR": self.env._("WeChat does not know this payment code."),
            "NOTENOUGH": self.env._("The customer's account does not hold the amount."),
            "USERPAYING": self.env._("The customer is entering the password."),
        }
        return words.get(word)

    def _note_state(self, told):
        """Take over what WeChat Pay says of this payment."""
        remote = told.get("trade_state")
        if remote in ("REVOKED", "CLOSED"):
            self._close("reversed")
        elif remote == "PAYERROR":
            self._close("failed", reason=self.env._("The customer did not pay."))
        elif self.state == "reversing":
            # who once decided to give the money back does so
            return
        elif remote in ("SUCCESS", "REFUND"):
            number = told.get("transaction_id")
            self._close("paid", transaction_no=number, reason=False)
        elif remote == "USERPAYING":
            words = self._words_of("USERPAYING")
            self.write({"state": "asking", "reason": words})
        else:
            self.state = "unclear"

    # --- what became of it ------------------------------------------------------------

    def _follow_alone(self):
        """Ask what became of it, in a transaction of its own, and return that.

        What somebody else is asking about right now is left to him.
        """
        return self._alone(lambda rows: rows._follow()._tell())

    def _follow(self):
        row = self.try_lock_for_update()
        if not row or row._is_settled():
            return self
        row.tries += 1
        path = f"{ORDERS}/{row.request_no}?mchid={row.merchant_id.number}"
        try:
            row._note_state(row._ask("GET", path))
        except (InDoubt, Transient, Refused, QuotaReached) as error:
            # not there yet, or not to be had now: it stays open
            row.reason = error.text
        if row.state in OPEN and row._is_over():
            row._reverse()
        row._plan_next()
        return self

    def _is_over(self):
        """Whether the customer had time enough, or somebody gave up."""
        limit = timedelta(seconds=self.method_id.code_limit_seconds)
        waited = fields.Datetime.now() - self.sent_at
        return self.state == "reversing" or waited >= limit

    def _reverse(self):
        """Close the order at WeChat Pay; what was taken goes back."""
        self.state = "reversing"
        if fields.Datetime.now() < self._get_first_reversal():
            return
        account = self.method_id.wechat_account_id
        body = {"appid": account.app_id, "mchid": self.merchant_id.number}
        try:
            told = self._ask("POST", f"{ORDERS}/{self.request_no}/reverse", body)
        except WechatError as error:
            self.reason = error.text
            if str(error.code or "").replace("_", "") == "ORDERREVERSED":
                self._close("reversed")
        else:
            # Y: not done yet, ask for it again
            if told.get("recall") != "Y":
                self._close("reversed", reason=False)

    def _get_first_reversal(self):
        return self.sent_at + timedelta(seconds=SETTLING_SECONDS)

    def _plan_next(self):
        """Set when the next question is due: soon at first, hourly at last."""
        if self._is_settled():
            self.next_try_at = False
            return
        step = max(1, self.method_id.code_query_seconds)
        late = max(0, self.tries - 12)
        rest = timedelta(seconds=min(step * 2 ** min(late, 10), LONGEST_REST))
        self.next_try_at = fields.Datetime.now() + rest

    @api.model
    def _cron_follow(self):
        """Settle what a till or a server left behind."""
        crons = self.env["ir.cron"]
        due = self.search(
            [("state", "in", OPEN), ("next_try_at", "<=", fields.Datetime.now())],
            order="next_try_at",
            limit=BATCH,
        )
        for row in due:
            row._follow_alone()
            crons._commit_progress(1)
        refunds = self.env["wechat.code.refund"]._get_unsettled(BATCH)
        for refund in refunds:
            refund._repeat_alone()
            crons._commit_progress(1)
