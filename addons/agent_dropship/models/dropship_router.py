from collections import Counter, defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.brand_outlet.claim_channel import ChannelBusy

from ..routing import Candidate, Demand, Line, Reason, solve

# decisions that others may overtake before the request waits for its turn
CLAIM_TRIES = 8


class DropshipRouter(models.AbstractModel):
    """Decides which agent's warehouse ships which piece, for a batch of lines.

    Read (one query for the batch), decide (plain Python, order by order, each seeing
    what the orders before left), claim (one write on the gates of what is taken),
    write. Works as superuser: who sells must not see the agents' stock.
    """

    _name = "dropship.router"
    _description = "Dropship router"

    @api.model
    def _route(self, lines, occasion):
        """Pin every piece of these lines to a warehouse, or mark it as waiting.

        A line that needs several warehouses is split, so that each line ships from
        one. Nothing is procured here.

        :param lines: order lines of outlet orders, storable products
        :param str occasion: see ``routing.decision.occasion``
        :return: all lines, also those that were split off
        """
        lines = lines.sudo().sorted(
            lambda line: (line.order_id.id, line.sequence, line.id)
        )
        if not lines:
            return lines
        supplies = self._read_supplies(lines)
        self._add_dated_terms(lines.order_id, supplies)
        plans = self._promise(lines, supplies)
        shares = self._split_lines(plans)
        self._pin(shares, supplies)
        self._record(plans, shares, supplies, occasion)
        return lines | self.env["sale.order.line"].concat(*(s[0] for s in shares))

    # --- read -------------------------------------------------------------------

    def _read_supplies(self, lines):
        """Return {(product, warehouse): row} of everything worth weighing.

        One query whatever the number of lines: the free pieces that the warehouse's
        agent owns and no session holds, the contract under which he may ship and the
        state of his offer.
        """
        self.env.flush_all()
        companies = self._get_companies(lines)
        self.env.cr.execute(
            SQL(
                """
                WITH free AS (%(free)s)
                SELECT product.id AS product_id,
                       warehouse.id AS warehouse_id,
                       COALESCE(free.pieces, 0) AS pieces,
                       contract.id AS contract_id,
                       COALESCE(offer.supply_ratio, contract.supply_ratio)
                           AS supply_ratio,
                       contract.floor_ratio,
                       offer.id AS offer_id,
                       offer.state AS offer_state
                  FROM product_product product
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                  JOIN stock_warehouse warehouse
                    ON warehouse.active
                   AND warehouse.agent_id IS NOT NULL
                   AND warehouse.company_id = ANY(%(companies)s)
             LEFT JOIN free
                    ON free.product_id = product.id
                   AND free.warehouse_id = warehouse.id
             LEFT JOIN LATERAL (
                       SELECT * FROM brand_contract
                        WHERE brand_id = template.product_brand_id
                          AND agent_id = warehouse.agent_id
                          AND company_id = ANY(%(companies)s)
                          AND state = 'active'
                          AND date_start <= %(today)s
                          AND COALESCE(date_end, %(today)s) >= %(today)s
                        ORDER BY version DESC, id DESC
                        LIMIT 1) contract ON TRUE
             LEFT JOIN outlet_offer offer
                    ON offer.contract_id = contract.id
                   AND offer.product_tmpl_id = template.id
                 WHERE product.id = ANY(%(products)s)
                   AND (free.pieces > 0 OR contract.id IS NOT NULL)
                """,
                free=self._get_free_sql(lines.product_id.ids),
                products=lines.product_id.ids,
                companies=companies.ids,
                today=fields.Date.context_today(self),
            )
        )
        return self._with_records(self.env.cr.dictfetchall())

    @api.model
    def _get_free_sql(self, products):
        """Return a query of (product_id, warehouse_id, pieces): what the agents own
        on their shelves that nobody has reserved, claimed or holds for a session."""
        return SQL(
            """
            SELECT quant.product_id, warehouse.id AS warehouse_id,
                   SUM(quant.quantity - quant.reserved_quantity) AS pieces
              FROM %s quant
              JOIN stock_location location ON location.id = quant.location_id
              JOIN stock_warehouse warehouse
                ON warehouse.id = location.warehouse_id
               AND warehouse.agent_id = quant.owner_id
              JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
             WHERE quant.product_id = ANY(%s)
               AND location.usage = 'internal'
               AND starts_with(location.parent_path, stock.parent_path)
             GROUP BY quant.product_id, warehouse.id
            """,
            self.env["stock.warehouse"]._get_quants_sql(),
            products,
        )

    def _with_records(self, rows):
        """Index the rows; read their contracts and warehouses at once, not one by
        one when each of them is weighed."""
        contracts = self.env["brand.contract"].browse(
            {row["contract_id"] for row in rows if row["contract_id"]}
        )
        by_id = contracts.grouped("id")
        none = contracts.browse()
        guard = self.env["outlet.guard"]
        judge = guard._get_judge(contracts.brand_id)
        offers = self.env["outlet.offer"].browse(
            {row["offer_id"] for row in rows if row["offer_id"]}
        )
        goods_of = {offer.id: guard._get_goods(offer) for offer in offers}
        for row in rows:
            contract = by_id.get(row["contract_id"], none)
            row["contract"] = contract
            row["judge"] = judge
            row["goods"] = goods_of.get(row["offer_id"]) or (
                guard._get_contract_goods(contract)
            )
        warehouses = self.env["stock.warehouse"].browse(
            {row["warehouse_id"] for row in rows}
        )
        warehouses.fetch(
            ["name", "agent_id", "latitude", "longitude", "cooperation_state"]
        )
        return {(row["product_id"], row["warehouse_id"]): row for row in rows}

    def _get_companies(self, lines):
        """Return the companies whose contracts and warehouses serve these lines:
        the seller with its branches."""
        return self.env["res.company"].search(
            [("id", "child_of", lines.company_id.root_id.ids)]
        )

    # --- decide -----------------------------------------------------------------

    def _promise(self, lines, supplies):
        """Return {order: plan} of which every piece is promised to these lines only.

        What others were faster at is decided anew: nobody is told of it.
        """
        claims = self.env["stock.claim"]
        for _try in range(CLAIM_TRIES):
            plans = self._solve(lines, supplies)
            wants = self._count_pieces(plans)
            if not wants or not claims._is_possible(wants):
                break
            try:
                short = claims._take(wants)
            except ChannelBusy:
                break
            if not short:
                return plans
            for pair, pieces in wants.items():
                supplies[pair]["pieces"] += pieces
            for pair, free in short.items():
                supplies[pair]["pieces"] = min(free, supplies[pair]["pieces"])
        # who can not claim starts over where he was not the first
        self.env["stock.gate"]._pass(wants)
        return plans

    def _count_pieces(self, plans):
        """Return {(product id, warehouse id): pieces} of these plans."""
        pieces = Counter()
        for plan in plans.values():
            for piece in plan.pieces:
                pieces[piece.sku, piece.warehouse] += piece.qty
        return pieces

    def _solve(self, lines, supplies, free_parcels=None):
        """Return {order: plan}; earlier orders of the batch are served first.

        :param free_parcels: what the warehouses still manage today, if it is not to
            be read; {} for goods that ship however full the day is
        """
        by_product = defaultdict(list)
        for (product_id, warehouse_id), row in supplies.items():
            by_product[product_id].append((warehouse_id, row))
        warehouses = self._get_warehouses(supplies)
        if free_parcels is None:
            free_parcels = warehouses._get_free_parcels()
        plans = {}
        for order, order_lines in lines.grouped("order_id").items():
            policy = self._get_policy(order)
            demand = self._get_demand(order, order_lines)
            plan = solve(
                demand,
                self._get_candidates(
                    order_lines,
                    by_product,
                    self._get_bars(warehouses, order, policy, free_parcels),
                ),
                policy._to_policy(),
            )
            self._take_parcels(plan, free_parcels)
            for piece in plan.pieces:
                supplies[piece.sku, piece.warehouse]["pieces"] -= piece.qty
            plans[order] = plan
        return plans

    def _get_demand(self, order, lines):
        lat, lon = order.partner_shipping_id._get_coordinates() or (None, None)
        return Demand(
            [Line(line.id, line.product_id.id, line._get_pieces()) for line in lines],
            lat=lat,
            lon=lon,
        )

    def _get_warehouses(self, supplies):
        return self.env["stock.warehouse"].browse(
            {warehouse_id for _product_id, warehouse_id in supplies}
        )

    def _get_candidates(self, lines, by_product, bars):
        """One candidate per warehouse; what rules an article out comes as blocked."""
        stock = defaultdict(dict)
        prices = defaultdict(dict)
        blocked = defaultdict(dict)
        for line in lines:
            product = line.product_id
            refusing = set(line._get_refusing_warehouses().ids)
            for warehouse_id, row in by_product[product.id]:
                pieces = stock[warehouse_id][product.id] = int(row["pieces"])
                if pieces <= 0:
                    continue
                prices[warehouse_id][product.id] = self._get_supply_price(line, row)
                reason = (
                    Reason("refused")
                    if warehouse_id in refusing
                    else self._get_obstacle(line, warehouse_id, row)
                )
                if reason:
                    blocked[warehouse_id][product.id] = reason
        return [
            Candidate(
                warehouse.id,
                warehouse.agent_id.name,
                stock[warehouse.id],
                lat=warehouse.latitude or None,
                lon=warehouse.longitude or None,
                supply_price=prices[warehouse.id],
                cooperation=warehouse.cooperation_state,
                barred=bars.get(warehouse.id),
                blocked=blocked[warehouse.id],
                name=warehouse.name,
            )
            for warehouse in self.env["stock.warehouse"].browse(stock)
        ]

    def _get_supply_price(self, line, row):
        product = line.product_id
        ratio = self._get_supply_ratio(line.order_id, row)
        return product.currency_id.round(product.lst_price * ratio / 100)

    def _get_obstacle(self, line, warehouse_id, row):
        """Return the reason why this warehouse may not ship the line, or None.

        Only asked where the warehouse has some of it.

        Extension point: a stricter rule adds its own code here and its wording in
        ``routing.decision._get_wordings``.
        """
        if not row["contract"]:
            return Reason("no_contract")
        if line.wanted_offer_id and line.wanted_offer_id.id != row["offer_id"]:
            return Reason("other_offer")
        if not row["contract"]._covers_address(line.order_id.partner_shipping_id):
            return Reason("region")
        if self.env["outlet.guard"]._is_forbidden(row["judge"], row["goods"], line):
            return Reason("protection")
        if row["offer_state"] in ("suspended", "ended"):
            return Reason("offer", {"state": row["offer_state"]})
        if line._is_below_floor(row["floor_ratio"]):
            return Reason("floor", {"floor": row["floor_ratio"]})
        return None

    @api.model
    def _check_pieces(self, lines):
        """Refuse quantities that are not whole pieces: nobody ships half a coat."""
        for line in lines:
            if line._get_pieces() != line._get_exact_pieces():
                raise UserError(
                    self.env._(
                        "%(product)s: the quantity must be a whole number of pieces.",
                        product=line.product_id.display_name,
                    )
                )
