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
        wizard._merge_money(src_partners, dst_partner)
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

    def _merge_money(self, src_partners, dst_partner):
        """Bring the money of one program onto one card, part by part.

        The core adds up what is left on the cards, and knows no gift part.
        """
        # Merging contacts is the administrator's, and so is their money.
        cards = self.env["loyalty.card"].sudo()
        for program, money in cards._read_group(
            [
                ("partner_id", "in", src_partners.ids),
                ("program_id.program_type", "=", "ewallet"),
            ],
            ["program_id"],
            ["id:recordset"],
        ):
            own = [("partner_id", "=", dst_partner.id), ("program_id", "=", program.id)]
            heir = cards.search(own, limit=1)
            if not heir:
                heir = money[:1]
                heir.partner_id = dst_partner
            (money | heir)._queue_for_points()
            parts = money._get_value_parts()
            for card in (money - heir).filtered("points"):
                reference = f"loyalty.card,{card.id}"
                out = {name: -amount for name, amount in parts[card].items()}
                card._post_entry("merge", -card.points, reference, parts=out)
                amount = sum(parts[card].values())
                heir._post_entry("merge", amount, reference, parts=dict(parts[card]))

    def _update_foreign_keys(self, src_partners, dst_partner):
        # Growth is a sum of entries: it moves before its entries change hands.
        for partner in src_partners.sudo().filtered("growth"):
            reference = f"res.partner,{partner.id}"
            grown = partner.growth
            partner._add_growth(-grown, "merge", f"{reference},out")
            dst_partner._add_growth(grown, "merge", f"{reference},in")
        return super()._update_foreign_keys(src_partners, dst_partner)
