"""What a till tells after a sale is believed as far as the sale bears it out."""

from math import isfinite

from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import float_compare

from .loyalty_card_entry import MONEY_TYPES


class PosOrder(models.Model):
    _inherit = "pos.order"

    def confirm_coupon_programs(self, coupon_data):
        """Let a till move cards and make new ones; see the original.

        :raise AccessError: the user works at no till, or not at this order's
        :raise UserError: the till tells what its order does not bear out
        """
        if self.env.su:
            return super().confirm_coupon_programs(coupon_data)
        # the core makes cards by sudo, also for nobody's order
        if not self.env.user.has_group("point_of_sale.group_pos_user"):
            raise AccessError(self.env._("Only who works at a till redeems there."))
        self.ensure_one()
        self.check_access("write")
        coupon_data = {
            key: self._read_told_card(int(key), vals)
            for key, vals in coupon_data.items()
        }
        self._check_gift_cards_told(coupon_data)
        result = super().confirm_coupon_programs(coupon_data)
        self._check_gift_cards_paid()
        return result

    def _read_told_card(self, card_id, vals):
        """Return what is believed of what the till tells about one card.

        A coupon was taken off its card with the order, so the call never moves one.
        """
        # A cashier reads no programs and not every card; ids come from his till.
        program_sudo = self.env["loyalty.program"].sudo()
        program_sudo = program_sudo.browse(vals["program_id"]).exists()
        cards_sudo = self._find_told_cards(card_id, vals)
        companies = (program_sudo | cards_sudo.program_id).company_id.root_id
        kinds = set(cards_sudo.mapped("program_type"))
        is_coupon = program_sudo.program_type in cards_sudo._coupon_types()
        is_given = program_sudo.program_type == "next_order_coupons"
        if (
            companies - self.company_id.sudo().root_id
            or kinds - {program_sudo.program_type}
            or (is_coupon and not is_given and not cards_sudo)
        ):
            raise UserError(self.env._("These cards are not those of this sale."))
        if is_coupon and cards_sudo - self.lines.sudo().coupon_id:
            return {**vals, "points": 0}
        if is_coupon and cards_sudo:
            return {**vals, "points": min(vals["points"], 0)}
        return vals

    def _find_told_cards(self, card_id, vals):
        """Return the cards the core would find by what a till tells."""
        # a card that is new to the till has a name of its own there, no number
        told = (str(one) for one in (card_id, vals.get("coupon_id")))
        ids = [int(one) for one in told if one.isdigit()]
        domain = Domain("id", "in", ids)
        if code := vals.get("code"):
            domain |= Domain("code", "=", code)
        return self.env["loyalty.card"].sudo().search(domain)

    # ---------------------------------------------------------------------- gift cards
    def _check_gift_cards_told(self, coupon_data):
        """Refuse gift cards that this order neither sold nor was paid with.

        A card that was printed with its money on it is found by its code: nothing moves
        on it, yet it becomes the customer's.

        :raise UserError: in words for the cashier
        """
        sold = {}
        for card_id, vals in coupon_data.items():
            # a cashier reads no programs; the kind of one is asked
            program_sudo = self.env["loyalty.program"].sudo().browse(vals["program_id"])
            points = vals["points"]
            if program_sudo.program_type != "gift_card":
                continue
            if not isfinite(points):
                raise UserError(self.env._("These cards are not those of this sale."))
            if points < 0:
                self._check_gift_card_spent(int(card_id), vals)
            sold[program_sudo] = sold.get(program_sudo, 0.0) + max(points, 0.0)
        for program_sudo, amount in sold.items():
            if float_compare(amount, self._get_gift_card_sales(program_sudo), 2) > 0:
                raise UserError(self._say_unpaid_gift_cards())

    def _check_gift_card_spent(self, card_id, vals):
        """Refuse to take from a gift card what this order was not paid with it."""
        cards_sudo = self._find_told_cards(card_id, vals)
        paid = self.lines.sudo().filtered(
            lambda line: line.is_reward_line and line.coupon_id in cards_sudo
        )
        spent = sum(paid.mapped("points_cost"))
        if len(cards_sudo) > 1 or float_compare(-vals["points"], spent, 2) > 0:
            raise UserError(self.env._("These cards are not those of this sale."))

    def _check_gift_cards_paid(self):
        """Refuse gift cards that hold more than this order was paid for them."""
        self.env["loyalty.card"].flush_model()
        # the ledger is closed to cashiers; what the server entered has a reference
        told = (
            self.env["member.entry"]
            .sudo()
            .search(
                [
                    ("order_model", "=", self._name),
                    ("order_id", "=", self.id),
                    ("asset", "in", ("paid", "gift")),
                    ("amount", ">", 0),
                    ("reference", "=", False),
                ]
            )
        )
        for program, entries in told.grouped(lambda e: e.card_id.program_id).items():
            amount = sum(entries.mapped("amount"))
            if float_compare(amount, self._get_gift_card_sales(program), 2) > 0:
                raise UserError(self._say_unpaid_gift_cards())

    def _say_unpaid_gift_cards(self):
        return self.env._("This sale does not pay for what is on its gift cards.")

    def _get_gift_card_sales(self, program):
        """Return the money that this order may put on gift cards of a program."""
        if program.program_type not in MONEY_TYPES:
            return 0.0
        return sum(
            rule.reward_point_amount * line.price_subtotal_incl
            for rule in program.rule_ids
            if rule.reward_point_mode == "money"
            for line in self.lines
            if not line.is_reward_line
            and line.qty > 0
            and line.product_id in rule.product_ids
        )
