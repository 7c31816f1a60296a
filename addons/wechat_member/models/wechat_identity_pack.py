from odoo import models


class WechatIdentity(models.Model):
    _inherit = "wechat.identity"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("partner_id"):
            # cards taken before it was known whose they are; nobody reads them here
            self.sudo()._bind_cards()
        return result

    def _bind_cards(self):
        for identity in self:
            cards = self.env["wechat.card"].search(
                [
                    ("account_id", "=", identity.account_id.id),
                    ("openid", "=", identity.openid),
                    ("loyalty_card_id", "=", False),
                ]
            )
            cards.filtered(
                lambda card, identity=identity: card.partner_id != identity.partner_id
            )._bind(identity.partner_id)
