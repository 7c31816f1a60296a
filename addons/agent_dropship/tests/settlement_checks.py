from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from .settlement_common import SettlementCommon

FEN = Decimal("0.01")


def to_fen(value):
    """Round a Fraction to fen, half away from zero, without any float."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(FEN, ROUND_HALF_UP)


def fen(amount):
    """A stored amount as Decimal."""
    return Decimal(str(amount)).quantize(FEN)


def total(amounts):
    return sum((fen(amount) for amount in amounts), Decimal())


class SettlementChecks(SettlementCommon):
    """What must hold for ``world["orders"]``, whatever happened to them.

    What is expected is worked out from orders, stock moves and cases with exact
    numbers, never from the ledger.
    """

    @property
    def orders(self):
        return self.world["orders"]

    def _get_delivered(self):
        return self.orders.picking_ids.filtered(
            lambda p: p.dispatch_state == "delivered"
        )

    # --- what is expected ---------------------------------------------------------

    def _left(self, move):
        back = move.returned_move_ids.filtered(lambda m: m.state == "done")
        return move.quantity - sum(back.mapped("quantity"))

    def _net_moves(self):
        """Delivered moves with what is left of them after returns."""
        return [
            (move, Fraction(self._left(move)))
            for move in self._get_delivered().move_ids
            if move.state == "done"
        ]

    def _expect_line(self, line):
        """What the consumer paid for what he has of this line, to the fen."""
        kept = [(m, left) for m, left in self._net_moves() if m.sale_line_id == line]
        pieces = Fraction(line.product_uom_qty)
        part = sum((left for _move, left in kept), Fraction()) / (pieces or 1)
        goods = to_fen(Fraction(str(fen(line.price_total))) * part)
        goods -= to_fen(Fraction(str(fen(line.discount_part))) * part)
        freight = fen(line.freight_part) if any(m.quantity for m, _left in kept) else 0
        given = self.env["outlet.case.line"].search([("sale_line_id", "=", line.id)])
        given = given.filtered(lambda part: not part.case_id.compensation_back_on)
        return goods + freight - total(given.mapped("compensation"))

    def _parties_domain(self):
        return [("partner_id", "in", (self.near | self.far | self.seller).ids)]

    # --- what must hold -----------------------------------------------------------

    def _check_all(self):
        self._check_lines()
        self._check_parts()
        self._check_held()
        self._check_agents()
        self._check_signs()
        self._check_statements()
        self._check_reconciliation()

    def _check_lines(self):
        """Each line's entries are what was paid for what the consumer has."""
        for line in self.orders.order_line:
            entries = self._entries(line).filtered(lambda e: e.kind != "collected")
            booked = total(entries.mapped("amount"))
            self.assertEqual(booked, self._expect_line(line), line.display_name)
            self.assertEqual(line.money_difference, 0.0, line.display_name)

    def _check_parts(self):
        """Freight, discounts and compensations are on the goods, all of them."""
        for order in self.orders.filtered("share_parts_fixed"):
            fees = order.order_line.filtered(lambda line: line._is_share_extra())
            carried = total(order.order_line.mapped("freight_part")) - total(
                order.order_line.mapped("discount_part")
            )
            self.assertEqual(carried, total(fees.mapped("price_total")))
        for case, amount in self.world["given"].items():
            self.assertEqual(total(case.line_ids.mapped("compensation")), amount)

    def _check_held(self):
        """Who took the consumers' money owes all of it, and nobody else anything."""
        for order in self.orders:
            entries = self._entries(order)
            held = entries.filtered(lambda e: e.kind == "collected")
            rest = total((entries - held).mapped("amount"))
            if order.collect_by == "operator":
                self.assertFalse(held)
            else:
                self.assertEqual(total(held.mapped("amount")), -rest, order.name)

    def _check_agents(self):
        """Each agent is owed supply for what was kept, and what is his besides."""
        owed = defaultdict(Decimal)
        for move, quantity in self._net_moves():
            allocation = move.sale_line_id._get_share_allocation(move)
            owed[allocation.agent_id] += fen(allocation.supply_price) * int(quantity)
        for agent in self.near | self.far:
            domain = [("partner_id", "=", agent.id), ("kind", "=", "supply")]
            booked = self.env["share.entry"].search(domain).mapped("amount")
            self.assertEqual(total(booked), owed[agent], agent.name)

    def _check_signs(self):
        """Nobody's share of goods that were kept is below zero, however it came."""
        sums = defaultdict(Decimal)
        for entry in self._entries(self.orders):
            sums[entry.sale_line_id, entry.role, entry.kind] += fen(entry.amount)
        for (line, _role, kind), amount in sums.items():
            if kind in ("supply", "commission", "freight"):
                self.assertGreaterEqual(amount, 0, line.display_name)
            if kind in ("coupon", "deduction", "compensation"):
                self.assertLessEqual(amount, 0, line.display_name)
        pairs = self._entries(self.orders).filtered(
            lambda e: e.kind in ("penalty", "correction")
        )
        self.assertEqual(total(pairs.mapped("amount")), 0)

    def _check_statements(self):
        """All that was gathered is on one statement; nothing billed ever moves."""
        domain = self._parties_domain()
        pictures = []
        for _again in range(2):
            self._generate(self.world["month"])
            statements = self.env["settlement.statement"].search(domain)
            pictures.append([(s, s.state, s.total, s.entry_ids) for s in statements])
        self.assertEqual(*pictures)
        owed = [*domain, ("role", "!=", "operator")]
        entries = self.env["share.entry"].search(owed)
        for statement in statements:
            mine = total(statement.entry_ids.mapped("amount"))
            self.assertEqual(fen(statement.total), mine)
        self.assertEqual(statements.entry_ids, entries)
        for statement, (lines, amount) in self.world["billed"].items():
            self.assertEqual(statement.entry_ids, lines)
            self.assertEqual(statement.total, amount)
            self.assertEqual(fen(abs(amount)), fen(statement.bill_id.amount_total))

    def _check_reconciliation(self):
        record = self.env["settlement.reconciliation"].create({})
        record.action_reconcile()
        self.assertEqual((record.difference, record.wrong_count), (0.0, 0))
