"""The price of the member's level, or a coupon: the better of the two."""

from odoo import models
from odoo.tools import format_amount


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _get_level_lists(self):
        """Return the price list of the member's level and the one he had without it.

        Both are empty where there is nothing to choose: no level price, a list somebody
        chose by hand, or a company that lets both add up.
        """
        self.ensure_one()
        lists = self.env["product.pricelist"]
        member = self.partner_id
        # Levels and their lists are set up by others; the prices are the member's.
        level = member.sudo().member_level_id.pricelist_id.with_env(self.env)
        company = level.sudo().company_id
        if self.company_id.level_discount_stacks or not level.sudo().active:
            return lists, lists
        if company and company != self.company_id:
            return lists, lists
        usual = lists._get_partner_pricelist_multi(member.ids).get(member.id, lists)
        if usual == level or self.pricelist_id not in (level, usual):
            return lists, lists
        return level, usual

    def _get_total_at(self, line, pricelist):
        """Return what the line would cost by another price list, with its taxes."""
        now = line.price_unit * (1 - line.discount / 100)
        by_hand = line.technical_price_unit != line.price_unit
        if by_hand or not now:
            return line.price_total
        # the list of a level may be closed to who writes the order
        price = pricelist.sudo()._get_product_price(
            line.product_id,
            line.product_uom_qty,
            currency=self.currency_id,
            uom=line.product_uom_id,
            date=self.date_order,
        )
        return line.price_total * price / now

    def _get_weighed_total(self, line):
        level, usual = self._get_level_lists()
        if not level:
            return super()._get_weighed_total(line)
        return self._get_total_at(line, usual)

    def _choose_best_coupon(self):
        level, usual = self._get_level_lists()
        if level and self._take_level_price(level, usual):
            return None
        return super()._choose_best_coupon()

    def _take_level_price(self, level, usual):
        """Set the prices that go with the best for the member.

        :return: whether it is the price of his level, and no coupon
        """
        best, _other = self._find_best_coupons()
        goods = self._get_coupon_goods()
        saved = sum(
            self._get_total_at(line, usual) - self._get_total_at(line, level)
            for line in goods
        )
        chosen = self.applied_coupon_ids.filtered(lambda card: card._is_coupon())
        wins = not chosen - self.auto_coupon_ids and (
            self.currency_id.compare_amounts(best.saved, saved) <= 0
        )
        if wins:
            self._drop_coupons(self.auto_coupon_ids)
        wanted = level if wins else usual
        if self.pricelist_id != wanted:
            self.pricelist_id = wanted
            self._recompute_prices()
        if wins:
            self.coupon_reason = self._say_level_reason(saved, best)
        return wins

    def _say_level_reason(self, saved, best):
        if not best.sequence:
            return False
        return self.env._(
            "The price of the level saves %(saved)s, the most; %(next)s would save "
            "%(less)s",
            saved=format_amount(self.env, saved, self.currency_id),
            next=self._name_coupons(best),
            less=self._say_saved(best),
        )
