from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .product_template_search import double

# nobody leafs through more on a phone; counting all of fifty thousand costs more than
# showing a page of them
MOST_COUNTED = 480
# how the selection may be ordered: nothing of it can be bought
SELECTION_ORDERS = ("new", "gain", "rate", "low", "high")
LISTED = "listed_on desc, listed_turn, id desc"


class ResellerContract(models.Model):
    """Leafing through the selection centre: filters, order, one page at a time."""

    _inherit = "reseller.contract"

    def _articles_domain(
        self,
        shown=None,
        search="",
        brand_id=0,
        categ_id=0,
        in_stock=False,
        fresh=False,
        attention=False,
        picked=False,
    ):
        """Return the product.template domain of the selection, filtered.

        :param shown: ``_offers_domain``, if it is known already
        """
        shown = self._offers_domain() if shown is None else shown
        if fresh:
            week = fields.Datetime.now() - timedelta(days=7)
            shown &= Domain("date_published", ">=", week)
        # sellers have no right on goods; what they may sell is chosen here
        offers = self.env["outlet.offer"].sudo()._search(shown)
        if in_stock:
            offers.add_where(self._get_stocked_sql())
        domain = Domain("id", "in", offers.subselect("product_tmpl_id"))
        if brand_id:
            domain &= Domain("product_brand_id", "=", brand_id)
        if categ_id:
            domain &= Domain("categ_id", "child_of", categ_id)
        for word in (search or "").lower().split():
            domain &= Domain("search_text", "ilike", double(word))
        if attention:
            # his own prices and picks
            marked = self.sudo().price_ids.filtered("band_problem")
            domain &= Domain("id", "in", marked.product_tmpl_id.ids)
        if picked:
            domain &= Domain("id", "in", self.sudo().pick_ids.product_tmpl_id.ids)
        return domain

    def _get_stocked_sql(self):
        """Return the condition that the agent of an offer has a free piece of it.

        It is asked of one offer after the other, so a page costs what a page holds;
        what sessions hold is summed up once.
        """
        # sellers have no right on goods; what they may sell is chosen here
        warehouses = self.env["stock.warehouse"].sudo()
        quotas = self.env["outlet.session.quota"].sudo()
        self.env["stock.quant"].flush_model()
        warehouses.flush_model()
        quotas._flush_frozen()
        return SQL(
            """EXISTS (
            WITH frozen AS MATERIALIZED (%s)
            SELECT FROM product_product product
             WHERE product.product_tmpl_id = outlet_offer.product_tmpl_id
               AND product.active
               AND (SELECT SUM(COALESCE(quant.quantity, 0)
                               - COALESCE(quant.reserved_quantity, 0))
                      FROM stock_quant quant
                      JOIN stock_location location ON location.id = quant.location_id
                      JOIN stock_warehouse warehouse
                        ON warehouse.id = location.warehouse_id
                      JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
                     WHERE quant.product_id = product.id
                       AND quant.owner_id = outlet_offer.agent_id
                       AND %s)
                   > COALESCE((
                    SELECT SUM(frozen.pieces)
                      FROM frozen
                      JOIN stock_warehouse holder ON holder.id = frozen.warehouse_id
                     WHERE frozen.product_id = product.id
                       AND holder.agent_id = outlet_offer.agent_id
                       AND holder.cooperation_state = 'active'
                       AND holder.active), 0))""",
            quotas._get_frozen_sql(),
            warehouses._agents_stock_where(),
        )

    def _selection_page(
        self, filters, order="new", offset=0, limit=20, shown=None, count=MOST_COUNTED
    ):
        """Return one page of the selection centre.

        What he does not sell himself comes first, his own trade last or not at all.

        :param dict filters: search, brand_id, categ_id, in_stock, fresh, attention,
            picked
        :param str order: one of ``SELECTION_ORDERS``
        :param shown: ``_offers_domain``, if it is known already
        :param int count: how far articles are counted; 0: those of the page will do
        :return: {"total": articles found, counted up to ``count``,
            "has_more": whether there are more than were counted,
            "articles": [values of ``_article_cards``]}
        """
        self.ensure_one()
        shown = self._offers_domain() if shown is None else shown
        domain = self._articles_domain(shown, **filters)
        parts = [domain]
        own = self._get_own_trade_domain()
        if not own.is_false() and not filters.get("attention"):
            hidden = self.own_trade == "hide"
            parts = [domain & ~own] if hidden else [domain & ~own, domain & own]
        # as many as are counted are listed, without being read: one question for both
        listed = self._list_parts(parts, order, max(count + 1, offset + limit))
        templates = listed[offset : offset + limit]
        return {
            "total": min(len(listed), count),
            "has_more": len(listed) > count,
            "articles": self._article_cards(templates, shown),
        }

    def _list_parts(self, parts, order, limit):
        """Return the first articles of the domains that follow each other."""
        # See the class: the articles are limited by the contract's own offers.
        found = self.env["product.template"].sudo()
        for domain in parts:
            if len(found) == limit:
                break
            found |= self._search_listed(domain, order, 0, limit - len(found))
        # only those of the page are read
        return found.with_prefetch()

    def _search_listed(self, domain, order, offset, limit):
        """Return the articles of a domain in one of the ``SELECTION_ORDERS``."""
        # sellers have no right on goods; what they may sell is chosen here
        Template = self.env["product.template"].sudo()
        plain = {"low": "list_price, id", "high": "list_price desc, id"}
        if order == "new":
            domain &= Domain("listed_on", "!=", False)
        if order in ("gain", "rate"):
            return self._search_by_return(domain, order, offset, limit)
        return Template.search(domain, offset, limit, order=plain.get(order, LISTED))

    def _search_by_return(self, domain, order, offset, limit):
        """Return the articles of a domain that bring him most, in yuan or per cent.

        By the suggested price and the general terms of his tier: what is agreed on
        for single articles shows on the cards and moves nothing.
        """
        # sellers have no right on goods; what they may sell is chosen here
        Template = self.env["product.template"].sudo()
        # tiers are the operator's; only the order of the page tells of them
        paid = self.sudo().take_ratio if self.mode == "shop" else 0.0
        gain = SQL("(best_ratio::float8 - %s)", paid)
        value = SQL("list_price::float8 * %s", gain)
        if order == "rate" and self.mode == "shop":
            value = SQL("%s / GREATEST(best_ratio::float8, 0.01)", gain)
        Template.flush_model(["best_ratio", "list_price", "listed_on"])
        inside = Template._search(domain).subselect()
        # the best of all are looked at, most of which he may sell; where few of them
        # are wanted, these are ranked alone
        best = SQL("ORDER BY value DESC, id DESC LIMIT %s", 2 * (offset + limit))
        for among in (best, SQL("AND id IN %s OFFSET 0", inside)):
            rows = self.env.execute_query(
                SQL(
                    """SELECT ranked.id
                         FROM (SELECT id, %s AS value FROM product_template
                                WHERE listed_on IS NOT NULL %s) ranked
                        WHERE ranked.id IN %s
                        ORDER BY ranked.value DESC, ranked.id DESC
                        LIMIT %s OFFSET %s""",
                    value,
                    among,
                    inside,
                    limit,
                    offset,
                )
            )
            if len(rows) == limit:
                break
        return Template.browse(row[0] for row in rows)

    def _selection_filters(self, shown=None):
        """Return the brands and categories there is something of; those that are not
        his own trade come first.

        :param shown: ``_offers_domain``, if it is known already
        """
        shown = self._offers_domain() if shown is None else shown
        own = set()
        # sellers have no right on goods; what they may sell is chosen here
        if trade := self.sudo().own_categ_ids:
            own = set(trade.search([("id", "child_of", trade.ids)]).ids)
        offers = self.env["outlet.offer"].sudo()._search(shown)
        categories = self._find_offered("product.category", "categ_id", offers)
        return {
            "brands": [
                {"id": brand.id, "name": brand.name}
                for brand in self._find_offered("product.brand", "brand_id", offers)
            ],
            "categories": [
                {"id": categ.id, "name": categ.name, "is_own": categ.id in own}
                for categ in categories.sorted(lambda one: one.id in own)
            ],
        }

    def _find_offered(self, model, name, offers):
        """Return the records of ``model`` (sudo) that one of some offers names so.

        :param offers: the query of the offers shown
        """
        # See the class: only names leave, of what his own offers are of.
        records = self.env[model].sudo()
        query = records._search([])
        # one look into an index for each record, not a walk through all offers: the
        # first by the order of that index will do (EXISTS would forget the order)
        query.add_where(
            SQL(
                "(SELECT 1 FROM %s WHERE %s AND %s = %s ORDER BY %s LIMIT 1) = 1",
                offers.from_clause,
                offers.where_clause,
                SQL.identifier("outlet_offer", name),
                SQL.identifier(records._table, "id"),
                SQL.identifier("outlet_offer", "turn"),
            )
        )
        return records._fetch_query(query, [records._fields["name"]])
