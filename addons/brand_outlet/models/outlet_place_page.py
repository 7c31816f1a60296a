from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

PAGE_SIZE = 24


class OutletPlacePage(models.Model):
    """What the people of a place see behind its link.

    Visitors have no access to any model. These methods are called with elevated
    rights on a place that was found by its secret, and give back plain values.
    """

    _inherit = "outlet.place"

    @api.model
    def _find_by_secret(self, name, secret):
        """Return the place (sudo) whose ``name`` is ``secret``, or none."""
        # An empty or oversized secret is no query worth making.
        if not secret or len(secret) > 64:
            return self.sudo().browse()
        place = self.sudo().search([(name, "=", secret)], limit=1)
        return place.with_company(place.company_id).with_context(
            allowed_company_ids=place.company_id.ids, lang=place._get_page_lang()
        )

    def _get_page_lang(self):
        """Return the language of the page: Chinese, where it is installed."""
        codes = [code for code, _name in self.env["res.lang"].get_installed()]
        if "zh_CN" in codes:
            return "zh_CN"
        return self.owner_id.lang or self.env.lang

    def _get_offers_domain(self, state=None, city=None, brands=None):
        """Return the domain of the offers shown here to somebody who lives there.

        :param brands: product.brand records, where nothing else is asked for
        """
        self.ensure_one()
        return (
            self.env["outlet.guard"]._open_offers_domain(self, state, city, brands)
            & Domain("company_id", "=", self.company_id.id)
            & Domain("is_lot", "=", False)
        )

    def _get_page(self, offset=0, state=None, city=None):
        """Return one page of articles: ``{"articles": [...], "more": bool}``."""
        # The order of lists: by day, and every agent in turn. Nobody buys a rank.
        domain = self._get_offers_domain(state, city)
        groups = self.env["outlet.offer"]._read_group(
            domain,
            ["product_tmpl_id"],
            order="listed_on:max desc, turn:min, id:max desc",
            offset=offset,
            limit=PAGE_SIZE + 1,
        )
        templates = self.env["product.template"].union(*(one for (one,) in groups))
        shown = templates[:PAGE_SIZE]
        return {
            "articles": self._get_cards(shown, self._find_offers(shown, domain)),
            "more": len(templates) > PAGE_SIZE,
        }

    def _find_page_offers(self, templates, state=None, city=None):
        """Return the offers shown here of these styles, the oldest first."""
        domain = self._get_offers_domain(state, city, templates.product_brand_id)
        return self._find_offers(templates, domain)

    def _find_offers(self, templates, domain):
        return self.env["outlet.offer"].search_fetch(
            domain & Domain("product_tmpl_id", "in", templates.ids), order="id"
        )

    def _get_cards(self, templates, offers, pieces=None):
        """Return what a card shows of each style; money tax included, per piece.

        :param pieces: ``_get_place_pieces``, if they are known
        """
        by_style = offers.grouped("product_tmpl_id")
        prices = self._get_place_prices(templates, offers)
        pieces = self._get_place_pieces(offers) if pieces is None else pieces
        return [
            self._get_card(
                template,
                by_style.get(template, offers.browse()),
                prices[template.id],
                sum(pieces[product.id] for product in template.product_variant_ids),
            )
            for template in templates
        ]

    def _get_card(self, template, offers, price, stock):
        stories = [story for story in offers.mapped("story") if story]
        return {
            "id": template.id,
            "name": template.name,
            "brand": template.product_brand_id.name or "",
            "tag": template.list_price,
            "price": price,
            "tenths": self._get_tenths(price, template.list_price),
            "stock": int(stock),
            "reason": offers[:1].reason_id.consumer_text or "",
            "story": stories[0] if stories else "",
            "season": template.season or "",
            "version": int(template.write_date.timestamp()),
        }

    def _get_tenths(self, price, tag):
        """Return how many tenths of the tag price are asked, as 3.8 for 38 %."""
        if not tag or price >= tag:
            return ""
        return f"{10 * price / tag:.1f}".removesuffix(".0")

    def _get_sheet(self, template, state=None, city=None):
        """Return one style with its colours and sizes, or nothing if not shown."""
        offers = self._find_page_offers(template, state, city)
        return self._build_sheet(template, offers) if offers else None

    def _build_sheet(self, template, offers):
        """Return one style with its colours and sizes, of the offers shown here."""
        pieces = self._get_place_pieces(offers)
        [card] = self._get_cards(template, offers, pieces)
        colours = defaultdict(list)
        names_of = template._get_variant_names()
        for product in template.product_variant_ids:
            *names, size = names_of[product.id] or [self.env._("One size")]
            colours[" ".join(names)].append(
                {"id": product.id, "size": size, "stock": int(pieces[product.id])}
            )
        return card | {
            "colours": [
                {"name": name, "sizes": sizes} for name, sizes in colours.items()
            ],
            "origin": template.tag_origin or "",
        }

    def _get_refusal(self, template, state=None, city=None):
        """Return in polite words why an article of this page can't go there.

        Empty for what is not sold here at all: about that nothing is said.
        """
        guard = self.env["outlet.guard"]
        verdicts = guard._judge(self._find_page_offers(template), self, state, city)
        refusals = [one for one in verdicts.values() if not one.allowed]
        return guard._explain(refusals[0]) if refusals else ""

    def _get_place_prices(self, templates, offers=None):
        """Return ``{template id: price asked here}``, tax included.

        What is asked never leaves the band that the guard would refuse.

        :param offers: the offers shown here of these styles, if they are known
        """
        self.ensure_one()
        if offers is None:
            offers = self._find_page_offers(templates)
        asked = self._get_asked_prices(templates, offers)
        bands = self.env["outlet.guard"]._get_band(templates, self)
        return {
            key: min(max(price, bands[key].floor), bands[key].ceiling)
            for key, price in asked.items()
        }

    def _get_asked_prices(self, templates, offers):
        """Return ``{template id: price the seller asks}``, tax included.

        The price that suits the grade of the place, else what the contracts
        suggest. Extended where a seller has prices of his own.
        """
        rule = self.env["outlet.assortment.rule"]._match(self)
        prices = rule._get_suggested_prices(templates)
        missing = templates.filtered(lambda one: one.id not in prices)
        suggested = defaultdict(float)
        for offer in offers.filtered(lambda one: one.product_tmpl_id in missing):
            key = offer.product_tmpl_id.id
            suggested[key] = max(suggested[key], offer.suggested_price)
        for template in missing:
            prices[template.id] = suggested[template.id] or template.list_price
        return prices

    def _get_place_pieces(self, offers):
        """Return ``{product id: free pieces}`` at the agents who offer them."""
        agents = defaultdict(set)
        for offer in offers:
            agents[offer.product_tmpl_id.id].add(offer.agent_id.id)
        products = offers.product_tmpl_id.product_variant_ids
        style = {product.id: product.product_tmpl_id.id for product in products}
        pieces = defaultdict(float)
        for (agent, product), free in self._get_agent_pieces(products).items():
            if agent in agents[style[product]]:
                pieces[product] += max(free, 0)
        return pieces

    @api.model
    def _get_agent_pieces(self, products):
        """Return ``{(agent id, product id): free pieces}`` of what agents own."""
        groups = self.env["stock.quant"]._read_group(
            [
                ("product_id", "in", products.ids),
                ("owner_id", "!=", False),
                ("location_id.usage", "=", "internal"),
            ],
            ["owner_id", "product_id"],
            ["quantity:sum", "reserved_quantity:sum"],
        )
        return {
            (owner.id, product.id): quantity - reserved
            for owner, product, quantity, reserved in groups
        }
