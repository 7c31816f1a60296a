"""Stored value and gift cards on the member's page."""

from odoo import models
from odoo.tools import format_amount


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_page_money(self):
        """Return what the member has paid in, was given on top, and may buy."""
        self.ensure_one()
        cards = self.env["loyalty.card"].search(
            self._live_cards_domain(), order="expiration_date, id"
        )
        wallets = cards.filtered(lambda card: card.program_type == "ewallet")
        gifts = cards.filtered(lambda card: card.program_type == "gift_card")
        currency = self.member_company_id.currency_id
        paid, given = (
            sum(wallets.mapped(part)) for part in ("value_paid", "value_gift")
        )
        offers = []
        if program := self._get_value_program():
            offers = self._prepare_top_up_offers(program)
        return {
            "parts": given
            and self.env._(
                "Paid %(paid)s · gift %(given)s",
                paid=format_amount(self.env, paid, currency),
                given=format_amount(self.env, given, currency),
            ),
            "offers": offers,
            "sells_gifts": bool(self._get_value_program("gift_card")),
            "gift_cards": [card._prepare_page_gift_card() for card in gifts],
        }
