from odoo import models
from odoo.exceptions import UserError

_TERMS = ("earning", "rate", "suggested_earning", "suggested_rate")


class ResellerContract(models.Model):
    """Who is not verified yet sells, but learns no take price.

    Where he looks himself (no elevated rights), the tag price stands in for the take
    price, so that no page can tell it by mistake; orders keep the true one.
    """

    _inherit = "reseller.contract"

    def _hides_take(self):
        """Return whether take prices are kept from who is looking."""
        return not self.env.su and self.mode == "shop" and not self.is_verified

    def _take_prices(self, templates, quantity=1):
        if len(self) == 1 and self._hides_take():
            return {template.id: template.list_price for template in templates}
        return super()._take_prices(templates, quantity)

    def _article_cards(self, templates, shown=None):
        cards = super()._article_cards(templates, shown)
        return [self._hide_terms(card) for card in cards]

    def _session_cards(self, lines):
        return [self._hide_terms(card) for card in super()._session_cards(lines)]

    def _hide_terms(self, card):
        if not self._hides_take():
            return card
        return card | dict.fromkeys(_TERMS, 0) | {"locked": True}

    def _own_terms(self):
        terms = super()._own_terms()
        return terms | {"take_ratio": 0} if self._hides_take() else terms

    def _set_own_price(self, template, kind, value):
        self._check_entry_kind(kind)
        return super()._set_own_price(template, kind, value)

    def _set_price_rule(self, values):
        self._check_entry_kind(values.get("kind"))
        return super()._set_price_rule(values)

    def _check_entry_kind(self, kind):
        """A price over the take price would tell it."""
        if kind == "markup" and self._hides_take():
            raise UserError(
                self.env._("Get verified to set prices over the take price.")
            )
