from collections import defaultdict

import numpy as np

from odoo import api, fields, models
from odoo.tools import SQL

from odoo.addons.brand_outlet.models.outlet_guard import DEFAULT_KIND

from ..routing import Holdings
from ..supplies import Goods, Supplies

NOTHING = (0, None, "", DEFAULT_KIND, "")
#: so many of the nearest warehouses are told of even if they have nothing, and of a
#: batch only for its first orders: the others are told what came of it
NEAREST_EMPTY, ORDERS_TOLD = 8, 20


class DropshipRouter(models.AbstractModel):
    """Reading who has what: two queries whatever the number of lines."""

    _inherit = "dropship.router"

    def _read_supplies(self, lines):
        """Return the ``Supplies`` of these lines: what their agents have free."""
        self.env.flush_all()
        known = self._get_known(lines.company_id[:1])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, location_id, owner_id, NULL::int,
                       (COALESCE(quantity, 0) - COALESCE(reserved_quantity, 0))::int,
                       in_date
                  FROM stock_quant
                 WHERE product_id = ANY(%(products)s)
                 UNION ALL
                SELECT product_id, NULL, NULL, warehouse_id, -pieces::int, NULL
                  FROM (%(frozen)s) frozen
                 WHERE product_id = ANY(%(products)s)
                """,
                products=lines.product_id.ids,
                frozen=self.env["outlet.session.quota"]._get_frozen_sql(),
            )
        )
        return self._make_supplies(lines, self._sum_shelves(rows, known))

    def _sum_shelves(self, rows, known):
        """Return [(product, warehouse, pieces, since)]: what the agents own on their
        shelves, less what is claimed or held for a session.

        Where what lies is known beforehand: joining a thousand locations would take
        longer than reading their goods.
        """
        free = {}
        for product, location, owner, warehouse, pieces, since in rows:
            if location:
                warehouse, agent = known.shelves.get(location, (None, None))
                if not warehouse or agent != owner:
                    continue
            before, oldest = free.get((product, warehouse), (0, None))
            if since and (oldest is None or since < oldest):
                oldest = since
            free[product, warehouse] = (before + pieces, oldest)
        return [(*pair, *found) for pair, found in free.items()]

    @api.model
    def _get_free_sql(self, products, warehouses):
        """Return a query of (product_id, warehouse_id, pieces): what the agents own on
        the shelves of some warehouses that nobody has reserved, claimed or holds for a
        session."""
        return SQL(
            """
            SELECT quant.product_id, warehouse.id AS warehouse_id,
                   SUM(quant.quantity - quant.reserved_quantity)::int AS pieces
              FROM %s quant
              JOIN stock_location location ON location.id = quant.location_id
              JOIN stock_warehouse warehouse
                ON warehouse.id = location.warehouse_id
               AND warehouse.agent_id = quant.owner_id
              JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
             WHERE quant.product_id = ANY(%s)
               AND warehouse.id = ANY(%s)
               AND quant.owner_id = ANY(ARRAY(
                   SELECT agent_id FROM stock_warehouse WHERE id = ANY(%s)))
               AND location.usage = 'internal'
               AND starts_with(location.parent_path, stock.parent_path)
             GROUP BY quant.product_id, warehouse.id
            """,
            self.env["stock.warehouse"]._get_quants_sql(),
            products,
            warehouses,
            warehouses,
        )

    def _make_supplies(self, lines, rows):
        """Return the ``Supplies`` of rows of (product, warehouse, pieces, since)."""
        known = self._get_known(lines.company_id[:1])
        row_of = known.network.row_of
        found = defaultdict(dict)
        for product, warehouse, pieces, since in rows:
            if warehouse in row_of:
                found[product][row_of[warehouse]] = (pieces, since)
        judge = self.env["outlet.guard"]._get_judge(lines.product_id.product_brand_id)
        supplies = Supplies(known, Holdings(), {}, judge)
        offers = self._read_offers(lines.product_id.product_tmpl_id)
        telling = self._get_telling(lines, known)
        for product in lines.product_id:
            self._add_goods(supplies, product, found[product.id], offers, telling)
        return supplies

    def _get_telling(self, lines, known):
        """Return the rows that are explained even if they have nothing to ship."""
        size = len(known.network)
        if size <= NEAREST_EMPTY:
            return range(size)
        telling = set()
        for order in lines.order_id[:ORDERS_TOLD]:
            point = order.partner_shipping_id._get_coordinates()
            if point:
                km = known.network.distances(*point)
                telling.update(np.argsort(km)[:NEAREST_EMPTY].tolist())
        return telling

    def _read_offers(self, templates):
        """Return {(template id, contract id): (id, ratio, state, kind, fulfilment)}."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_tmpl_id, contract_id, id, supply_ratio, state, kind,
                       fulfilment
                  FROM outlet_offer WHERE product_tmpl_id = ANY(%s)
                """,
                templates.ids,
            )
        )
        return {(template, contract): row for template, contract, *row in rows}

    def _add_goods(self, supplies, product, found, offers, telling):
        """Add the columns of one article."""
        contracts = supplies.known.get_contracts(product.product_brand_id.id)
        template = product.product_tmpl_id.id
        rows = sorted({*found, *(row for row in telling if contracts.ids[row])})
        at = np.array(rows, np.intp)
        agreed = [
            offers.get((template, contract), NOTHING) for contract in contracts.ids[at]
        ]
        own = np.array([row[1] for row in agreed], float)
        ratio = np.where(np.isnan(own), contracts.supply_ratio[at], own)
        supplies.goods[product.id] = Goods(
            rows=at,
            agents=supplies.known.agents[at],
            contracts=contracts.ids[at],
            contract_ratio=contracts.supply_ratio[at],
            own_ratio=own,
            floor_ratio=contracts.floor_ratio[at],
            offers=np.array([row[0] for row in agreed], np.int64),
            states=np.array([row[2] for row in agreed], object),
            kinds=np.array([row[3] for row in agreed], object),
            fulfilments=np.array([row[4] for row in agreed], object),
        )
        today = fields.Datetime.now()
        empty = (0, None)
        stock = [found.get(row, empty) for row in rows]
        supplies.holdings.add(
            product.id,
            at,
            [max(0, pieces) for pieces, _since in stock],
            price=product.lst_price * ratio / 100,
            age=[(today - since).days if since else 0 for _pieces, since in stock],
        )
