from odoo import models

from odoo.addons.wechat_member.models.loyalty_card_entry import MONEY_TYPES


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _process_saved_order(self, draft):
        result = super()._process_saved_order(draft)
        if not draft and self.state != "cancel":
            self._settle_online_returns()
        return result

    def _settle_online_returns(self):
        """Let points, growth, coupons and cards follow goods of online orders."""
        # What was bought online is no cashier's to write; it follows from the goods.
        lines_sudo = self.lines.sudo()
        back = lines_sudo.filtered(
            lambda line: (
                line.sale_order_line_id
                and line.qty < 0
                and not line.refunded_orderline_id
            )
        )
        settled = lines_sudo.refunded_orderline_id
        sold = back.sale_order_line_id | settled.sale_order_line_id
        for order_sudo in sold.order_id:
            order_sudo._check_till_return()
            before = {order_sudo: order_sudo._get_returned_share(without=self)}
            order_sudo._settle_returns(before, f"pos.order,{self.id},{order_sudo.id}")
        for line in back:
            reward = line.sale_order_line_id
            card = reward.coupon_id
            if card.program_id.program_type in MONEY_TYPES:
                card._post_entry(
                    "return",
                    abs(line.price_subtotal_incl),
                    f"pos.order.line,{line.id}",
                    order=reward.order_id,
                )

    def _get_goods_lines(self):
        # Goods of an online order count with that order, wherever they are handed out.
        lines = super()._get_goods_lines()
        return lines.filtered(lambda line: not line.sale_order_origin_id)
