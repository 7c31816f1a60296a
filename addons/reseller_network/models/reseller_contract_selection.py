from collections import defaultdict

from odoo import models
from odoo.fields import Domain

# what a card tells, and prices are made of: a template has ten times as many
CARD_FIELDS = (
    "name",
    "product_brand_id",
    "categ_id",
    "style_code",
    "list_price",
    "uom_id",
    "company_id",
    "write_date",
)


class ResellerContract(models.Model):
    """The selection centre: what a reseller may sell, with live stock.

    Portal users have no access to products, offers or stock. These methods start
    from ``self``, the contract of the logged-in user, and read the rest with
    elevated rights, giving back plain values: no record of another party leaves.
    """

    _inherit = "reseller.contract"

    def _offers_domain(self):
        """Return the domain of the offers this reseller may sell today."""
        self.ensure_one()
        # sellers have no right on goods; what they may sell is chosen here
        places = self.sudo().place_ids
        domain = (
            self.env["outlet.guard"]._open_offers_domain(places)
            if places
            else self.env["outlet.offer"]._shown_domain(self.reseller_id)
        )
        domain &= Domain("company_id", "=", self.company_id.id)
        if suppliers := self._get_suppliers():
            domain &= Domain("agent_id", "in", suppliers.ids)
        return domain

    def _find_offers(self, templates=None, shown=None):
        """Return the offers open to this reseller, of ``templates`` if given.

        :param shown: ``_offers_domain``, if it is known already
        """
        domain = self._offers_domain() if shown is None else shown
        if templates is not None:
            domain &= Domain("product_tmpl_id", "in", templates.ids)
        # Offers belong to agents; the contract decides which ones he may sell.
        return self.env["outlet.offer"].sudo().search_fetch(domain, order="id")

    def _find_article(self, template_id):
        """Return the article with this id if the reseller may sell it (or empty)."""
        domain = self._articles_domain() & Domain("id", "=", template_id)
        # sellers have no right on goods; what they may sell is chosen here
        return self.env["product.template"].sudo().search(domain, limit=1)

    def _article_cards(self, templates, shown=None):
        """Return the figures of articles of the selection, set-based.

        Money in the company's currency per piece; ``rate`` is the earning in per
        cent of the price; ``stock`` counts the free pieces of all sizes.
        """
        self.ensure_one()
        templates.fetch(CARD_FIELDS)
        offers = self._find_offers(templates, shown)
        by_style = offers.grouped("product_tmpl_id")
        takes = self._take_prices(templates)
        rates = self._commission_rates(templates)
        owns = self._own_prices(templates)
        stock = self._free_pieces(templates, offers)
        bands = self._price_bands(templates)
        suited = self._place_suggestions(templates, bands)
        return [
            self._article_card(
                template,
                by_style.get(template, offers.browse()),
                takes[template.id],
                rates[template.id],
                (owns.get(template.id), suited.get(template.id)),
                sum(stock[product.id] for product in template.product_variant_ids),
            )
            | self._band_figures(template, owns.get(template.id), bands[template.id])
            for template in templates
        ]

    def _band_figures(self, template, own, band):
        """Return the floor, and why the own price can not be sold at any more."""
        guard = self.env["outlet.guard"].with_company(self.company_id)
        problem = guard._get_price_problem(template, own, band) if own else ""
        return {"floor": band.floor, "attention": problem}

    def _article_card(self, template, offers, take, rate, asked, stock):
        own, suited = asked
        suggested = suited or self._suggested_price(template, offers)
        price = own or suggested
        earning, rate = self._earning(price, take, rate)
        return {
            "id": template.id,
            "name": template.name,
            "brand": template.product_brand_id.name or "",
            "style": template.style_code or "",
            "tag": template.list_price,
            "take": take,
            "suggested": suggested,
            "price": price,
            "is_own": bool(own),
            "earning": earning,
            "rate": rate,
            "stock": int(stock),
            "reason": offers[:1].reason_id.consumer_text or "",
            "version": int(template.write_date.timestamp()),
        }

    def _place_suggestions(self, templates, bands):
        """Return {template id: the price that suits his usual place}; may be empty.

        It is what a page of that place asks where he has set no price of his own.
        """
        # the rules of grades are the operator's; only prices leave
        place = self.sudo().default_place_id
        rules = self.env["outlet.assortment.rule"].sudo()
        suited = rules._match(place)._get_suggested_prices(templates) if place else {}
        return {
            key: min(max(price, bands[key].floor), bands[key].ceiling)
            for key, price in suited.items()
        }

    def _suggested_price(self, template, offers):
        """Return the price asked where the reseller has set none of his own."""
        suggested = max(offers.mapped("suggested_price"), default=0)
        return self.currency_id.round(suggested) or template.list_price

    def _own_prices(self, templates):
        """Return {template id: own price} of this contract; none in link mode."""
        return self._prices_by_hand(templates)

    def _prices_by_hand(self, templates):
        """Return {template id: price} that were set one by one."""
        if self.mode != "shop":
            return {}
        prices = self.env["reseller.price"].search_fetch(
            [("contract_id", "=", self.id), ("product_tmpl_id", "in", templates.ids)],
            ["product_tmpl_id", "price"],
        )
        return {price.product_tmpl_id.id: price.price for price in prices}

    def _free_pieces(self, templates, offers=None):
        """Return {product id: free pieces} at the agents who offer the articles."""
        agents = defaultdict(set)
        for offer in self._find_offers(templates) if offers is None else offers:
            agents[offer.product_tmpl_id.id].add(offer.agent_id.id)
        # Stock is the agents' own; only sums leave this method.
        warehouses = self.env["stock.warehouse"].sudo()
        products = templates.sudo().product_variant_ids
        style = {product.id: product.product_tmpl_id.id for product in products}
        pieces = defaultdict(float)
        for (agent, product), free in warehouses._free_by_product(products).items():
            if agent in agents[style[product]]:
                pieces[product] += max(free, 0)
        return pieces

    def _size_table(self, template, offers=None):
        """Return the sizes of each colour with live stock, in catalogue order.

        :param offers: the offers open to him of this style, if they are known
        """
        free = self._free_pieces(template, offers)
        colours = defaultdict(list)
        names_of = template._get_variant_names()
        for product in template.product_variant_ids:
            *names, size = names_of[product.id] or [self.env._("One size")]
            colour = " ".join(names)
            colours[colour].append(
                {
                    "id": product.id,
                    "size": size,
                    "sku": product.default_code or "",
                    "stock": int(free[product.id]),
                }
            )
        return [{"name": name, "sizes": sizes} for name, sizes in colours.items()]

    def _colour_and_size(self, product):
        """Split a variant's values: the last attribute is the size."""
        names = product.product_template_attribute_value_ids.sorted(
            lambda value: (value.attribute_id.sequence, value.attribute_id.id)
        ).mapped("name")
        if not names:
            return "", self.env._("One size")
        return " ".join(names[:-1]), names[-1]
