from odoo import SUPERUSER_ID, models
from odoo.exceptions import UserError
from odoo.fields import Command

from .outlet_case import GOODS_KINDS, OPEN_CASE_STATES


class OutletCase(models.Model):
    """How a case ends: money back, goods again, an answer, or a refusal."""

    _inherit = "outlet.case"

    # --- money --------------------------------------------------------------------

    def _refund(self):
        """Give back what was paid for the pieces that came back, exactly once.

        The shares were taken back when the goods arrived. Where the operator took the
        money, the buyer gets a credit note; otherwise who took it is charged less.
        """
        self.ensure_one()
        rmas = self.line_ids.rma_ids.filtered(lambda rma: rma.state == "received")
        if not self._is_invoiced():
            rmas.action_refund_without_invoice()
        else:
            self._invoice_before_refund()
            # it signs its note as the user, who may be an agent without any right to it
            rmas.with_user(SUPERUSER_ID).action_refund()
        self._deduct_discounts(rmas.refund_id)
        self._post_refunds(rmas.refund_id)
        for line in self.line_ids:
            line.quantity_refunded = line.quantity_good + line.quantity_damaged
            self.refund_amount += line._get_amount(line.quantity_refunded)
        self._close("refunded")

    def _invoice_before_refund(self):
        """The sale of these goods stands in the books before its return does.

        :raise UserError: somebody is still writing their invoice
        """
        if drafts := self._get_drafts():
            raise UserError(
                self.env._(
                    "These goods are on a draft invoice of %(customer)s (%(amount)s): "
                    "confirm or delete it, then pay back.",
                    customer=drafts[0].partner_id.name,
                    amount=drafts[0].currency_id.format(drafts[0].amount_total),
                )
            )
        sold = self.line_ids.sale_line_id
        if any(line.qty_to_invoice > 0 for line in sold):
            self._invoice_lines().action_post()

    def _is_invoiced(self):
        """Return whether the operator took the money, so that invoices are his."""
        return self.order_id.collect_by not in ("agent", "reseller")

    def _get_drafts(self):
        """Return the draft invoices these goods stand on."""
        return self.line_ids.sale_line_id.invoice_lines.move_id.filtered(
            lambda move: move.state == "draft" and move.move_type == "out_invoice"
        )

    def _invoice_lines(self, final=False):
        """Invoice what these goods were sold with, and nothing else of the order.

        :param bool final: credit what was invoiced and is not sold any more
        """
        order = self.order_id.with_context(invoice_only=self.line_ids.sale_line_id.ids)
        return order._create_invoices(final=final).with_env(self.env)

    def _post_refunds(self, refunds):
        """Post the credit notes; what is still unpaid of the invoice is cleared."""
        drafts = refunds.filtered(lambda move: move.state == "draft")
        drafts.outlet_case_id = self
        drafts.action_post()
        for refund in drafts.filtered("reversed_entry_id"):
            lines = (refund | refund.reversed_entry_id).line_ids
            receivable = lines.filtered(
                lambda line: (
                    line.account_id.account_type == "asset_receivable"
                    and not line.reconciled
                )
            )
            if len(receivable.account_id) == 1 and len(receivable) > 1:
                receivable.reconcile()

    def _deduct_discounts(self, drafts):
        """Goods that were cheaper by a discount of the order are worth so much less."""
        notes = drafts.filtered(lambda move: move.state == "draft")
        credit = notes.filtered(lambda move: move.move_type == "out_refund")[:1]
        lines = self.line_ids.filtered("sale_line_id.discount_part")
        if credit and lines:
            credit.invoice_line_ids = [
                Command.create(line._prepare_discount_back()) for line in lines
            ]

    # --- goods --------------------------------------------------------------------

    def _send_instead(self, lines, outcome):
        """Route what replaces these goods like any order, and close the case."""
        self.ensure_one()
        locked = self.order_id.filtered("locked")
        locked.locked = False
        fresh = self.env["sale.order.line"]
        for line in lines:
            count = line.quantity_good + line.quantity_damaged or line.quantity
            fresh |= line._move_to_new_line(count)
        # the received goods were exchanged, nobody refunds them
        lines.rma_ids.filtered(lambda rma: rma.state == "received").state = "replaced"
        fresh._route_and_procure("change")
        locked.locked = True
        self._close(outcome)

    def action_reship(self):
        """Operator: the parcel is lost. Write it off and send the goods again.

        :raise UserError: the parcel has arrived, or is on its way back
        """
        self.check_access("write")
        # settling books stock, money and the ledger; who may do it was checked
        for case in self.sudo():
            case._write_off()
            case._send_instead(case.line_ids, "reshipped")
            case._log_fault()

    def action_refund_lost(self):
        """Operator: the parcel is lost. Write it off and give the money back."""
        self.check_access("write")
        # settling books stock, money and the ledger; who may do it was checked
        for case in self.sudo():
            case._refund_lost()
            case._log_fault()

    def _refund_lost(self):
        self.ensure_one()
        self.order_id._fix_share_parts()
        amount = sum(self.line_ids.mapped("amount"))
        if self._is_invoiced():
            self._invoice_before_refund()
        self._write_off()
        for line in self.line_ids:
            line.quantity_refunded = line.quantity
        if self._is_invoiced():
            notes = self._invoice_lines(final=True)
            self._deduct_discounts(notes)
            self._post_refunds(notes)
        self.refund_amount = amount
        self._close("refunded")

    def _write_off(self):
        """Book goods that were sent and never arrived as lost."""
        self.ensure_one()
        lost = self.line_ids.filtered(
            lambda line: line.move_id.picking_id.dispatch_state == "shipped"
        )
        if self.state != "open" or not lost or lost != self.line_ids:
            raise UserError(self.env._("Only a parcel that is on its way can be lost."))
        free = self._get_returnable(lost.move_id)
        for line in lost:
            coming = line._get_open_quantity() if self.kind in GOODS_KINDS else 0
            if line.quantity > free[line.move_id] + coming:
                raise UserError(
                    self.env._("These goods came back already, or are on their way.")
                )
        by_parcel = lost.grouped(lambda line: line.move_id.picking_id)
        for picking, lines in by_parcel.items():
            lines._write_off(picking)

    # --- words --------------------------------------------------------------------

    def _solve(self, resolution):
        """Close the case with an answer."""
        self.ensure_one()
        self._check_open()
        self._close("solved", resolution)
        self._log_fault()

    def _reject(self, resolution):
        """Refuse it. Only the operator's refusal is final, any other goes up."""
        self.ensure_one()
        self._check_open()
        if self.responsible_role == "operator":
            self._close("rejected", resolution)
        else:
            self._escalate("escalated", resolution)

    def _cancel(self, resolution=""):
        """Withdraw the case; goods that are expected come no more."""
        self.ensure_one()
        if self.state not in OPEN_CASE_STATES:
            raise UserError(self.env._("Case %(name)s is closed.", name=self.name))
        if self._has_received():
            raise UserError(self.env._("Goods came back already: settle the case."))
        self.line_ids.rma_ids.filtered(lambda r: r.state == "confirmed").action_cancel()
        self._close(False, resolution, "cancel")

    def _check_open(self):
        if self.state != "open":
            raise UserError(
                self.env._(
                    "Case %(name)s can not be decided now: it is closed, or goods are "
                    "expected.",
                    name=self.name,
                )
            )

    def _log_fault(self):
        """Count it in the agent's score, where the agent bears it."""
        self.ensure_one()
        if self.bearer == "agent":
            self.env["agent.event"]._log(
                "return_fault", self.picking_ids, note=self.reason_id.name or ""
            )


