from odoo import models


class BasePartnerMerge(models.TransientModel):
    """Tells the ledger why balances move."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge_loyalty_cards(self, src_partners, dst_partner):
        cards = self.env["loyalty.card"]._with_cause(
            kind="merge", note=dst_partner.display_name
        )
        # Merging contacts is the administrator's; so is what their cards owe.
        owing = cards.sudo().search(
            [("partner_id", "in", src_partners.ids), ("points_owed", ">", 0)]
        )
        wizard = self.with_env(cards.env)
        merge = super(BasePartnerMerge, wizard)._merge_loyalty_cards
        result = merge(src_partners, dst_partner)
        for card in owing.filtered(lambda card: not card.active):
            heir = cards.sudo().search(
                [
                    ("partner_id", "=", dst_partner.id),
                    ("program_id", "=", card.program_id.id),
                ],
                limit=1,
            )
            card._hand_over_owed(heir)
        return result

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Growth is a sum of entries: it moves before its entries change hands.
        for partner in src_partners.sudo().filtered("growth"):
            reference = f"res.partner,{partner.id}"
            grown = partner.growth
            partner._add_growth(-grown, "merge", f"{reference},out")
            dst_partner._add_growth(grown, "merge", f"{reference},in")
        return super()._update_foreign_keys(src_partners, dst_partner)
