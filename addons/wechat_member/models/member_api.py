"""What other systems may ask: what a coupon is, to redeem it, to take that back."""

import re

from odoo import api, models
from odoo.fields import Domain

NUMBER = re.compile(r"[\w.:/-]{8,64}")
MAX_AMOUNT = 10_000_000
# reasons of the one ledger of redemptions -> codes of this interface, which stay
CODES = {
    "unknown": "unknown_coupon",
    "held": "in_use",
    "minimum": "below_minimum",
    "not_here": "not_valid_here",
}
STATUS = {
    "bad_request": 400,
    "wrong_outlet": 403,
    "unknown_coupon": 404,
    "unknown_redemption": 404,
    "number_reused": 422,
}
# everything else is a refusal by rule
REFUSED = 409
STATES = {"released": "reversed", "returned": "reversed"}


def _is_storable(value):
    """Return whether the database can keep a text."""
    try:
        return b"\0" not in str(value).encode()
    except UnicodeEncodeError:
        return False


class ApiRefusal(Exception):
    """A refusal with a code that programs may rely on, and words for people."""

    def __init__(self, code, words):
        super().__init__(words)
        self.code = code


class MemberApi(models.AbstractModel):
    """The redemption interface; see docs/redemption_api.md for those who call it.

    All it adds to ``coupon.redemption`` is who asks: a key, its outlet, its numbers.
    """

    _name = "member.api"
    _description = "Redemption Interface"

    @api.model
    def _serve(self, key, action, body):
        """Answer a request of a key: (status, answer, whether it was answered before).

        ``body`` is what the caller sent, a dict. What is refused is an answer, too,
        and is remembered under its number like one.
        """
        own = self.with_env(key.env)
        asked = self.env["member.api.request"]
        try:
            own._check_body(action, body)
            asked, new = asked._open(key, action, body)
            if not new:
                return own._repeat(asked, action, body)
            status, answer = 200, {"ok": True, **own._act(key, action, body)}
        except ApiRefusal as refusal:
            status = STATUS.get(refusal.code, REFUSED)
            answer = own._say_refused(refusal.code, str(refusal))
        # a request that was not understood has no number
        asked = asked or asked._open(key, action, {})[0]
        asked._close(status, answer)
        key._note_use()
        return status, answer, False

    @api.model
    def _act(self, key, action, body):
        needed = ("wechat_member.group_member_user", "point_of_sale.group_pos_user")
        is_clerk = all(self.env.user.has_group(group) for group in needed)
        if not (is_clerk and key.config_id.has_access("read")):
            words = self.env._("The user of this key may not work at the outlet.")
            raise ApiRefusal("wrong_outlet", words)
        return getattr(self, f"_do_{action}")(key, body)

    @api.model
    def _repeat(self, asked, action, body):
        if asked._is_same(action, body):
            return asked.status, asked._read_answer(), True
        words = self.env._("This number was used for another request.")
        answer = self._say_refused("number_reused", words)
        return STATUS["number_reused"], answer, False

    @api.model
    def _say_refused(self, code, words):
        return {"ok": False, "error": {"code": code, "message": words}}

    # ------------------------------------------------------------------- what was sent
    @api.model
    def _check_body(self, action, body):
        wanted = "redemption" if action == "reverse" else "code"
        if not isinstance(body.get(wanted), str) or not 0 < len(body[wanted]) <= 64:
            raise self._bad_request(wanted)
        for name in (wanted, "reference", "reason"):
            if not _is_storable(body.get(name, "")):
                raise self._bad_request(name)
        number = body.get("request") or ""
        if action != "query" and not (
            isinstance(number, str) and NUMBER.fullmatch(number)
        ):
            raise self._bad_request("request")
        for name in ("reference", "reason"):
            if not isinstance(body.get(name, ""), str) or len(body.get(name, "")) > 200:
                raise self._bad_request(name)
        amount = body.get("amount", 0)
        is_number = isinstance(amount, int | float) and not isinstance(amount, bool)
        if not is_number or not 0 <= amount <= MAX_AMOUNT:
            raise self._bad_request("amount")

    @api.model
    def _bad_request(self, name):
        words = self.env._("%s is missing or no such value.", name)
        return ApiRefusal("bad_request", words)

    # ------------------------------------------------------------------- the requests
    @api.model
    def _do_query(self, key, body):
        card = self._find_coupon(key, body["code"])
        found = self.env["coupon.redemption"].inspect(
            card.code, key.company_id.id, key.config_id.id, body.get("amount")
        )
        about = self._describe_coupon(card)
        if not found["ok"]:
            code = CODES.get(found["reason"], found["reason"])
            return {"coupon": {**about, "usable": False, "why": code}}
        return {"coupon": {**about, "usable": True, "discount": found["discount"]}}

    @api.model
    def _do_redeem(self, key, body):
        card = self._find_coupon(key, body["code"])
        redemptions = self.env["coupon.redemption"]
        # what is gone already is refused without queueing for the card
        self._refuse_unless(
            redemptions.inspect(
                card.code, key.company_id.id, key.config_id.id, body.get("amount")
            )
        )
        done = redemptions._redeem(
            self._get_number(key, body["request"]),
            card.code,
            key.company_id.id,
            door="api",
            config_id=key.config_id.id,
            order_amount=body.get("amount"),
            reference=body.get("reference"),
        )
        self._refuse_unless(done)
        return {
            "redemption": body["request"],
            "state": "redeemed",
            "coupon": self._describe_coupon(card),
            "discount": done["discount"],
        }

    @api.model
    def _do_reverse(self, key, body):
        redemptions = self.env["coupon.redemption"]
        number = self._get_number(key, body["redemption"])
        request_key = redemptions._get_request_key("api", key.company_id, number)
        row_sudo = redemptions._find_request(request_key, "api")
        # the whole sale is off: what the coupon says of goods that come back
        if row_sudo.state == "consumed" and not row_sudo.program_id._gives_back(
            row_sudo.card_id, 1.0
        ):
            words = self.env._("This coupon is not given back.")
            raise ApiRefusal("not_reversible", words)
        done = redemptions._cancel(
            number,
            key.company_id.id,
            door="api",
            note=body.get("reason") or "",
        )
        if done.get("reason") == "unknown":
            raise ApiRefusal("unknown_redemption", done["message"])
        if done.get("state") not in STATES:
            self._refuse_unless(done)
        return {"redemption": body["redemption"], "state": STATES[done["state"]]}

    @api.model
    def _refuse_unless(self, done):
        if not done["ok"]:
            code = CODES.get(done["reason"], done["reason"])
            raise ApiRefusal(code, done["message"])

    @api.model
    def _get_number(self, key, number):
        # two systems of a merchant may count alike
        return f"{key.id}-{number}"

    # ------------------------------------------------------------------------- finding
    @api.model
    def _find_coupon(self, key, code):
        """Return the coupon with this code that the key's outlet takes.

        Stored value and points are no coupons: they want the member himself.

        :raise ApiRefusal: there is none; another company's or outlet's is none
        """
        redemptions = self.env["coupon.redemption"]
        outlets = Domain("program_id.pos_config_ids", "in", [False, key.config_id.id])
        domain = [
            ("code", "=", code.strip()),
            ("company_id", "in", redemptions._get_issuers(key.config_id)),
            ("program_id.pos_ok", "=", True),
        ]
        card = self.env["loyalty.card"].search(outlets & Domain(domain), limit=1)
        if not card or not card._is_coupon():
            words = self.env._("No such coupon is taken here.")
            raise ApiRefusal("unknown_coupon", words)
        return card

    @api.model
    def _describe_coupon(self, card):
        """Return what the holder of a coupon may be told; nothing about the member."""
        program = card.program_id
        return {
            "name": program.name,
            "text": ", ".join(program.reward_ids.mapped("description")),
            "minimum": max(program.rule_ids.mapped("minimum_amount"), default=0),
            "currency": program.currency_id.name,
            "expires": str(card.expiration_date) if card.expiration_date else None,
        }
