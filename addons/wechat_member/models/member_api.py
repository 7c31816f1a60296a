"""What other systems may ask: what a coupon is, to redeem it, to take that back."""

import re

from odoo import api, fields, models

NUMBER = re.compile(r"[\w.:/-]{8,64}")
MAX_AMOUNT = 10_000_000
STATUS = {
    "bad_request": 400,
    "wrong_outlet": 403,
    "unknown_coupon": 404,
    "unknown_redemption": 404,
    "number_reused": 422,
}
# everything else is a refusal by rule
REFUSED = 409


class ApiRefusal(Exception):
    """A refusal with a code that programs may rely on, and words for people."""

    def __init__(self, code, words):
        super().__init__(words)
        self.code = code


class MemberApi(models.AbstractModel):
    """The redemption interface; see docs/redemption_api.md for those who call it."""

    _name = "member.api"
    _description = "Redemption Interface"

    @api.model
    def _serve(self, key, action, body):
        """Answer a request of a key: (status, answer, whether it was answered before).

        ``body`` is what the caller sent, a dict. What is refused is an answer, too,
        and is remembered under its number like one.
        """
        api_key = self.with_env(key.env)
        asked, new = self.env["member.api.request"], True
        try:
            api_key._check_body(action, body)
            if action != "query":
                asked, new = asked._open(key, action, body)
            if not new:
                return api_key._repeat(asked, action, body)
            answer, row = getattr(api_key, f"_do_{action}")(key, body)
            status, answer = 200, {"ok": True, **answer}
        except ApiRefusal as refusal:
            row = self.env["coupon.redemption"]
            status = STATUS.get(refusal.code, REFUSED)
            answer = {
                "ok": False,
                "error": {"code": refusal.code, "message": str(refusal)},
            }
        if action == "query" or not asked:
            asked, _new = asked._open(key, action, {**body, "request": None})
        asked._close(status, answer, row)
        key._note_use()
        return status, answer, False

    @api.model
    def _repeat(self, asked, action, body):
        if not asked._is_same(action, body):
            words = self.env._("This number was used for another request.")
            answer = {
                "ok": False,
                "error": {"code": "number_reused", "message": words},
            }
            return STATUS["number_reused"], answer, False
        return asked.status, asked._read_answer(), True

    @api.model
    def _check_body(self, action, body):
        wanted = {"query": "code", "redeem": "code", "reverse": "redemption"}[action]
        if not isinstance(body.get(wanted), str) or not 0 < len(body[wanted]) <= 64:
            raise self._bad_request(wanted)
        if action != "query" and not NUMBER.fullmatch(str(body.get("request") or "")):
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
        return ApiRefusal(
            "bad_request", self.env._("%s is missing or no such value.", name)
        )

    # ------------------------------------------------------------------- the requests
    @api.model
    def _do_query(self, key, body):
        card = self._find_coupon(key, body["code"])
        answer = card._describe_for_api()
        try:
            self._check_usable(key, card, body.get("amount"))
        except ApiRefusal as refusal:
            answer |= {"usable": False, "why": refusal.code, "message": str(refusal)}
        if "amount" in body:
            answer["discount"] = card._get_api_discount(body["amount"])
        return {"coupon": answer}, self.env["coupon.redemption"]

    @api.model
    def _do_redeem(self, key, body):
        card = self._find_coupon(key, body["code"])
        amount = body.get("amount")
        self._check_usable(key, card, amount)
        discount = card._get_api_discount(amount)
        row = card._redeem_by_api(key, body, discount)
        return {**self._describe_redemption(row), "discount": discount}, row

    @api.model
    def _do_reverse(self, key, body):
        row = self._find_redemption(key, body["redemption"])
        row._reverse_by_api(body.get("reason"))
        return self._describe_redemption(row), row

    # ------------------------------------------------------------------------- finding
    @api.model
    def _find_coupon(self, key, code):
        """Return the coupon with this code that the key's outlet takes.

        :raise ApiRefusal: there is none; another company's or outlet's is none
        """
        domain = [
            ("code", "=", code.strip()),
            ("company_id", "in", [False, key.company_id.id]),
            ("program_id", "in", self._get_programs(key).ids),
        ]
        card = self.env["loyalty.card"].search(domain, limit=1)
        if not card or not card._is_coupon():
            raise ApiRefusal(
                "unknown_coupon", self.env._("No such coupon is taken here.")
            )
        return card

    @api.model
    def _get_programs(self, key):
        till = key.config_id.with_env(self.env)
        if not till.has_access("read"):
            raise ApiRefusal(
                "wrong_outlet",
                self.env._("The user of this key may not work at the outlet."),
            )
        return till._get_program_ids()

    @api.model
    def _find_redemption(self, key, number):
        # The key's own redemptions, whatever else its user may read.
        asked_sudo = self.env["member.api.request"].sudo()
        found = asked_sudo.search(
            [
                ("key_id.config_id", "=", key.config_id.id),
                ("action", "=", "redeem"),
                ("redemption_id.api_number", "=", number),
            ],
            limit=1,
        )
        if not found:
            raise ApiRefusal("unknown_redemption", self.env._("No such redemption."))
        return found.redemption_id.with_env(self.env)

    @api.model
    def _check_usable(self, key, card, amount):
        """Refuse by what is known before anything is taken, with a code for it."""
        program = card.program_id
        today = fields.Date.context_today(self)
        if card.expiration_date and card.expiration_date < today:
            raise ApiRefusal("expired", self.env._("This coupon has expired."))
        if program.date_to and program.date_to < today:
            raise ApiRefusal("expired", self.env._("This coupon has expired."))
        if program.date_from and program.date_from > today:
            raise ApiRefusal("not_started", self.env._("This coupon is not valid yet."))
        cost = card._coupon_cost()
        words = self.env["coupon.redemption"]._not_enough(
            card, cost, card._reserved_points()[card]
        )
        if words:
            raise ApiRefusal(card._get_api_taken_code(), words)
        least = min(program.rule_ids.mapped("minimum_amount"), default=0)
        if amount is not None and amount < least:
            raise ApiRefusal(
                "below_minimum",
                self.env._("This coupon needs a purchase of at least %s.", least),
            )

    @api.model
    def _describe_redemption(self, row):
        # the number is the caller's own; nothing else of the record is told
        row_sudo = row.sudo()
        return {
            "redemption": row_sudo.api_number,
            "state": "reversed" if row_sudo.state == "returned" else "redeemed",
            "coupon": row_sudo.program_id.name,
            "outlet": row_sudo.config_id.name,
        }
