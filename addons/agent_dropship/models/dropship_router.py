from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..routing import PRESETS, Candidate, Demand, Line, Reason, solve

# more rows explain nothing: whoever is this far down the list was not in question
EXPLAINED_CANDIDATES = 30


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
        plans = self._solve(lines, supplies)
        self.env["stock.gate"]._pass(
            (piece.sku, piece.warehouse)
            for plan in plans.values()
            for piece in plan.pieces
        )
        shares = self._split_lines(plans)
        self._pin(shares)
        self._record(plans, shares, supplies, occasion)
        return lines | self.env["sale.order.line"].concat(*(s[0] for s in shares))

    # --- read -------------------------------------------------------------------

    def _read_supplies(self, lines):
        """Return {(product, warehouse): row} of everything worth weighing.

        One query whatever the number of lines: the free pieces that the warehouse's
        agent owns, the contract under which he may ship and the state of his offer.
        """
        self.env.flush_all()
        companies = self._get_companies(lines)
        self.env.cr.execute(
            SQL(
                """
                WITH free AS (
                    SELECT quant.product_id, warehouse.id AS warehouse_id,
                           SUM(quant.quantity - quant.reserved_quantity) AS pieces
                      FROM stock_quant quant
                      JOIN stock_location location ON location.id = quant.location_id
                      JOIN stock_warehouse warehouse
                        ON warehouse.id = location.warehouse_id
                       AND warehouse.agent_id = quant.owner_id
                      JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
                     WHERE quant.product_id = ANY(%(products)s)
                       AND location.usage = 'internal'
                       AND location.parent_path LIKE stock.parent_path || '%%'
                     GROUP BY quant.product_id, warehouse.id
                )
                SELECT product.id AS product_id,
                       warehouse.id AS warehouse_id,
                       COALESCE(free.pieces, 0) AS pieces,
                       contract.id AS contract_id,
                       COALESCE(offer.supply_ratio, contract.supply_ratio)
                           AS supply_ratio,
                       contract.floor_ratio,
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
                products=lines.product_id.ids,
                companies=companies.ids,
                today=fields.Date.context_today(self),
            )
        )
        return {
            (row["product_id"], row["warehouse_id"]): row
            for row in self.env.cr.dictfetchall()
        }

    def _get_companies(self, lines):
        """Return the companies whose contracts and warehouses serve these lines:
        the seller with its branches."""
        return self.env["res.company"].search(
            [("id", "child_of", lines.company_id.root_id.ids)]
        )

    # --- decide -----------------------------------------------------------------

    def _solve(self, lines, supplies):
        """Return {order: plan}; earlier orders of the batch are served first."""
        by_product = defaultdict(list)
        for (product_id, warehouse_id), row in supplies.items():
            by_product[product_id].append((warehouse_id, row))
        plans = {}
        for order, order_lines in lines.grouped("order_id").items():
            demand = self._get_demand(order, order_lines)
            plan = solve(
                demand,
                self._get_candidates(order_lines, by_product),
                PRESETS[order.company_id.routing_policy],
            )
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

    def _get_candidates(self, lines, by_product):
        """One candidate per warehouse; what rules an article out comes as blocked."""
        stock = defaultdict(dict)
        prices = defaultdict(dict)
        blocked = defaultdict(dict)
        for line in lines:
            product = line.product_id
            for warehouse_id, row in by_product[product.id]:
                stock[warehouse_id][product.id] = int(row["pieces"])
                prices[warehouse_id][product.id] = self._get_supply_price(product, row)
                reason = self._get_obstacle(line, warehouse_id, row)
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
                blocked=blocked[warehouse.id],
                name=warehouse.name,
            )
            for warehouse in self.env["stock.warehouse"].browse(stock)
        ]

    def _get_supply_price(self, product, row):
        ratio = row["supply_ratio"] or 0.0
        return product.currency_id.round(product.lst_price * ratio / 100)

    def _get_obstacle(self, line, warehouse_id, row):
        """Return the reason why this warehouse may not ship the line, or None.

        Extension point: a stricter rule adds its own code here and its wording in
        ``routing.decision._get_wordings``.
        """
        contract = self.env["brand.contract"].browse(row["contract_id"])
        if not contract:
            return Reason("no_contract")
        if not contract._covers(line.order_id.partner_shipping_id.state_id):
            return Reason("region")
        if row["offer_state"] in ("suspended", "ended"):
            return Reason("offer", {"state": row["offer_state"]})
        if line._is_below_floor(row["floor_ratio"]):
            return Reason("floor", {"floor": row["floor_ratio"]})
        if warehouse_id in line._get_refusing_warehouses().ids:
            return Reason("refused")
        return None

    # --- write ------------------------------------------------------------------

    def _split_lines(self, plans):
        """Return [(line, piece or None)]: every share on an order line of its own."""
        shares, templates, vals_list = [], [], []
        for plan in plans.values():
            portions = defaultdict(list)
            for piece in plan.pieces:
                portions[piece.line].append((piece.qty, piece))
            for key, qty in plan.waiting.items():
                portions[key].append((qty, None))
            for key, parts in portions.items():
                line = self.env["sale.order.line"].browse(key)
                shares.append((line, parts[0][1]))
                for qty, piece in parts[1:]:
                    vals_list.append(line._prepare_split_vals(qty))
                    templates.append(piece)
                if len(parts) > 1:
                    line._set_pieces(parts[0][0])
        quiet = self.env["sale.order.line"].with_context(
            skip_procurement=True, sale_no_log_for_new_lines=True
        )
        created = quiet.create(vals_list)
        return shares + list(
            zip(created.with_env(self.env), templates, strict=True)
        )

    def _pin(self, shares):
        by_warehouse = defaultdict(list)
        for line, piece in shares:
            by_warehouse[piece.warehouse if piece else False].append(line.id)
        for warehouse_id, line_ids in by_warehouse.items():
            self.env["sale.order.line"].browse(line_ids).write(
                {
                    "pinned_warehouse_id": warehouse_id,
                    "routing_state": "allocated" if warehouse_id else "waiting",
                }
            )

    def _record(self, plans, shares, supplies, occasion):
        """Keep what was decided and why."""
        # a retry that found nothing has decided nothing
        told = {
            order: plan
            for order, plan in plans.items()
            if plan.pieces or occasion != "retry"
        }
        decisions = self.env["routing.decision"].create(
            [
                self._prepare_decision(order, plan, occasion)
                for order, plan in told.items()
            ]
        )
        by_order = decisions.grouped("order_id")
        self.env["dropship.allocation"].create(
            [
                self._prepare_allocation(by_order[line.order_id], line, piece, supplies)
                for line, piece in shares
                if piece
            ]
        )

    def _prepare_decision(self, order, plan, occasion):
        considered = [
            *[row for row in plan.considered if row.chosen],
            *[row for row in plan.considered if not row.chosen],
        ][:EXPLAINED_CANDIDATES]
        considered.sort(key=lambda row: row.rank)
        return {
            "order_id": order.id,
            "occasion": occasion,
            "policy": order.company_id.routing_policy,
            "cost": plan.cost,
            "lower_bound": plan.lower_bound,
            "summary_codes": [
                [reason.code, dict(reason.args)] for reason in plan.summary
            ],
            "candidates": [
                {
                    "warehouse_id": row.warehouse,
                    "warehouse": row.name,
                    "agent": row.agent,
                    "km": row.km,
                    "rank": row.rank,
                    "pieces": row.pieces,
                    "holds": row.holds,
                    "cost": row.cost,
                    "chosen": row.chosen,
                    "code": row.reason.code,
                    "args": dict(row.reason.args),
                }
                for row in considered
            ],
        }

    def _prepare_allocation(self, decision, line, piece, supplies):
        warehouse = self.env["stock.warehouse"].browse(piece.warehouse)
        return {
            "decision_id": decision.id,
            "sale_line_id": line.id,
            "warehouse_id": warehouse.id,
            "agent_id": warehouse.agent_id.id,
            "contract_id": supplies[piece.sku, piece.warehouse]["contract_id"],
            "quantity": piece.qty,
            "supply_price": piece.supply_price,
            "distance_km": piece.km or 0.0,
            "rank": piece.rank,
        }

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
