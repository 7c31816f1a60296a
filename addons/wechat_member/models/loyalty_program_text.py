"""What a coupon gives, in words made of its rule and of nothing else."""

from odoo import models


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _honest_text(self):
        """Return one line that says what a coupon of this program gives, and when.

        It is made of the rule and the reward alone, so that no text can promise more
        than the till gives. In the language of the context.
        """
        self.ensure_one()
        # Whoever holds a coupon may read its terms.
        program = self.sudo()
        reward = program.reward_ids.sorted("required_points")[:1]
        if program.program_type == "gift_card":
            return self.env._("Gift card, pays like money in our shops")
        if not reward:
            return ""
        benefit = program._say_benefit(reward)
        condition = program._say_condition()
        if condition:
            benefit = self.env._(
                "%(benefit)s %(condition)s", benefit=benefit, condition=condition
            )
        if program.sale_price:
            benefit = self.env._(
                "%(benefit)s, bought for %(price)s",
                benefit=benefit,
                price=program._say_money(program.sale_price),
            )
        return benefit

    def _say_money(self, amount):
        return f"{self.currency_id.symbol or ''}{amount:g}"

    def _say_benefit(self, reward):
        if reward.reward_type == "product":
            return self._say_product(reward)
        if reward.reward_type != "discount":
            return self.env._("Free shipping")
        if reward.discount_mode == "percent":
            text = self._say_percent(reward)
        else:
            points = (
                reward.required_points if reward.discount_mode == "per_point" else 1
            )
            amount = self._say_money(reward.discount * points)
            text = self.env._("%(amount)s off", amount=amount)
        if reward.discount_applicability == "cheapest":
            text = self.env._("%(benefit)s the cheapest piece", benefit=text)
        if reward.discount_max_amount:
            text = self.env._(
                "%(benefit)s, at most %(amount)s",
                benefit=text,
                amount=self._say_money(reward.discount_max_amount),
            )
        return text

    def _say_percent(self, reward):
        # in Chinese 10 % off is nine tenths of the price
        return self.env._(
            "%(percent)s%% off",
            percent=f"{reward.discount:g}",
            tenths=f"{(100 - reward.discount) / 10:g}",
        )

    def _say_product(self, reward):
        names = " / ".join(reward.reward_product_ids[:3].mapped("name"))
        words = {"product": names, "quantity": reward.reward_product_qty}
        if self.coupon_kind == "exchange":
            return self.env._("Exchange for %(quantity)s × %(product)s", **words)
        return self.env._("%(quantity)s × %(product)s free", **words)

    def _say_condition(self):
        parts = [words for rule in self.rule_ids if (words := self._say_rule(rule))]
        return self.env._(" and ").join(parts)

    def _say_rule(self, rule):
        words = []
        if rule.minimum_amount:
            amount = self._say_money(rule.minimum_amount)
            words.append(self.env._("from %(amount)s", amount=amount))
        if rule.minimum_qty > 1:
            words.append(self.env._("from %(pieces)s pieces", pieces=rule.minimum_qty))
        if rule._names_goods():
            words.append(self.env._("with %(goods)s", goods=self._say_goods(rule)))
        return " ".join(words)

    def _say_goods(self, rule):
        names = rule.product_category_id.mapped("name") + rule.product_tag_id.mapped(
            "name"
        )
        names += rule.product_ids[:3].mapped("name")
        if len(rule.product_ids) > 3:
            names.append("…")
        return " / ".join(names) or self.env._("certain goods")
