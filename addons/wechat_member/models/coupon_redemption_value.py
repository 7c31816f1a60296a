from odoo import api, models


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def _say_not_for_till(self, code, company):
        words = self.env["loyalty.card"]._get_foreign_card_words(code, company)
        return words or super()._say_not_for_till(code, company)

    @api.model
    def _say_gone(self, card_id, company):
        # Only who issued a card is told, to whoever has it in hand.
        card_sudo = self.env["loyalty.card"].sudo().browse(card_id).exists()
        if card_sudo and not card_sudo._is_usable_in(company):
            return card_sudo.with_env(self.env).sudo()._other_company_words()
        return super()._say_gone(card_id, company)
