import random
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .settlement_common import SettlementCommon

SEQUENCES = 8
STEPS = 14
FEN = Decimal("0.01")


def to_fen(value):
    """Round a Fraction to fen, half away from zero, without any float."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(FEN, ROUND_HALF_UP)


def fen(amount):
    """A stored amount as Decimal."""
    return Decimal(str(amount)).quantize(FEN)


@tagged("post_install", "-at_install")
class TestSettlementProperties(SettlementCommon):
    """Random days of business; whatever happens, every fen has one owner."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.coat, cls.near, -490)
        cls._stock(cls.shirt, cls.near, -494)

    def _start(self, seed):
        self.random = random.Random(seed)
        self.orders = self.env["sale.order"]
        self.month = fields.Date.context_today(self.env.user)
        self.billed = {}

    def _agents_domain(self):
        return [("partner_id", "in", (self.near | self.far).ids)]

    # steps ---------------------------------------------------------------------
    def _step_order(self):
        lines = []
        for _ in range(self.random.randint(1, 3)):
            product = self.random.choice(self.coat | self.shirt)
            price = self.random.randint(1, int(product.list_price * 100)) / 100
            lines.append((product, self.random.randint(1, 7), price))
        order = self._make_order(*lines)
        # Odd totals: without a discount they would divide by the quantity.
        for line in order.order_line:
            line.discount = self.random.choice([0, 0.31, 7.77, 33.33])
        self.orders |= order

    def _step_deliver(self):
        pickings = self.orders.picking_ids.filtered(lambda p: p.state == "assigned")
        if not pickings:
            return self._step_order()
        picking = self.random.choice(pickings)
        quantities = {
            move: self.random.randint(0, int(move.product_uom_qty))
            for move in picking.move_ids
        }
        if not any(quantities.values()):
            quantities[picking.move_ids[0]] = 1
        return self._deliver(picking, quantities)

    def _step_return(self):
        pickings = self.orders.picking_ids.filtered(
            lambda p: p.dispatch_state == "delivered"
        )
        moves = pickings.move_ids.filtered(lambda m: self._left(m) > 0)
        if not moves:
            return self._step_deliver()
        move = self.random.choice(moves)
        quantity = self.random.randint(1, int(self._left(move)))
        return self._return(move.picking_id, {move: quantity})

    def _step_settle(self):
        statements = self._generate(self.month)
        drafts = statements.filtered(lambda s: s.state == "draft")
        if not drafts:
            return
        statement = self.random.choice(drafts)
        statement.action_send()
        if self.random.random() < 0.7:
            statement.action_agree_for_party()
            statement.with_user(self.operator).action_agree()
            statement.with_user(self.operator).action_bill()
            self.billed[statement] = (statement.entry_ids, statement.total)
        self.month += relativedelta(months=1)

    def _step_dispute(self):
        statements = self.env["settlement.statement"].search(
            [*self._agents_domain(), ("state", "=", "sent")]
        )
        lines = statements.entry_ids.filtered(
            lambda entry: (
                entry.quantity and "open" not in entry.dispute_ids.mapped("state")
            )
        )
        if not lines:
            return self._step_settle()
        line = self.random.choice(lines)
        dispute = self.env["settlement.dispute"].create(
            {
                "statement_id": line.statement_id.id,
                "entry_id": line.id,
                "claimed_amount": line.amount + self.random.randint(-500, 500) / 100,
            }
        )
        return dispute.action_accept()

    def _left(self, move):
        back = move.returned_move_ids.filtered(lambda m: m.state == "done")
        return move.quantity - sum(back.mapped("quantity"))

    # what must hold --------------------------------------------------------------
    def _net_moves(self):
        """Delivered moves with what is left of them after returns."""
        pickings = self.orders.picking_ids.filtered(
            lambda p: p.dispatch_state == "delivered"
        )
        return [(move, Fraction(self._left(move))) for move in pickings.move_ids]

    def _check_lines(self):
        """Each line's entries sum to what was paid for the delivered part."""
        delivered = defaultdict(Fraction)
        for move, quantity in self._net_moves():
            delivered[move.sale_line_id] += quantity
        for line in self.orders.order_line:
            total = Fraction(str(fen(line.price_total)))
            paid = total * delivered[line] / Fraction(line.product_uom_qty)
            booked = sum((fen(e.amount) for e in self._entries(line)), Decimal())
            self.assertEqual(booked, to_fen(paid), line.display_name)

    def _check_agents(self):
        """Each agent is owed supply price times delivered less returned."""
        owed = defaultdict(Decimal)
        for move, quantity in self._net_moves():
            allocation = move.sale_line_id._get_share_allocation(move)
            owed[allocation.agent_id] += fen(allocation.supply_price) * int(quantity)
        corrected = [("state", "=", "accepted"), *self._agents_domain()]
        for dispute in self.env["settlement.dispute"].search(corrected):
            owed[dispute.partner_id] += fen(dispute.claimed_amount) - fen(
                dispute.amount
            )
        self.env.invalidate_all()
        entries = self.env["share.entry"].search(self._agents_domain())
        for agent in self.near | self.far:
            mine = entries.filtered(lambda e, agent=agent: e.partner_id == agent)
            booked = sum((fen(e.amount) for e in mine), Decimal())
            self.assertEqual(booked, owed[agent])

    def _check_statements(self):
        """All that was gathered is on one statement; nothing billed ever moves."""
        self._generate(self.month)
        statements = self.env["settlement.statement"].search(self._agents_domain())
        entries = self.env["share.entry"].search(self._agents_domain())
        for statement in statements:
            mine = sum((fen(e.amount) for e in statement.entry_ids), Decimal())
            self.assertEqual(fen(statement.total), mine)
        self.assertEqual(statements.entry_ids, entries)
        self.assertEqual(
            sum((fen(s.total) for s in statements), Decimal()),
            sum((fen(e.amount) for e in entries), Decimal()),
        )
        for statement, (lines, total) in self.billed.items():
            self.assertEqual(statement.entry_ids, lines)
            self.assertEqual(statement.total, total)
            self.assertEqual(fen(abs(total)), fen(statement.bill_id.amount_total))

    def _check_generating_again(self):
        def picture():
            statements = self.env["settlement.statement"].search(self._agents_domain())
            return [(s, s.state, s.total, s.entry_ids) for s in statements]

        before = picture()
        self._generate(self.month)
        self.assertEqual(picture(), before)

    def _check_reconciliation(self):
        record = self.env["settlement.reconciliation"].create({})
        record.action_reconcile()
        self.assertEqual((record.difference, record.wrong_count), (0.0, 0))

    def test_random_business_always_ties(self):
        """Proves R144.

        Orders, partial deliveries, returns and statements in random order. After
        every step each order line is shared out to the fen, each agent's statements
        equal delivered less returned, and the difference is zero.
        """
        steps = (
            [self._step_order] * 2
            + [self._step_deliver] * 6
            + [self._step_return] * 4
            + [self._step_settle] * 2
            + [self._step_dispute] * 2
        )
        checks = (
            self._check_lines,
            self._check_agents,
            self._check_statements,
            self._check_generating_again,
            self._check_reconciliation,
        )
        for seed in range(SEQUENCES):
            self._start(seed)
            savepoint = self.env.cr.savepoint()
            for number in range(STEPS):
                step = self.random.choice(steps)
                with self.subTest(seed=seed, number=number, step=step.__name__):
                    step()
                    for check in checks:
                        check()
            savepoint.rollback()
            self.env.invalidate_all()
