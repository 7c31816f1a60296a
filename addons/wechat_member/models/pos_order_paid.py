"""Coupons sold at the till are on the member's card when the order is saved."""

from odoo import models
from odoo.exceptions import UserError


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        result = super()._process_saved_order(draft)
        if not draft and self.state != "cancel":
            self._sell_coupons()
        return result

    def _sell_coupons(self):
        """Give the member the coupons this order sold, and take back returned ones."""
        self.ensure_one()
        # The programs of a till are read by cashiers through the core only.
        programs_sudo = self.env["loyalty.program"].sudo()
        programs_sudo = programs_sudo.with_context(active_test=False).search(
            [("sale_product_id", "in", self.lines.product_id.ids)]
        )
        for program_sudo in programs_sudo:
            if program_sudo.company_id != self.company_id.sudo().root_id:
                raise UserError(self.env._("This coupon is not sold here."))
            lines = self.lines.filtered(
                lambda line, program=program_sudo: (
                    line.product_id == program.sale_product_id
                )
            )
            for line in lines:
                if line.qty < 0:
                    line._take_sold_coupons_back()
                elif line.qty:
                    line._sell_coupons(program_sudo)


class PosOrderLine(models.Model):
    _inherit = "pos.order.line"

    def _sell_coupons(self, program_sudo):
        self.ensure_one()
        order = self.order_id
        if not order.partner_id:
            raise UserError(self.env._("Choose the member who buys the coupon."))
        done = self._get_sold_coupons()
        pieces = int(self.qty)
        if pieces != self.qty:
            raise UserError(self.env._("Coupons are sold by the piece."))
        prices = self._split_price(pieces)
        if self.order_id.currency_id.compare_amounts(min(prices), 0) <= 0:
            raise UserError(self.env._("A coupon with a price is not given away."))
        for number, amount in enumerate(prices):
            if number < len(done):
                continue
            program_sudo._sell(
                order.partner_id,
                amount,
                f"pos.order.line,{self.id},{number}",
                "till",
                vals={"paid_line_id": self.id},
                order=order,
            )

    def _split_price(self, pieces):
        """Return the price of each piece; together they are the price of the line."""
        currency = self.order_id.currency_id
        total = self.price_subtotal_incl
        each = currency.round(total / pieces)
        return [each] * (pieces - 1) + [currency.round(total - each * (pieces - 1))]

    def _get_sold_coupons(self):
        # A cashier sells and takes back; he may not read cards by himself.
        cards_sudo = self.env["loyalty.card"].sudo()
        return cards_sudo.search([("paid_line_id", "in", self.ids)], order="id")

    def _take_sold_coupons_back(self):
        """Take coupons back that the member returns unused, for what he paid.

        :raise UserError: not sold here, used, expired, or for another price
        """
        self.ensure_one()
        order = self.order_id
        sold = self.refunded_orderline_id._get_sold_coupons()
        if not sold:
            raise UserError(
                self.env._("Take a coupon back from the receipt that sold it.")
            )
        reference = f"pos.order.line,{self.id}"
        if (
            self.env["member.entry"]
            .sudo()
            .search_count(
                # saved twice, it came back once
                [("card_id", "in", sold.ids), ("reference", "=", reference)],
                limit=1,
            )
        ):
            return
        words = {card: card._refuse_paid_refund() for card in sold}
        cards = sold.filtered(lambda card: not words[card])[: int(-self.qty)]
        if len(cards) < -self.qty:
            raise UserError(next((why for why in words.values() if why), ""))
        paid, back = sum(cards.mapped("paid_amount")), -self.price_subtotal_incl
        if order.currency_id.compare_amounts(paid, abs(back)):
            raise UserError(
                self.env._(
                    "A coupon goes back for what it cost: %s",
                    order.currency_id.format(paid),
                )
            )
        for card in cards:
            card._refund_paid(reference, order=order)
