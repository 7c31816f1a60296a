from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..sharing import spread
from .outlet_case_handover import STAFF


class OutletCase(models.Model):
    """Money for an annoyance: the goods stay, who is responsible pays."""

    _inherit = "outlet.case"

    compensation = fields.Monetary(
        "Compensated", readonly=True, copy=False, groups=STAFF
    )
    compensated_on = fields.Date(readonly=True, copy=False, groups=STAFF)

    def action_open_compensate(self):
        """Open the form that compensates the customer.

        :raise UserError: nothing arrived, compensated before, or all was given back
        """
        self.ensure_one()
        self.check_access("write")
        # the ledger tells what is paid for the goods; who may do it was checked
        case = self.sudo()
        case._check_compensable(case._get_compensated_moves().sale_line_id)
        wizard = self.env["outlet.case.compensate"].create({"case_id": self.id})
        return self._open_wizard(wizard, self.env._("Compensate"))

    def _compensate(self, amount):
        """Give the customer money and charge who bears the case, once.

        Where the operator took the customer's money he gets a credit note, otherwise
        who took it pays him and owes so much less.

        :param float amount: positive, at most what is still paid for the goods
        :raise UserError: nothing arrived, compensated before, or too much
        """
        self.ensure_one()
        moves = self._get_compensated_moves()
        lines = moves.sale_line_id
        lines._lock_settled()
        self._check_compensation(amount, lines)
        self._name_compensated(moves)
        self._charge_compensation(amount, moves)
        self.write(
            {
                "compensation": amount,
                "compensated_on": self.company_id._get_local_today(),
            }
        )
        if self._is_invoiced():
            self._invoice_before_refund()
            self._credit_compensation(amount, lines)

    def _get_compensated_moves(self):
        """Return the deliveries it is about, one for each order line."""
        moves = self.line_ids.move_id or self.picking_ids.move_ids
        arrived = moves.filtered(
            lambda move: move._is_share_outgoing() and move.sale_line_id._has_arrived()
        ).filtered("share_entry_ids")
        by_line = arrived.sorted("id").grouped("sale_line_id")
        return self.env["stock.move"].concat(*(moves[:1] for moves in by_line.values()))

    def _check_compensable(self, lines):
        """:raise UserError: no money can be given for the goods of these order lines"""
        if self.compensated_on or self.state == "cancel":
            raise UserError(
                self.env._("Case %(name)s was compensated before.", name=self.name)
            )
        if not lines:
            raise UserError(
                self.env._("Nothing arrived that could be compensated for.")
            )
        left = sum(lines.mapped("money_shared"))
        if self.currency_id.compare_amounts(left, 0) <= 0:
            raise UserError(
                self.env._("All that was paid for these goods was given back already.")
            )

    def _check_compensation(self, amount, lines):
        """:raise UserError: names the most that can be given"""
        self._check_compensable(lines)
        most = sum(lines.mapped("money_shared"))
        compare = self.currency_id.compare_amounts
        if compare(amount, 0) <= 0:
            raise UserError(
                self.env._(
                    "Enter what the customer gets: more than nothing, at most "
                    "%(most)s.",
                    most=self.currency_id.format(most),
                )
            )
        if compare(amount, most) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s is too much: at most %(most)s can be given, which is "
                    "what is still paid for these goods.",
                    amount=self.currency_id.format(amount),
                    most=self.currency_id.format(most),
                )
            )

    def _name_compensated(self, moves):
        """Tell in the case which goods the money is for, where nobody said so."""
        if not self.line_ids:
            self.line_ids = [
                Command.create({"move_id": move.id, "quantity": move.quantity})
                for move in moves
            ]

    def _charge_compensation(self, amount, moves):
        """Book the amount, divided over the goods by their price."""
        weights = [max(move.sale_line_id.price_total, 0.0) for move in moves]
        parts = spread(amount, weights, self.currency_id.rounding)
        vals_list = []
        for move, part in zip(moves, parts, strict=True):
            named = self.line_ids.filtered(lambda line, move=move: line.move_id == move)
            named[:1].compensation = part
            vals_list += self._prepare_compensation(move, part)
        self.env["share.entry"].create(vals_list)

    def _prepare_compensation(self, move, amount):
        line = move.sale_line_id
        partner, role = self._get_compensator(line)
        if self.currency_id.is_zero(amount):
            return []
        common = line._prepare_common_share_vals(move) | {
            "quantity": 0.0,
            "paid": 0.0,
            "date": self.company_id._get_local_today(),
            "reference": self.name,
        }
        charged = {
            "partner_id": partner.id,
            "role": role,
            "kind": "compensation",
            "amount": -amount,
        }
        # who took the money gave so much of it back
        held = line._prepare_collected_entries(move, -amount, line.share_entry_ids[:0])
        return [common | share for share in (charged, *held)]

    def _get_compensator(self, line, bearer=None):
        """Return (party, role) of who pays; where the party has no account with us,
        as a courier, the operator does and claims it from him.

        :param str bearer: instead of the one of the case
        """
        self.ensure_one()
        operator = self.company_id.partner_id
        seller = self.order_id.reseller_id
        parties = {
            "agent": (self.agent_id, "agent"),
            "reseller": (seller, line._get_seller_role()),
            "brand": (self.brand_id.partner_id, "funder"),
        }
        partner, role = parties.get(bearer or self.bearer, (operator, "operator"))
        if not partner or partner == operator:
            return operator, "operator"
        return partner, role

    def _credit_compensation(self, amount, lines):
        """Post the credit note of a customer who paid the operator."""
        invoices = lines.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted" and move.move_type == "out_invoice"
        )
        taxes = lines[:1].tax_ids
        included = taxes if all(taxes.mapped("price_include")) else taxes.browse()
        order = self.order_id
        note = self.env["account.move"].create(
            {
                "move_type": "out_refund",
                "partner_id": order.partner_invoice_id.id,
                "company_id": order.company_id.id,
                "currency_id": order.currency_id.id,
                "reversed_entry_id": invoices[:1].id,
                "invoice_origin": order.name,
                "ref": self.name,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": self.env._("Compensation %(case)s", case=self.name),
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": [Command.set(included.ids)],
                        }
                    )
                ],
            }
        )
        self._post_refunds(note)


class OutletCaseLine(models.Model):
    _inherit = "outlet.case.line"

    compensation = fields.Monetary(readonly=True, copy=False, groups=STAFF)

    def _get_given(self):
        """Return what customers got for these goods and still have."""
        kept = self.filtered(lambda line: not line.case_id.compensation_back_on)
        return sum(kept.mapped("compensation"))
