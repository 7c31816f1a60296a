import math
import os
import random
from collections import defaultdict
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command

from .settlement_common import SettlementCommon

FEN = Decimal("0.01")
# A nightly run names how many sequences it wants, and where their seeds begin.
SEQUENCES = int(os.environ.get("OUTLET_SEQUENCES", "0"))
FIRST_SEED = int(os.environ.get("OUTLET_SEED", "0"))
# In how many ways each step of a sequence goes on.
BRANCHES = (1, 1, 2, 2, 4)
TAXES = ((13, "tax_included"), (3, "tax_included"), (13, "tax_excluded"))


def to_fen(value):
    """Round a Fraction to fen, half away from zero, without any float."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(FEN, ROUND_HALF_UP)


def fen(amount):
    """A stored amount as Decimal."""
    return Decimal(str(amount)).quantize(FEN)


def total(amounts):
    return sum((fen(amount) for amount in amounts), Decimal())


class SettlementWorld(SettlementCommon):
    """Random business through the doors people use, and what must hold after each step.

    What is expected is worked out from orders, stock moves and cases with exact
    numbers, never from the ledger. A sequence is told by its seed.
    """

    share = 1.0  # of the sequences of a nightly run
    usual = 16

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={
                **cls.env.context,
                "tracking_disable": True,
                "mail_create_nolog": True,
                "mail_notrack": True,
            }
        )
        world = random.Random("contracts")
        cls.company.outlet_tag_photo_required = False
        cls.goods = cls.coat | cls.shirt
        for number in range(3):
            brand = cls._make_random_brand(f"Brand {number}", world)
            price = world.randint(1, 200000) / 100
            product = cls._make_product(f"Style {number}", price, brand)
            product.taxes_id = False
            for agent, pieces in ((cls.near, 40), (cls.far, 400)):
                cls._stock(product, agent, pieces)
            cls.goods |= product
        # what the nearest has is soon gone, so orders are split
        cls._stock(cls.coat, cls.near, -490)
        cls._stock(cls.shirt, cls.near, -494)
        cls.fee = cls._make_product("Fee", 0)
        cls.taxes = cls.env["account.tax"].create(
            [
                {
                    "name": f"{rate} {included}",
                    "amount": rate,
                    "price_include_override": included,
                }
                for rate, included in TAXES
            ]
        )
        cls.cash = cls.env.ref("agent_dropship.payment_term_cash_on_delivery")
        cls.refusal = cls.env["dispatch.refuse.reason"].search(
            [("counts_in_score", "=", True), ("stock_effect", "=", "none")], limit=1
        )
        cls._agree_terms()

    @classmethod
    def _make_random_brand(cls, name, world):
        owner = cls.env["res.partner"].create({"name": name, "is_company": True})
        brand = cls.env["product.brand"].create({"name": name, "partner_id": owner.id})
        today = fields.Date.context_today(cls.env.user)
        for agent in cls.near | cls.far:
            cls.env["brand.contract"].create(
                {
                    "brand_id": brand.id,
                    "agent_id": agent.id,
                    "supply_ratio": world.randint(1500, 3900) / 100,
                    "operator_ratio": world.choice([0, 0, 3.33, 7.5]),
                    "date_start": today.replace(month=1, day=1),
                }
            ).action_activate()
        return brand

    @classmethod
    def _agree_terms(cls):
        terms = cls.env["agent.terms"].create(
            {"agent_id": cls.near.id, "penalty_refused": 7.77, "penalty_late": 3.33}
        )
        terms.action_send()
        terms.with_user(cls.near_user).action_agree()
        terms.accepted_at = fields.Datetime.now() - timedelta(days=2)

    # --- a run --------------------------------------------------------------------

    def _run_sequences(self):
        """Walk a tree for each seed: what sequences have in common is done once."""
        leaves = math.prod(BRANCHES)
        count = math.ceil((round(SEQUENCES * self.share) or self.usual) / leaves)
        for seed in range(FIRST_SEED, FIRST_SEED + count):
            self._start(seed)
            self._explore(seed, [])

    def _explore(self, seed, taken):
        """Take the next random step in several ways, each from the same state."""
        if len(taken) == len(BRANCHES):
            return
        for number in range(BRANCHES[len(taken)]):
            state = dict(self.world)
            savepoint = self.env.cr.savepoint()
            self.random = random.Random(f"{seed} {taken} {number}")
            step = self.random.choice(self._get_steps()) if taken else "order"
            path = [*taken, f"{number}:{step}"]
            try:
                getattr(self, f"_step_{step}")()
                self._check_all()
            except Exception as error:
                error.add_note(f"OUTLET_SEED={seed}: {', '.join(path)}")
                raise
            self._explore(seed, path)
            savepoint.rollback()
            self.env.invalidate_all()
            self.world = state

    def _start(self, seed):
        self.random = random.Random(seed)
        none = self.env["sale.order"]
        today = fields.Date.context_today(self.env.user)
        self.world = {
            "orders": none,
            "late_fees": none,
            "billed": {},
            "given": {},
            "month": today,
        }
        self.company.freight_payee = self.random.choice(["agent", "agent", "operator"])

    @property
    def orders(self):
        return self.world["orders"]

    def _get_steps(self):
        return (
            ["order"] * 2
            + ["deliver"] * 6
            + ["return"] * 3
            + ["settle", "dispute", "compensate", "refuse"] * 2
            + ["late", "case", "exchange", "price", "fee"]
        )

    # --- steps --------------------------------------------------------------------

    def _step_order(self):
        lines = []
        for _ in range(self.random.randint(1, 3)):
            product = self.random.choice(self.goods)
            price = self.random.randint(1, int(product.list_price * 100)) / 100
            lines.append((product, self.random.randint(1, 5), price))
        self.world["orders"] |= self._place_order(lines)

    def _place_order(self, lines):
        """One order of the random kinds: who collects, taxes, freight, discounts."""
        tax = self.random.choice([None, None, *self.taxes])
        collect = self.random.choice(["operator", "reseller", "agent", "cash"])
        place, vals = self._choose_place(lines, collect)
        place.collect_by = "operator" if collect == "cash" else collect
        if collect == "cash":
            vals["payment_term_id"] = self.cash.id
        order = self.env["sale.order"].create(
            {
                "partner_id": self.consumer.id,
                "place_id": place.id,
                "order_line": [
                    Command.create(self._prepare_line(*line, tax)) for line in lines
                ],
                **vals,
            }
        )
        self._add_fees(order)
        order.action_confirm()
        return order

    def _prepare_line(self, product, quantity, price, tax):
        return {
            "product_id": product.id,
            "product_uom_qty": quantity,
            "price_unit": price,
            "tax_ids": [Command.set(tax.ids if tax else [])],
            # odd totals: without a discount they would divide by the quantity
            "discount": self.random.choice([0, 0.31, 7.77, 33.33]),
        }

    def _choose_place(self, lines, collect):
        return self.place, {}

    def _add_fees(self, order):
        """What stands on the order: freight, and something off the whole."""
        goods = order.order_line
        most = sum(goods.mapped("price_total"))
        for rate, is_delivery in ((0.4, True), (0.3, False)):
            if self.random.random() > rate:
                continue
            limit = 20 if is_delivery else min(most / 3, 50)
            amount = self.random.randint(0, int(limit * 100)) / 100
            order.order_line = [
                Command.create(
                    {
                        "product_id": self.fee.id,
                        "price_unit": amount if is_delivery else -amount,
                        "tax_ids": [Command.clear()],
                        "is_delivery": is_delivery,
                    }
                )
            ]

    def _get_ready(self):
        return self.orders.picking_ids.filtered(lambda p: p.state == "assigned")

    def _get_delivered(self):
        return self.orders.picking_ids.filtered(
            lambda p: p.dispatch_state == "delivered"
        )

    def _step_deliver(self):
        pickings = self._get_ready()
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

    def _choose_kept(self):
        """Return a delivered move and some of what is left of it, or nothing."""
        moves = self._get_delivered().move_ids.filtered(lambda m: self._left(m) > 0)
        if not moves:
            return None, 0
        move = self.random.choice(moves)
        return move, self.random.randint(1, int(self._left(move)))

    def _step_return(self):
        move, quantity = self._choose_kept()
        if not move:
            return self._step_deliver()
        return self._return(move.picking_id, {move: quantity})

    def _step_case(self, kind="return"):
        move, quantity = self._choose_kept()
        if not move:
            return self._step_deliver()
        order = move.sale_line_id.order_id
        case = self.env["outlet.case"]._open(kind, order, pieces={move: quantity})
        if case.state == "open":
            case.action_approve()
        case._receive({case.line_ids: (quantity, 0)})
        self.assertEqual(case.state, "done")

    def _step_exchange(self):
        self._step_case("exchange")

    def _step_compensate(self):
        move, _quantity = self._choose_kept()
        if not move:
            return self._step_deliver()
        order = move.sale_line_id.order_id
        most = self._expect_line(move.sale_line_id)
        if most < FEN:
            return
        case = self.env["outlet.case"]._open("complaint", order, move.picking_id)
        if case.compensated_on:
            return
        case.bearer = self.random.choice(
            ["agent", "reseller", "brand", "operator", "courier"]
        )
        amount = self.random.randint(1, min(int(most * 100), 3000)) / 100
        case._compensate(amount)
        self.world["given"] = self.world["given"] | {case: fen(amount)}

    def _step_refuse(self):
        pickings = self._get_ready().filtered(lambda p: p.dispatch_state == "new")
        if not pickings:
            return self._step_order()
        return self.random.choice(pickings)._refuse(self.refusal, "No time")

    def _step_late(self):
        """A deadline passes; the night notes it."""
        pickings = self._get_ready()
        self.env.flush_all()
        if pickings:
            self.env.cr.execute(
                "UPDATE stock_picking SET ship_by = now() - interval '1 hour',"
                " create_date = now() - interval '1 day' WHERE id IN %s",
                [tuple(pickings.ids)],
            )
            pickings.invalidate_recordset()
        self.env["agent.event"]._log_facts()

    def _step_price(self):
        """A price changes: before goods arrive it counts, later it is refused."""
        lines = self.orders.order_line.filtered(lambda line: line._is_share_goods())
        line = self.random.choice(lines)
        price = self.random.randint(1, int(line.product_id.list_price * 100)) / 100
        delivered = line.move_ids.picking_id & self._get_delivered()
        arrived = any(
            move.picking_id in delivered
            for move in line.move_ids
            if move.state == "done" and move.quantity
        )
        if arrived and price != line.price_unit:
            with self.assertRaises(UserError):
                line.price_unit = price
            return
        line.price_unit = price

    def _step_fee(self):
        """Freight is agreed on after the order was confirmed; after the first parcel
        it is the operator's alone."""
        order = self.random.choice(self.orders)
        if order.share_parts_fixed:
            self.world["late_fees"] |= order
        self._add_fees(order)

    def _step_settle(self):
        statements = self._generate(self.world["month"])
        drafts = statements.filtered(lambda s: s.state == "draft")
        if not drafts:
            return
        statement = self.random.choice(drafts)
        statement.action_send()
        if self.random.random() < 0.7:
            statement.action_agree_for_party()
            statement.with_user(self.operator).action_agree()
            statement.with_user(self.operator).action_bill()
            agreed = (statement.entry_ids, statement.total)
            self.world["billed"] = self.world["billed"] | {statement: agreed}
        self.world["month"] += relativedelta(months=1)

    def _step_dispute(self):
        statements = self.env["settlement.statement"].search(
            [*self._parties_domain(), ("state", "=", "sent")]
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

    def _check_parts(self):
        """Freight, discounts and compensations are on the goods, all of them."""
        for order in (
            self.orders.filtered("share_parts_fixed") - self.world["late_fees"]
        ):
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
