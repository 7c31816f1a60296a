from collections import defaultdict
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

SELECTION_ORDERS = {
    "new": "create_date desc, id desc",
    "low": "list_price, id",
    "high": "list_price desc, id",
}


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

    def _find_offers(self, templates=None):
        """Return the offers open to this reseller, of ``templates`` if given."""
        domain = self._offers_domain()
        if templates is not None:
            domain &= Domain("product_tmpl_id", "in", templates.ids)
        # Offers belong to agents; the contract decides which ones he may sell.
        return self.env["outlet.offer"].sudo().search(domain, order="id")

    def _articles_domain(
        self,
        search="",
        brand_id=0,
        categ_id=0,
        in_stock=False,
        fresh=False,
        attention=False,
    ):
        """Return the product.template domain of the selection, filtered."""
        shown = self._offers_domain()
        if fresh:
            week = fields.Datetime.now() - timedelta(days=7)
            shown &= Domain("date_published", ">=", week)
        offers = self.env["outlet.offer"].sudo()._search(shown)
        domain = Domain("id", "in", offers.subselect("product_tmpl_id"))
        if brand_id:
            domain &= Domain("product_brand_id", "=", brand_id)
        if categ_id:
            domain &= Domain("categ_id", "child_of", categ_id)
        for word in (search or "").split():
            domain &= Domain.OR(
                Domain(name, "ilike", word)
                for name in (
                    "name",
                    "style_code",
                    "product_brand_id.name",
                    "product_variant_ids.default_code",
                )
            )
        if in_stock:
            domain &= Domain("id", "in", self._in_stock_query(offers))
        if attention:
            marked = self.sudo().price_ids.filtered("band_problem")
            domain &= Domain("id", "in", marked.product_tmpl_id.ids)
        return domain

    def _in_stock_query(self, offers):
        """Return the SQL of the articles with a free piece at who offers them."""
        warehouses = self.env["stock.warehouse"].sudo()
        return SQL(
            """(
            WITH free AS MATERIALIZED (
                SELECT quant.product_id, quant.owner_id
                  FROM %s
                 WHERE %s
                 GROUP BY quant.product_id, quant.owner_id
                HAVING SUM(quant.quantity - quant.reserved_quantity) > 0
            )
            SELECT product.product_tmpl_id
              FROM free
              JOIN product_product product ON product.id = free.product_id
              JOIN outlet_offer offer
                ON offer.product_tmpl_id = product.product_tmpl_id
               AND offer.agent_id = free.owner_id
               AND offer.state = 'published'
             WHERE product.active AND offer.id IN %s)""",
            warehouses._agents_stock_from(),
            warehouses._agents_stock_where(),
            offers.subselect(),
        )

    def _selection_page(self, filters, order="new", offset=0, limit=20):
        """Return one page of the selection centre.

        :param dict filters: search, brand_id, categ_id, in_stock, fresh, attention
        :return: {"total": articles found, "articles": [values of ``_article_cards``]}
        """
        self.ensure_one()
        # See the class: the articles are limited by the contract's own offers.
        Template = self.env["product.template"].sudo()
        domain = self._articles_domain(**filters)
        templates = Template.search(
            domain, offset=offset, limit=limit, order=SELECTION_ORDERS[order]
        )
        return {
            "total": Template.search_count(domain),
            "articles": self._article_cards(templates),
        }

    def _selection_filters(self):
        """Return the brands and categories there is something of."""
        Template = self.env["product.template"].sudo()
        domain = self._articles_domain()
        brands = Template._read_group(domain, ["product_brand_id"], ["__count"])
        categories = Template._read_group(domain, ["categ_id"], ["__count"])
        return {
            "brands": [
                {"id": brand.id, "name": brand.name, "count": count}
                for brand, count in brands
                if brand
            ],
            "categories": [
                {"id": categ.id, "name": categ.name, "count": count}
                for categ, count in categories
                if categ
            ],
        }

    def _find_article(self, template_id):
        """Return the article with this id if the reseller may sell it (or empty)."""
        domain = self._articles_domain() & Domain("id", "=", template_id)
        return self.env["product.template"].sudo().search(domain, limit=1)

    def _article_cards(self, templates):
        """Return the figures of articles of the selection, set-based.

        Money in the company's currency per piece; ``rate`` is the earning in per
        cent of the price; ``stock`` counts the free pieces of all sizes.
        """
        self.ensure_one()
        offers = self._find_offers(templates)
        by_style = offers.grouped("product_tmpl_id")
        takes = self._take_prices(templates)
        rates = self._commission_rates(templates)
        owns = self._own_prices(templates)
        stock = self._free_pieces(templates, offers)
        bands = self._price_bands(templates)
        return [
            self._article_card(
                template,
                by_style.get(template, offers.browse()),
                takes[template.id],
                rates[template.id],
                owns.get(template.id),
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

    def _article_card(self, template, offers, take, rate, own, stock):
        suggested = self._suggested_price(template, offers)
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

    def _suggested_price(self, template, offers):
        """Return the price asked where the reseller has set none of his own."""
        suggested = max(offers.mapped("suggested_price"), default=0)
        return self.currency_id.round(suggested) or template.list_price

    def _own_prices(self, templates):
        """Return {template id: own price} of this contract; none in link mode."""
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

    def _size_table(self, template):
        """Return the sizes of each colour with live stock, in catalogue order."""
        free = self._free_pieces(template)
        colours = defaultdict(list)
        for product in template.product_variant_ids:
            colour, size = self._colour_and_size(product)
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
