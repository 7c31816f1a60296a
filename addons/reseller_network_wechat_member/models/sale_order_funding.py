from odoo import models


class SaleOrder(models.Model):
    """Whoever pays for the coupon of an outlet order stands in the order's shares.

    Agents and sellers get what they would get without the coupon. What is claimed
    there is not claimed by the month's claim, see ``campaign.claim``.
    """

    _inherit = "sale.order"

    def action_confirm(self):
        result = super().action_confirm()
        self._note_funders()
        return result

    def _note_funders(self):
        for order in self:
            if order.state == "sale" and order.place_id and not order.is_pickup:
                order._note_funder()

    def _note_funder(self):
        """Keep who pays for the coupons; a second funder is claimed apart."""
        # who confirms an order need not read campaigns
        order = self.sudo()
        campaigns = order._get_funded_campaigns(order.order_line)
        if campaigns and not order.share_funder_id:
            order.share_funder_id = campaigns.sorted("id")[0].funder_id

    def _get_funded_campaigns(self, lines):
        """Return the campaigns of these coupon lines that somebody pays for."""
        return self.env["member.campaign"].search(
            [
                ("program_id", "in", lines.coupon_id.program_id.ids),
                ("funder_id", "!=", False),
                ("funder_percent", ">", 0),
            ]
        )

    def _share_late_extras(self):
        # a coupon that is used after the order was confirmed has a funder, too
        self._note_funders()
        return super()._share_late_extras()

    def _get_funded_amount(self, extra, amount):
        funded = super()._get_funded_amount(extra, amount)
        return funded + extra._get_funded_part(-amount)

    def _get_extra_goods(self, extra):
        goods = super()._get_extra_goods(extra)
        reward = extra.reward_id
        if reward.discount_applicability == "specific":
            return self._get_specific_discountable_lines(reward) & goods or goods
        if reward.discount_applicability == "cheapest":
            return self._cheapest_line(reward) & goods or goods
        return goods


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _is_share_extra(self):
        """Stored value and gift cards are money: they take nothing off the price."""
        is_money = self.reward_id.program_id.is_payment_program
        return not is_money and super()._is_share_extra()

    def _get_gift_value(self):
        """What a coupon gives away is paid by its funder at the tag price."""
        value = super()._get_gift_value()
        if self.reward_id.reward_type == "product":
            value += self._get_funded_part(
                self.product_id.lst_price * self.product_uom_qty
            )
        return value

    def _get_funded_part(self, amount):
        """Return what the order's funder pays of what this coupon line gives."""
        order = self.order_id
        campaign = order._get_funded_campaigns(self)[:1]
        if not campaign or campaign.funder_id != order.share_funder_id:
            return 0.0
        return self.currency_id.round(amount * campaign.funder_percent / 100)
