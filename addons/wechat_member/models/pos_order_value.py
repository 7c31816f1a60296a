"""Top-ups at the till reach the card in the transaction that saves the order."""

from odoo import models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        paid = not draft and self.state != "cancel"
        if paid:
            self._check_top_ups_paid()
        result = super()._process_saved_order(draft)
        if paid:
            self._credit_top_ups()
        return result

    def _check_top_ups_paid(self):
        """Refuse to fill cards from cards: what was given would become paid money.

        :raise UserError: in words for the cashier
        """
        products = self.env["loyalty.program"]._get_money_products(self.company_id)
        filled = self.lines.filtered(
            lambda line: (
                line.product_id in products and not line.is_reward_line and line.qty > 0
            )
        )
        due = sum(filled.mapped("price_subtotal_incl"))
        if (
            filled
            and self._get_money_cards()
            and self.currency_id.compare_amounts(self.amount_total, due) < 0
        ):
            raise UserError(
                self.env._(
                    "Top-ups and gift cards are paid with money, not with cards."
                )
            )

    def _get_money_cards(self):
        """Return the cards with money from which this order was paid."""
        # a cashier reads no programs; the kind of one is asked
        cards_sudo = self.sudo().lines.filtered("is_reward_line").coupon_id
        return cards_sudo.filtered(lambda card: card._is_money())

    def _credit_top_ups(self):
        """Move the stored value that this order sold, returned or paid back."""
        self.ensure_one()
        for program, amount in self._get_top_ups().items():
            if not self.partner_id:
                raise UserError(
                    self.env._("Choose the member whose card is topped up.")
                )
            # Selling a top-up is what a cashier does; he may not write cards himself.
            card = self.partner_id.sudo()._get_value_card(program)
            reference = f"pos.order,{self.id}"
            if amount < 0:
                card._refund_value(-amount, reference, order=self)
            elif self.lines.refunded_orderline_id:
                card._post_entry("return", amount, reference, order=self)
            else:
                card._post_entry("top_up", amount, reference, order=self)

    def _get_top_ups(self):
        """Return {stored value program: money put on the card by this order}."""
        programs = self._get_value_programs()
        lines = {}
        for line in self.lines.filtered(lambda line: not line.is_reward_line):
            if program := line._get_top_up_program(programs):
                lines[program] = lines.get(program, line) | line
        amounts = {
            program: self.currency_id.round(sold._get_signed_total())
            for program, sold in lines.items()
        }
        return {program: amount for program, amount in amounts.items() if amount}

    def _get_value_programs(self):
        # The programs of a till are read by cashiers through the core only.
        return (
            self.env["loyalty.program"]
            .sudo()
            .search(
                [
                    ("program_type", "=", "ewallet"),
                    ("company_id", "=", self.company_id.root_id.id),
                ]
            )
        )

    def confirm_coupon_programs(self, coupon_data):
        """Leave stored value out of what the till tells: it is on the card already.

        A card that is new to the till has a number below zero there. It was made when
        the sale was saved; the answer says which one it has become.
        """
        told = {
            vals.get("program_id"): int(key)
            for key, vals in coupon_data.items()
            if int(key) < 0
        }
        result = super().confirm_coupon_programs(
            {key: self._settle_told_value(vals) for key, vals in coupon_data.items()}
        )
        wallets = self._get_value_programs().ids
        for update in result["coupon_updates"]:
            if update["program_id"] in wallets:
                update["old_id"] = told.get(update["program_id"], update["old_id"])
        return result

    def _settle_told_value(self, vals):
        # a cashier reads no programs; the kind of one is asked
        program = self.env["loyalty.program"].sudo().browse(vals.get("program_id"))
        if program.exists().program_type != "ewallet":
            return vals
        card = self.partner_id.sudo()._get_value_card(program)
        # What was debited with the order is taken out by the redemptions' override.
        rows_sudo = self.env["coupon.redemption"].sudo()._unsettled(self)
        debited = sum(
            rows_sudo.filtered(lambda row: row.card_id == card).mapped("debited")
        )
        return dict(vals, points=-debited, partner_id=card.partner_id.id)
