from odoo import api, models

from .coupon_redemption_take import Refusal


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def _take(self, costs, order_uuid, config, partner=None, hold=False, source=None):
        # Money never crosses from one company to another.
        company = self._get_company(config, source)
        refusals = {
            card: Refusal(card.sudo()._other_company_words(), "other_company")
            for card in costs
            if not card.sudo()._is_usable_in(company)
        }
        if refusals:
            return refusals
        return super()._take(costs, order_uuid, config, partner, hold, source)

    @api.model
    def hold(self, code, order_uuid, config_id, partner_id=False):
        """Refuse a card with money of another company in words; see the original."""
        config = self._get_till(config_id)
        cards = self.env["loyalty.card"]
        if words := cards._get_foreign_card_words(code, config.company_id):
            return {"ok": False, "message": words}
        return super().hold(code, order_uuid, config_id, partner_id)

    @api.model
    def take(self, order_uuid, costs, config_id, partner_id=False):
        """Refuse money of another company in words; see the original."""
        config = self._get_till(config_id)
        # Only who issued a card is told, to whoever has it in hand.
        cards_sudo = self.env["loyalty.card"].sudo().browse(map(int, costs)).exists()
        refusals = [
            {"card_id": card.id, "message": card._other_company_words()}
            for card in cards_sudo
            if not card._is_usable_in(config.company_id)
        ]
        if refusals:
            return {"taken": False, "refusals": refusals}
        return super().take(order_uuid, costs, config_id, partner_id)
