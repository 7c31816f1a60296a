from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .outlet_case import GOODS_KINDS, NOT_BRAND

HOURS_A_DAY = 24


class OutletCase(models.Model):
    """Goods that come back: agreed, expected at the warehouse, received."""

    _inherit = "outlet.case"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Comes back to",
        readonly=True,
        check_company=False,
        groups=NOT_BRAND,
    )
    return_address = fields.Char(
        compute="_compute_return_address", compute_sudo=True, groups=NOT_BRAND
    )

    def _compute_return_address(self):
        for case in self:
            place = case.warehouse_id.partner_id
            case.return_address = "".join(
                part or ""
                for part in (
                    place.state_id.name,
                    place.city if place.city != place.state_id.name else "",
                    place.district,
                    place.street,
                    place.street2,
                )
            )

    # --- agreeing -----------------------------------------------------------------

    def action_approve(self):
        """Agree that the goods come back; the warehouse expects them at once.

        :raise UserError: nothing comes back in cases of this kind, a firm sale, or
            the days are over and it is not the operator who agrees
        """
        self._check_actor()
        user = self.env.user
        is_operator = self.env.su or user.has_group("brand_outlet.group_operator")
        # return orders are the system's: an agent has no right to make one
        for case in self.sudo():
            case._check_agreed(is_operator)
            case._approve()

    def _check_agreed(self, is_operator):
        self.ensure_one()
        if self.state != "open" or self.kind not in GOODS_KINDS or self._has_received():
            raise UserError(self.env._("There is no return to agree to here."))
        if is_operator or self.kind == "interception":
            return
        if not self.is_in_time:
            raise UserError(
                self.env._("The days for a return are over: hand it to the operator.")
            )
        if self.is_firm:
            raise UserError(
                self.env._("This was a firm sale: only the operator can take it back.")
            )

    def _has_received(self):
        return any(
            line.quantity_good or line.quantity_damaged for line in self.line_ids
        )

    def _approve(self):
        """Create the return orders, at the warehouse that shipped."""
        self.ensure_one()
        warehouse = self._get_return_warehouse()
        operation = self.env.ref(
            "agent_dropship.rma_operation_exchange"
            if self.kind == "exchange"
            else "agent_dropship.rma_operation_return"
        )
        self.write(
            {
                "state": "waiting",
                "approved_at": fields.Datetime.now(),
                "warehouse_id": warehouse.id,
                "goodwill": self.kind != "interception" and not self.is_in_time,
            }
        )
        for line in self.line_ids:
            line._expect(line.quantity, warehouse, operation)
        receiver = "agent" if warehouse.agent_id else "operator"
        hours = self.company_id.case_goods_days * HOURS_A_DAY
        self._hand_to(receiver, "goods", hours=hours)

    def _get_return_warehouse(self):
        """Return the warehouse that shipped; the operator's own for a firm sale.

        What never arrived was never sold, and goes back to its agent in any case.
        """
        self.ensure_one()
        shipped = self.picking_ids.picking_type_id.warehouse_id[:1]
        if not self.is_firm or self.kind == "interception":
            return shipped
        own = self.env["stock.warehouse"].search(
            [("agent_id", "=", False), ("company_id", "=", self.company_id.id)], limit=1
        )
        if not own:
            raise UserError(
                self.env._("A firm sale comes back to you: create a warehouse first.")
            )
        return own

    # --- receiving ----------------------------------------------------------------

    def _receive(self, received, note=""):
        """Book goods that came back, all or some of what is expected.

        :param dict received: ``{case line: (good pieces, damaged pieces)}``
        :raise UserError: nothing is expected, or more came than is
        """
        self.ensure_one()
        if self.state != "waiting":
            raise UserError(self.env._("No goods are expected for this case."))
        received = {line: count for line, count in received.items() if sum(count)}
        if not received:
            raise UserError(self.env._("Enter how many pieces came back."))
        moves = self.env["stock.move"]
        for line, (good, damaged) in received.items():
            moves |= line._receive(good, damaged)
        moves._complete_return()
        for line in received:
            line._expect_rest()
        self.received_at = fields.Datetime.now()
        if note:
            self.resolution = note
        if not any(line._get_open_quantity() for line in self.line_ids):
            self._on_received()

    def _on_received(self):
        """Give the money back or send the exchange; damage is for the operator."""
        self.ensure_one()
        if words := self._get_hold_words():
            self.state = "open"
            self._hand_to("operator", "arrived", words)
            return
        self._settle_return()

    def _get_hold_words(self):
        """Return why goods that are back are not paid back at once, or nothing."""
        self.ensure_one()
        damaged = any(self.line_ids.mapped("quantity_damaged"))
        if damaged and self.bearer not in ("agent", "courier"):
            return self.env._("Came back damaged")
        if self.money_held:
            return self.env._("Came back, and you have not agreed to it yet")
        if self.kind != "exchange" and self._is_invoiced() and self._get_drafts():
            return self.env._("The invoice is still a draft")
        return ""

    def _settle_return(self):
        """Do what was promised for goods that are back."""
        self.ensure_one()
        if self.kind == "exchange":
            self._send_instead(self.line_ids, "exchanged")
        else:
            self._refund()
        self._log_fault()

    def action_release(self):
        """The rest does not come back: settle what arrived, expect no more."""
        self._check_actor()
        # settling books stock, money and the ledger; who may do it was checked
        for case in self.sudo():
            case._release()

    def _release(self):
        self.ensure_one()
        if self.state != "waiting":
            raise UserError(self.env._("No goods are expected for this case."))
        waiting = self.line_ids.rma_ids.filtered(lambda rma: rma.state == "confirmed")
        waiting.reception_move_id._action_cancel()
        waiting.action_cancel()
        if self._has_received():
            self._on_received()
        else:
            self._close(False, self.env._("The goods did not come back."), "cancel")


