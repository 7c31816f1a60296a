"""What is answered to whoever redeems from outside a till."""

from odoo import api, fields, models

from .coupon_redemption_take import Refusal

DONE = {"consumed": "redeemed", "taken": "reserved"}


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    # ----------------------------------------------------------------------- refusals
    @api.model
    def _refuse(self, words):
        reason = getattr(words, "reason", "refused")
        return {"ok": False, "reason": reason, "message": str(words)}

    @api.model
    def _unknown_words(self, code):
        words = self.env._("There is no coupon with the code %s.", code)
        return Refusal(words, "unknown")

    @api.model
    def _note_refusals(self, refusals, request_key, config, source=None):
        if refusals:
            self.env["coupon.redemption.refusal"]._note(
                refusals, request_key, config, source
            )

    # ------------------------------------------------------------------------ answers
    def _answer(self):
        self.ensure_one()
        answer = {
            "ok": self.state in DONE,
            "state": DONE.get(self.state, self.state),
            "redemption_id": self.id,
            "request_no": self.order_uuid.split(",", 2)[-1],
            "reference": self.reference or "",
            "points": self.points,
            "discount": self.discount,
            "order_amount": self.order_amount,
            "hold_until": fields.Datetime.to_string(self.hold_until) or False,
            "closed_at": fields.Datetime.to_string(self.closed_at) or False,
        }
        if self.state not in DONE:
            answer |= self._refuse(self._given_up_words())
        return answer | self._describe_card(self.card_id)

    def _given_up_words(self):
        if self.state == "returned":
            words = self.env._("This redemption was given back.")
            return Refusal(words, "returned")
        words = self.env._("This reservation was given up. Ask with a new number.")
        return Refusal(words, "released")

    @api.model
    def _answer_again(self, row, code):
        """Answer a number that asks again, unless it means another coupon now."""
        if row.card_id.code != (code or "").strip():
            words = self.env._("This number was used for another coupon.")
            return self._refuse(Refusal(words, "conflict"))
        return row._answer()

    @api.model
    def _describe_card(self, card):
        return {
            "card_id": card.id,
            "code": card.code,
            "coupon": card.program_id.name,
            "expires": fields.Date.to_string(card.expiration_date) or False,
        }
