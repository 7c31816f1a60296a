"""Coupons that are in a pack of WeChat as well: checked there before they are taken."""

from odoo import api, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def _before_taking(self, cards, order_uuid):
        self._check_packs(cards, order_uuid)
        return super()._before_taking(cards, order_uuid)

    @api.model
    def _reserve(self, request_no, code, company_id, door="office", **request):
        """Ask WeChat first whether the coupon was used there; see the original."""
        company, _config = self._get_outlet(company_id, request.get("config_id"))
        key = self._get_request_key(door, company, request_no)
        self._check_packs(self._get_card(code, company), key)
        return super()._reserve(request_no, code, company_id, door=door, **request)

    @api.model
    def _check_packs(self, cards, request_key):
        """Take over uses that WeChat knows of and we do not.

        Nothing is locked yet, as nobody shall wait for WeChat. Where it does not
        answer, our own ledger decides and WeChat is told afterwards.
        """
        # Who redeems has no right to the packs; only the outcome is his.
        packed_sudo = cards and self.env["wechat.card"].sudo()._find_live(cards)
        if not packed_sudo:
            return
        coupons = cards.filtered(lambda card: card._is_coupon())
        held_sudo = self.sudo().search(
            [
                ("order_uuid", "=", request_key),
                ("card_id", "in", coupons.ids),
                ("state", "in", ("taken", "consumed")),
            ]
        )
        for packed in packed_sudo:
            coupon = packed.loyalty_card_id
            if coupon in coupons.sudo() and coupon not in held_sudo.card_id:
                packed._reconcile()

    @api.model
    def _redeem_in_wechat(self, packed):
        """Redeem here what was used in WeChat and return a refusal in words, or "".

        A till that only holds the coupon has lost it: nobody has paid there yet.
        """
        coupon = packed.loyalty_card_id
        company = packed.company_id
        key = f"wechat,{company.id},{packed.id}"
        coupon._queue_for_points()
        holds = self.search([("card_id", "=", coupon.id), ("state", "=", "taken")])
        holds.filtered("hold_until")._close("released")
        source = {
            "door": "wechat",
            "company_id": company.id,
            "reference": packed.code,
            # WeChat does not tell the ticket: what it took off is what it is worth
            "discount": self._estimate_discount(coupon, coupon._coupon_cost(), 0),
        }
        config = self.env["pos.config"]
        refusals = self._take(
            {coupon: coupon._coupon_cost()}, key, config, source=source
        )
        if refusals:
            self._note_refusals(refusals, key, config, source)
            return refusals[coupon]
        row = self._find_request(key, "wechat")
        if row.state == "taken":
            row._redeem_now({})
        return ""
