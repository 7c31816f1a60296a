from collections import defaultdict

from odoo import models

from ..routing import whole_km


class DropshipRouter(models.AbstractModel):
    """Writing down what was decided: lines, pins, decisions and allocations."""

    _inherit = "dropship.router"

    def _write_down(self, lines, plans, supplies, occasion):
        """Split, pin and record; return the lines with those that were split off."""
        shares = self._split_lines(plans)
        self._pin(shares, supplies)
        self._record(plans, shares, supplies, occasion)
        return lines | self.env["sale.order.line"].concat(*(s[0] for s in shares))

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
        return shares + list(zip(created.with_env(self.env), templates, strict=True))

    def _pin(self, shares, supplies):
        by_source = defaultdict(list)
        for line, piece in shares:
            source = (False, line.wanted_offer_id.id)
            if piece:
                supply = supplies.get(piece.sku, piece.warehouse)
                source = (piece.warehouse, supply["offer_id"])
            by_source[source].append(line.id)
        for (warehouse_id, offer_id), line_ids in by_source.items():
            self.env["sale.order.line"].browse(line_ids).write(
                {
                    "pinned_warehouse_id": warehouse_id,
                    "offer_id": offer_id,
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
        placed = [(line, piece) for line, piece in shares if piece]
        dated = self._find_dated_terms(
            self.env["sale.order"].union(*told), self._get_shippers(placed)
        )
        self.env["dropship.allocation"].create(
            [
                self._prepare_allocation(
                    by_order[line.order_id], line, piece, supplies, dated
                )
                for line, piece in placed
            ]
        )

    def _get_shippers(self, placed):
        warehouses = self.env["stock.warehouse"]
        return [
            (line.product_id, warehouses.browse(piece.warehouse).agent_id)
            for line, piece in placed
        ]

    def _prepare_decision(self, order, plan, occasion):
        return {
            "order_id": order.id,
            "occasion": occasion,
            "policy_id": self._get_policy(order).id,
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
                    "parts": dict(row.parts),
                    "chosen": row.chosen,
                    "code": row.reason.code,
                    "args": dict(row.reason.args),
                }
                for row in plan.considered
            ],
        }

    def _prepare_allocation(self, decision, line, piece, supplies, dated):
        row = supplies.get(piece.sku, piece.warehouse)
        product = line.product_id
        terms, ratio = self._get_terms(line.order_id, product, row, dated)
        return {
            "decision_id": decision.id,
            "sale_line_id": line.id,
            "warehouse_id": piece.warehouse,
            "agent_id": row["agent_id"],
            "contract_id": terms.id,
            "quantity": piece.qty,
            # tag prices are in the company's currency
            "supply_price": line.company_id.currency_id.round(
                product.lst_price * ratio / 100
            ),
            "distance_km": whole_km(piece.km) or 0,
            "rank": piece.rank,
        }
