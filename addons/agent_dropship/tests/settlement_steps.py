from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError
from odoo.fields import Command

from .settlement_checks import FEN, SettlementChecks, fen


class SettlementSteps(SettlementChecks):
    """What may happen to orders; where a step is not possible, another one is taken."""

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

    def _step_give_up(self):
        """Nobody waits any longer for goods that have not been sent."""
        lines = self.orders.order_line.filtered(
            lambda line: (
                line._is_share_goods()
                and not line.move_ids.filtered(lambda move: move.state == "done")
            )
        )
        if not lines:
            return self._step_order()
        self.random.choice(lines).product_uom_qty = 0

    def _step_session(self):
        """An article of a session is ordered, while there is any."""
        product = self.session_line.quota_ids.product_id
        pieces = self.random.randint(1, 2)
        try:
            with self.env.cr.savepoint():
                order = self._session_order(
                    self.consumer, self.session_line, product, pieces
                )
                order.action_confirm()
        except UserError:
            return
        self.world["orders"] |= order

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
            amount = self.random.randint(0, max(int(limit * 100), 0)) / 100
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

    def _step_deliver(self):
        pickings = self._get_ready()
        if not pickings:
            return self._step_order()
        picking = self.random.choice(pickings)
        moves = picking.move_ids.filtered(lambda one: one.state != "cancel")
        quantities = {
            move: self.random.randint(0, int(move.product_uom_qty)) for move in moves
        }
        if not any(quantities.values()):
            quantities[moves[0]] = 1
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
        # in exchange for the same, or for something dearer or cheaper
        wanted = {move: self.random.choice(self.goods)} if kind == "exchange" else {}
        case = self.env["outlet.case"]._open(
            kind, order, pieces={move: quantity}, wanted=wanted
        )
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

    def _step_take_back(self):
        """A compensation or a penalty was wrong, as the accountant finds."""
        entries = self._entries(self.orders).filtered("can_take_back")
        if not entries:
            return self._step_compensate()
        entry = self.random.choice(entries)
        return entry.with_user(self.operator)._take_back("A mistake")

    def _step_refuse(self):
        pickings = self._get_ready().filtered(lambda p: p.dispatch_state == "new")
        if not pickings:
            return self._step_order()
        return self.random.choice(pickings)._refuse(self.refusal, "No time")

    def _step_cancel(self):
        """The operator takes back what was to be sent, also the rest of it."""
        pickings = self._get_ready()
        if not pickings:
            return self._step_order()
        return self.random.choice(pickings).with_user(self.operator).action_cancel()

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
        if not lines:
            return self._step_order()
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
        """Freight or a discount is agreed on later, changes, or is taken back."""
        order = self.random.choice(self.orders)
        fees = order.order_line.filtered(lambda line: line._is_share_extra())
        if fees and self.random.random() < 0.4:
            fee = self.random.choice(fees)
            fee.price_unit = self.random.choice([0, fee.price_unit * 2])
            return
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
