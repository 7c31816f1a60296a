from odoo import models
from odoo.exceptions import ValidationError


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _try_apply_code(self, code):
        cards = self.env["loyalty.card"]
        if words := cards._get_foreign_card_words(code, self.company_id):
            return {"error": words}
        return super()._try_apply_code(code)

    def action_confirm(self):
        for order in self:
            # The seller may not read cards of other companies, only hear of them.
            for card_sudo in order.order_line.sudo().coupon_id:
                if not card_sudo._is_usable_in(order.company_id):
                    raise ValidationError(card_sudo._other_company_words())
        return super().action_confirm()
