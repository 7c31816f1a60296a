import datetime

from odoo import fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

# what was posted is not suggested again for so long
REST = datetime.timedelta(days=7)
# of so many new articles the best are suggested
LOOKED_AT = 24


class ResellerContract(models.Model):
    """The daily pick: the one or two articles worth a post today, no flood.

    There is no way to send anything to many: the reseller posts by hand.
    """

    _inherit = "reseller.contract"

    def _get_daily_limit(self):
        # a setting, the same for everybody who reads it
        return self.sudo().company_id.daily_pick_limit

    def _daily_cards(self):
        """Return today's articles: what he posted already, then what to post next.

        His own picks go before, then the new goods with the best return; nothing that
        is sold out, and nothing he posted a week ago or later.
        """
        self.ensure_one()
        limit = self._get_daily_limit()
        today = fields.Date.context_today(self)
        shown = self._shown_picks()
        done = shown.filtered(lambda pick: pick.posted_on == today)[:limit]
        resting = shown.filtered(
            lambda pick: pick.posted_on and pick.posted_on > today - REST
        )
        fresh = (shown - resting).product_tmpl_id
        cards = self._article_cards(done.product_tmpl_id | fresh)
        posted = set(done.product_tmpl_id.ids)
        ready = sorted(
            (card for card in cards if card["stock"] and card["id"] not in posted),
            key=lambda card: -card["earning"],
        )
        found = [card for card in cards if card["id"] in posted] + ready
        if len(found) < limit:
            known = shown.product_tmpl_id.ids
            found += self._suggest_daily(known, limit - len(found))
        return [
            self._with_words(card, shown) | {"is_posted": card["id"] in posted}
            for card in found[:limit]
        ]

    def _suggest_daily(self, known_ids, limit):
        """Return cards of goods in stock that he has not picked, best return first."""
        domain = self._articles_domain(in_stock=True) & Domain(
            "id", "not in", known_ids
        )
        newest = self._search_listed(
            domain & ~self._get_own_trade_domain(), "new", 0, LOOKED_AT
        )
        cards = self._article_cards(newest)
        return sorted(cards, key=lambda card: -card["earning"])[:limit]

    def _with_words(self, card, picks):
        pick = picks.filtered(lambda one: one.product_tmpl_id.id == card["id"])
        return card | {"words": pick.words or ""}

    def _mark_posted(self, template):
        """Note that he posted an article today; it is one of his picks from now on.

        :raise ValidationError: he posted as many as a day bears
        """
        self._add_picks(template)
        today = fields.Date.context_today(self)
        # his own; written for him
        picks = self.sudo().pick_ids
        pick = picks.filtered(lambda one: one.product_tmpl_id == template)
        posted = picks.filtered(lambda one: one.posted_on == today) - pick
        if len(posted) >= self._get_daily_limit():
            raise ValidationError(
                self.env._(
                    "You posted %(count)s today. More is read by nobody: go on "
                    "tomorrow.",
                    count=len(posted),
                )
            )
        pick.posted_on = today
