from odoo import models
from odoo.fields import Domain


class ResellerContract(models.Model):
    """A small mall in the seller's own name: what he picked, else what he may show."""

    _inherit = "reseller.contract"

    def _get_mall_page(self, place, category_id=0, offset=0, limit=24):
        """Return one page of the mall, for strangers.

        :return: dict with ``articles`` (as on the place's page, with the seller's own
            ``said``), whether there are ``more``, and ``categories`` to choose from
        """
        self.ensure_one()
        domain = place._get_offers_domain()
        picks = self._get_picked()
        if picks:
            domain &= Domain("product_tmpl_id", "in", picks.ids)
        categories = self._get_mall_categories(domain)
        if category_id:
            domain &= Domain("product_tmpl_id.categ_id", "child_of", category_id)
        templates = self._sort_for_mall(domain, picks, offset, limit + 1)
        shown = templates[:limit]
        cards = place._get_cards(shown, place._find_offers(shown, domain))
        said = self._get_words(shown)
        return {
            "articles": [card | {"said": said.get(card["id"], "")} for card in cards],
            "more": len(templates) > limit,
            "categories": categories,
        }

    def _get_picked(self):
        """Return the articles the seller picked, in his order."""
        # his picks are his; strangers see the articles only
        picks = self.env["reseller.pick"].sudo()
        return picks.search([("contract_id", "=", self.id)]).product_tmpl_id

    def _sort_for_mall(self, domain, picks, offset, limit):
        """Return articles: the seller's order, else the newest first."""
        # offers are the agents'; the domain lets only the place's own through
        offers = self.env["outlet.offer"].sudo()
        if picks:
            shown = offers.search(domain).product_tmpl_id
            return picks.filtered(lambda one: one in shown)[offset : offset + limit]
        groups = offers._read_group(
            domain,
            ["product_tmpl_id"],
            order="listed_on:max desc, turn:min, id:max desc",
            offset=offset,
            limit=limit,
        )
        return picks.union(*(one for (one,) in groups))

    def _get_mall_categories(self, domain):
        """Return the categories there is something of, the fullest first."""
        # names of categories are no secret
        offers = self.env["outlet.offer"].sudo()
        templates = self.env["product.template"].sudo()
        shown = offers._search(domain).subselect("product_tmpl_id")
        groups = templates._read_group(
            [("id", "in", shown)],
            ["categ_id"],
            ["__count"],
            order="__count desc",
            limit=8,
        )
        return [{"id": one.id, "name": one.name} for one, _count in groups if one]

    def _get_words(self, templates):
        """Return {template id: what the seller says of it}."""
        # said to strangers
        picks = (
            self.env["reseller.pick"]
            .sudo()
            .search_fetch(
                [
                    ("contract_id", "=", self.id),
                    ("product_tmpl_id", "in", templates.ids),
                ],
                ["product_tmpl_id", "words"],
            )
        )
        return {pick.product_tmpl_id.id: pick.words or "" for pick in picks}

    def _get_words_about(self, template):
        """Return what the seller says of one article."""
        return self._get_words(template).get(template.id, "")
