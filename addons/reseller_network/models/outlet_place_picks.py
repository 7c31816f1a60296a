from odoo import models

from odoo.addons.brand_outlet.models.outlet_place_page import PAGE_SIZE


class OutletPlace(models.Model):
    """A reseller who has chosen shows his own short selection, nothing else.

    Who has not chosen shows what his upstream offers, at his own prices: nobody has
    to fill a shop before the first sale.
    """

    _inherit = "outlet.place"

    def _get_page(self, offset=0, state=None, city=None):
        """Show the picks in their order, if there are any."""
        picks = self._get_seller_contract().pick_ids
        if not picks:
            return super()._get_page(offset, state, city)
        offers = self._find_page_offers(picks.product_tmpl_id, state, city)
        open_ids = set(offers.product_tmpl_id.ids)
        shown = picks.filtered(lambda pick: pick.product_tmpl_id.id in open_ids)
        page = shown.product_tmpl_id[offset : offset + PAGE_SIZE]
        of_page = offers.filtered(lambda offer: offer.product_tmpl_id in page)
        return {
            "articles": self._get_cards(page, of_page),
            "more": len(shown) > offset + PAGE_SIZE,
        }

    def _get_cards(self, templates, offers, pieces=None):
        """Add the seller's words, and the line that stands under a picture."""
        contract = self._get_seller_contract()
        words = contract._get_words(templates) if contract else {}
        return [
            card
            | {
                "words": words.get(card["id"], ""),
                "line": contract._get_line(
                    words.get(card["id"]), card["story"], card["reason"]
                ),
            }
            for card in super()._get_cards(templates, offers, pieces)
        ]
