"""Coupons that are in a pack of WeChat as well: checked there before they are taken."""

from odoo import api, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def hold(self, code, order_uuid, config_id, partner_id=False):
        """Ask WeChat first whether the coupon was used there; see the original."""
        config = self._get_till(config_id)
        card = self._get_card(code, config.company_id)
        self._check_packs(card, order_uuid)
        return super().hold(code, order_uuid, config_id, partner_id)

    @api.model
    def take(self, order_uuid, costs, config_id, partner_id=False):
        """Ask WeChat first about coupons no order holds yet; see the original."""
        self._get_till(config_id)
        # Only whether it was used leaves the card.
        cards_sudo = self.env["loyalty.card"].sudo().browse(map(int, costs)).exists()
        self._check_packs(cards_sudo, order_uuid)
        return super().take(order_uuid, costs, config_id, partner_id)

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
        coupons = cards.filtered(lambda card: card._is_coupon())
        if not coupons:
            return
        # Who redeems has no right to the packs; only the outcome is his.
        packed_sudo = self.env["wechat.card"].sudo()._find_live(coupons)
        if not packed_sudo:
            return
        held_sudo = self.sudo().search(
            [
                ("order_uuid", "=", request_key),
                ("card_id", "in", coupons.ids),
                ("state", "in", ("taken", "consumed")),
            ]
        )
        for packed in packed_sudo:
            if packed.loyalty_card_id not in held_sudo.card_id:
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
