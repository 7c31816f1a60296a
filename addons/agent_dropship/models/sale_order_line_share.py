from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    share_entry_ids = fields.One2many("share.entry", "sale_line_id", "Shares")

    def _share_paid(self, quantity):
        """What the consumer pays for the first ``quantity`` delivered pieces.

        Rounded from the line's total each time, so that the steps between any
        deliveries add up to exactly the total once everything is delivered.
        """
        self.ensure_one()
        if not self.product_uom_qty:
            return 0.0
        paid = self.price_total * quantity / self.product_uom_qty
        return self.currency_id.round(paid)

    def _prepare_share_entries(self, move, quantity, settled):
        """Values of the shares of ``quantity`` more pieces, delivered by ``move``.

        :param move: the delivered stock.move of this line
        :param quantity: pieces delivered by it, in the unit of the line
        :param settled: pieces of this line that were settled before
        :return: list of values with at least partner_id, role, kind and amount

        Extension: call super and append. The operator's entry is not among them:
        it is what remains of the paid amount, see ``_complete_share_entries``.
        """
        self.ensure_one()
        allocation = self._get_share_allocation(move)
        if not allocation:
            return []
        pieces = self.product_uom_id._compute_quantity(
            quantity, self.product_id.uom_id, round=False
        )
        agent = {"partner_id": allocation.agent_id.id, "role": "agent"}
        supply = self.currency_id.round(allocation.supply_price * pieces)
        shares = [{**agent, "kind": "supply", "amount": supply}]
        # From the sum of all pieces each time, so that parts add up to the whole.
        ratio = allocation.contract_id.operator_ratio / 100
        deducted = self.currency_id.round(
            self._share_paid(settled + quantity) * ratio
        ) - self.currency_id.round(self._share_paid(settled) * ratio)
        if not self.currency_id.is_zero(deducted):
            amount = -self.currency_id.round(deducted)
            shares.append({**agent, "kind": "deduction", "amount": amount})
        return shares

    def _get_share_allocation(self, move):
        """The allocation by which this line ships from the move's warehouse."""
        self.ensure_one()
        warehouse = move.picking_type_id.warehouse_id
        allocations = self.allocation_ids.filtered(
            lambda allocation: allocation.warehouse_id == warehouse
        )
        return allocations.sorted("id")[-1:]

    @api.model
    def _create_share_entries(self, moves):
        """Book the shares of delivered moves, and the reverse of returned ones.

        Moves booked before are left out, so that it may be called again.

        :param moves: done stock.move records of outlet orders
        :return: the new share.entry records
        """
        # Whoever confirms a delivery or receives a return may only read the
        # ledger: it is written by the system, never by a user.
        moves = moves.sudo()
        moves.sale_line_id._lock_settled()
        moves = moves._filter_unsettled().sorted("id")
        moves.sale_line_id.order_id._fix_share_parts()
        outgoing = moves.filtered(lambda move: move._is_share_outgoing())
        entries = outgoing._create_share_entries()
        # One by one: a return reads what earlier returns have taken back.
        for move in moves - outgoing:
            entries += move._create_share_entries()
        return entries

    def _prepare_step_entries(self, move, quantity, origins):
        """Values of all shares of one more delivered or returned quantity.

        :param quantity: pieces delivered (positive) or returned (negative)
        :param origins: the entries of the delivery that is returned
        """
        self.ensure_one()
        if quantity > 0:
            shares = self._prepare_share_entries(move, quantity, self.qty_settled)
        else:
            shares = self._get_returnable(origins)._prepare_reverse_entries(-quantity)
        shares += self._prepare_funded_entries(quantity, origins)
        settled = self.qty_settled
        paid = self._share_net(settled + quantity) - self._share_net(settled)
        common = self._prepare_common_share_vals(move) | {
            "quantity": quantity,
            "paid": self.currency_id.round(paid),
        }
        shares += self._prepare_operator_entries(common["paid"], shares, origins)
        shares += self._prepare_collected_entries(move, common["paid"], origins)
        shares += self._prepare_freight_entries(move, quantity)
        return [common | share for share in shares]

    def _get_returnable(self, entries):
        """Return the shares a return takes back: in a firm sale the agent keeps his."""
        self.ensure_one()
        if self.return_policy != "firm":
            return entries
        return entries.filtered(lambda entry: entry.role != "agent")

    def _prepare_common_share_vals(self, move):
        return {
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "order_id": self.order_id.id,
            "sale_line_id": self.id,
            "move_id": move.id,
            "picking_id": move.picking_id.id,
            "product_id": move.product_id.id,
            "date": move._get_share_date(),
        }

    def _prepare_operator_entries(self, paid, shares, origins):
        """Give the operator what the others leave of the paid amount."""
        rest = self.currency_id.round(paid - sum(share["amount"] for share in shares))
        # Without any entry nothing would tell that the move is settled: a free
        # article is booked as nothing for the operator.
        if shares and self.currency_id.is_zero(rest):
            return []
        operator = origins.filtered(lambda entry: entry.role == "operator")
        return [
            {
                "partner_id": self.company_id.partner_id.id,
                "role": "operator",
                "kind": "operator",
                "amount": rest,
                "reversal_of_id": (operator or origins)[:1].id,
            }
        ]