class OutletCaseLine(models.Model):
    _inherit = "outlet.case.line"

    def _expect(self, quantity, warehouse, operation):
        """Create the return order of so many pieces."""
        self.ensure_one()
        case, move = self.case_id, self.move_id
        rma = self.env["rma"].create(
            {
                "partner_id": case.order_id.partner_id.id,
                "partner_shipping_id": case.order_id.partner_shipping_id.id,
                "partner_invoice_id": case.order_id.partner_invoice_id.id,
                "order_id": case.order_id.id,
                "picking_id": move.picking_id.id,
                "move_id": move.id,
                "product_id": move.product_id.id,
                "product_uom_qty": quantity,
                "product_uom": move.product_id.uom_id.id,
                "location_id": warehouse.rma_loc_id.id,
                "operation_id": operation.id,
                "origin": case.name,
                "company_id": warehouse.company_id.id,
                "user_id": False,
            }
        )
        self.rma_ids = [Command.link(rma.id)]
        rma.action_confirm()
        rma.reception_move_id.restrict_partner_id = warehouse.agent_id

    def _receive(self, good, damaged):
        """Book pieces into the warehouse: good ones to stock, damaged ones apart."""
        self.ensure_one()
        if good != int(good) or damaged != int(damaged):
            raise UserError(
                self.env._(
                    "%(article)s: only whole pieces come back.",
                    article=self.product_id.name,
                )
            )
        rma = self.rma_ids.filtered(lambda one: one.state == "confirmed")[:1]
        expected = self._get_open_quantity()
        if not rma or min(good, damaged) < 0 or good + damaged > expected:
            raise UserError(
                self.env._(
                    "%(article)s: %(count)s pieces are expected, not more.",
                    article=self.product_id.name,
                    count=f"{expected:g}",
                )
            )
        move = rma.reception_move_id
        if good + damaged < expected:
            rma.product_uom_qty = move.product_uom_qty = good + damaged
        self.write(
            {
                "quantity_good": self.quantity_good + good,
                "quantity_damaged": self.quantity_damaged + damaged,
            }
        )
        move._place_return(rma.warehouse_id, good, damaged)
        return move

    def _expect_rest(self):
        """Go on waiting for what has not come yet."""
        self.ensure_one()
        rest = self._get_open_quantity()
        if rest:
            last = self.rma_ids.sorted("id")[-1:]
            self._expect(rest, last.warehouse_id, last.operation_id)


class StockMove(models.Model):
    _inherit = "stock.move"

    def _place_return(self, warehouse, good, damaged):
        """Good pieces go to the shelves, damaged ones lie apart; the agent's all."""
        self.ensure_one()
        places = ((warehouse.lot_stock_id, good), (self.location_dest_id, damaged))
        self.move_line_ids.unlink()
        self.env["stock.move.line"].create(
            [
                {
                    **self._prepare_move_line_vals(quantity=count),
                    "location_dest_id": place.id,
                    "owner_id": warehouse.agent_id.id,
                    "picked": True,
                }
                for place, count in places
                if count
            ]
        )

    def _complete_return(self):
        """Book these returns; whatever else their pickings expect goes on waiting."""
        pickings = self.picking_id
        others = pickings.move_ids - self
        others.filtered(lambda move: move.state != "done").picked = False
        self.picked = True
        pickings.with_context(cancel_backorder=False, skip_sms=True)._action_done()