class OutletCaseLine(models.Model):
    _inherit = "outlet.case.line"

    def _prepare_discount_back(self):
        """The line of a credit note that takes the order's discount off again."""
        sold = self.sale_line_id
        pieces = self.quantity_good + self.quantity_damaged or self.quantity
        part = self.currency_id.round(
            sold.price_total * pieces / sold._get_exact_pieces()
        ) - self._get_amount(pieces)
        included = sold.tax_ids.filtered("price_include")
        return {
            "name": self.env._("Discount on %(article)s", article=sold.product_id.name),
            "quantity": 1,
            "price_unit": -part,
            "tax_ids": [Command.set(included.ids)],
        }

    def _move_to_new_line(self, count):
        """Take pieces from the order line to a new one, at the price that was agreed.

        :return: the new sale.order.line, not routed yet
        """
        self.ensure_one()
        vals = {
            "session_line_id": False,
            "session_key": False,
            "wanted_offer_id": False,
        }
        if self.wanted_product_id:
            vals["product_id"] = self.wanted_product_id.id
        return self.sale_line_id._split_off(count, **vals)

    def _write_off(self, picking):
        """Book these goods back on paper, and scrap them: the agent's are gone."""
        warehouse = picking.picking_type_id.warehouse_id
        apart = warehouse.rma_loc_id
        back = self.env["stock.picking"].create(
            {
                "picking_type_id": warehouse.rma_in_type_id.id,
                "location_id": picking.location_dest_id.id,
                "location_dest_id": apart.id,
                "origin": self.case_id.name,
                "move_ids": [
                    Command.create(line._prepare_loss(picking, apart)) for line in self
                ],
            }
        )
        back.action_confirm()
        for line, move in zip(self, back.move_ids, strict=True):
            move._place_return(warehouse, 0, line.quantity)
        back.move_ids._complete_return()
        scraps = self.env["stock.scrap"].create(
            [
                {
                    "product_id": line.product_id.id,
                    "scrap_qty": line.quantity,
                    "location_id": apart.id,
                    "owner_id": warehouse.agent_id.id,
                    "origin": line.case_id.name,
                    "company_id": picking.company_id.id,
                }
                for line in self
            ]
        )
        scraps.do_scrap()

    def _prepare_loss(self, picking, apart):
        return {
            "product_id": self.product_id.id,
            "product_uom_qty": self.quantity,
            "product_uom": self.product_id.uom_id.id,
            "location_id": picking.location_dest_id.id,
            "location_dest_id": apart.id,
            "sale_line_id": self.sale_line_id.id,
            "origin_returned_move_id": self.move_id.id,
            "to_refund": True,
            "company_id": picking.company_id.id,
        }
