import datetime

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import format_date

# how far ahead an end is worth telling
AHEAD = datetime.timedelta(days=30)
COUNTED_DOWN = datetime.timedelta(days=2)
# a screen on a phone; the best by the terms of his tier are worked out exactly
SHOWN = 24
DEAL_ORDERS = ("gain", "end", "new")


class ResellerContract(models.Model):
    """What is on for a limited time: offers with an end and goods of sessions.

    Affiliates look for these first. Only what this one may use is listed; addons that
    know coupons add theirs to ``_find_deals``.
    """

    _inherit = "reseller.contract"

    def _deal_list(self, order="gain", limit=SHOWN):
        """Return what ends soon, with what it brings him.

        :param str order: ``gain`` best return first, ``end`` first to end, ``new``
            last published first
        :return: [cards with kind, url, ends (UTC), seconds left, new (a date)]
        """
        keys = {
            "gain": lambda deal: (-deal["earning"], deal["ends"], deal["id"]),
            "end": lambda deal: (deal["ends"], -deal["earning"], deal["id"]),
            "new": lambda deal: (deal["age"], -deal["earning"], deal["id"]),
        }
        return sorted(self._find_deals(order), key=keys[order])[:limit]

    def _find_deals(self, order):
        """Return the deals he may use, in any order. Extend by ``super()``."""
        return self._offer_deals(order) + self._session_deals()

    def _offer_deals(self, order):
        # Offers belong to agents; the contract decides which ones he may sell.
        offers = self.env["outlet.offer"].sudo()
        ending = self._offers_domain() & Domain(
            "date_to", "<", fields.Datetime.now() + AHEAD
        )
        if order == "gain":
            query = offers._search(ending)
            inside = Domain("id", "in", query.subselect("product_tmpl_id"))
            templates = self._search_listed(inside, "gain", 0, SHOWN)
            shown = offers.search(
                ending & Domain("product_tmpl_id", "in", templates.ids)
            )
        else:
            by = "date_to, id" if order == "end" else "date_published desc, id desc"
            shown = offers.search(ending, order=by, limit=SHOWN)
            templates = shown.product_tmpl_id
        ends = {}
        for offer in shown:
            known = ends.get(offer.product_tmpl_id.id, offer)
            # of several agents' offers the last one to end counts
            ends[offer.product_tmpl_id.id] = max(known, offer, key=lambda o: o.date_to)
        return [
            card
            | {"kind": "offer", "url": f"/my/outlet/article/{card['id']}"}
            | self._deal_times(
                ends[card["id"]].date_to, ends[card["id"]].date_published
            )
            for card in self._article_cards(templates)
        ]

    def _session_deals(self):
        # as above, for the goods of sessions
        lines = self.env["outlet.session.line"].sudo()
        found = lines.search(
            self._session_lines_domain(), order="sequence, id", limit=SHOWN
        )
        sessions = {line.id: line.session_id for line in found}
        return [
            card
            | {
                "kind": "session",
                "url": f"/my/outlet/session/{card['line_id']}",
                "stock": card["left"],
                "session": sessions[card["line_id"]].name,
            }
            | self._deal_times(
                sessions[card["line_id"]].date_end,
                sessions[card["line_id"]].date_preview,
            )
            for card in self._session_cards(found)
        ]

    def _deal_times(self, end, start):
        now = fields.Datetime.now()
        left = end - now
        local = fields.Datetime.context_timestamp(self, end)
        return {
            "ends": end,
            # nobody counts down days in seconds
            "day": format_date(self.env, local) if left > COUNTED_DOWN else "",
            "seconds": max(int(left.total_seconds()), 0),
            "age": now - (start or end),
        }
