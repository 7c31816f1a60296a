"""Output tax on coupons paid in advance: due for the goods one was used for."""

from odoo import api, fields, models


class MemberEntry(models.Model):
    """Nothing is taxed when a coupon is sold: no goods have been sold yet.

    What was paid for it becomes a part of the price of goods when it is used. That part
    includes the tax of these goods.
    """

    _inherit = "member.entry"

    contra_sides = fields.Json(
        readonly=True,
        groups="base.group_system",
        help="Technical: income and taxes of a used coupon, to take exactly them back.",
    )

    @api.model
    def _get_contra(self, company, vals):
        # what was income is taken back from there, whoever puts the coupon back
        if (vals.get("prepaid") or 0) > 0 and not vals.get("reversal_of_id"):
            card_sudo = self.env["loyalty.card"].sudo().browse(vals["card_id"])
            if card_sudo.paid_closed == "used":
                return company.coupon_income_account_id
        return super()._get_contra(company, vals)

    @api.model
    def _get_contra_sides(self, company, vals, amount):
        income = company.coupon_income_account_id
        if not vals.get("prepaid") or vals["contra_account_id"] != income.id:
            return super()._get_contra_sides(company, vals, amount)
        if amount > 0:
            sides = self._get_sides_taken(vals["card_id"])
            if company.currency_id.compare_amounts(_total(sides), -amount):
                # used before taxes were split off
                return super()._get_contra_sides(company, vals, amount)
            return [(account, -part, taxes) for account, part, taxes in sides]
        sides = []
        for taxes, part in self._split_by_taxes(company, vals, -amount):
            sides += self._split_off_taxes(company, taxes, part)
        vals["contra_sides"] = sides
        return sides

    @api.model
    def _get_sides_taken(self, card_id):
        """Return how the last use of this coupon was posted."""
        used_sudo = self.sudo().search(
            [("card_id", "=", card_id), ("prepaid", "<", 0)], order="id desc", limit=1
        )
        return [
            (account, part, tuple((name, _hashable(value)) for name, value in taxes))
            for account, part, taxes in used_sudo.contra_sides or []
        ]

    @api.model
    def _split_by_taxes(self, company, vals, amount):
        """Return [(taxes, part of ``amount``)] by the goods the coupon was used for.

        Without an order, e.g. from another system, it is the usual tax of sales.
        """
        usual = company.account_sale_tax_id
        weights = {}
        if vals.get("order_model"):
            order_sudo = self.env[vals["order_model"]].sudo().browse(vals["order_id"])
            card_sudo = self.env["loyalty.card"].sudo().browse(vals["card_id"])
            for taxes, weight in order_sudo._weigh_coupon_taxes(card_sudo).items():
                # taxes of a branch have no place in the books of the legal entity
                own = taxes.filtered(lambda tax: tax.company_id == company)
                taxes = own if own or not taxes else usual
                weights[taxes] = weights.get(taxes, 0.0) + weight
        weights = weights or {usual: 1.0}
        if not any(weights.values()):
            weights = dict.fromkeys(weights, 1.0)
        total, left, parts = sum(weights.values()), amount, []
        for taxes, weight in weights.items():
            part = company.currency_id.round(amount * weight / total)
            parts.append((taxes, part))
            left -= part
        taxes, part = parts[-1]
        return [*parts[:-1], (taxes, company.currency_id.round(part + left))]

    @api.model
    def _split_off_taxes(self, company, taxes, amount):
        """Return income and taxes of ``amount``, which includes them."""
        income, currency = company.coupon_income_account_id.id, company.currency_id
        if not taxes:
            return [(income, -amount, ())]
        found = taxes.with_context(force_price_include=True).compute_all(
            amount, currency=currency
        )
        sides = [
            (
                tax["account_id"] or income,
                -currency.round(tax["amount"]),
                (
                    ("tax_repartition_line_id", tax["tax_repartition_line_id"]),
                    ("tax_tag_ids", tuple(tax["tag_ids"])),
                ),
            )
            for tax in found["taxes"]
        ]
        based = (
            ("tax_ids", tuple(taxes.ids)),
            ("tax_tag_ids", tuple(found["base_tags"])),
        )
        return [(income, currency.round(-amount - _total(sides)), based), *sides]


def _total(sides):
    return sum(part for _account, part, _taxes in sides)


def _hashable(value):
    return tuple(value) if isinstance(value, list) else value


def weigh_taxes(lines, taxes, total):
    """Return {taxes: money} of order lines, whichever order they are of."""
    weights = {}
    for line in lines:
        weights[line[taxes]] = weights.get(line[taxes], 0.0) + abs(line[total])
    return weights


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _weigh_coupon_taxes(self, card):
        """Return {taxes: what of a coupon was used for goods that bear them}."""
        rewards = self.lines.filtered(
            lambda line: line.is_reward_line and line.coupon_id == card
        )
        goods = self._get_goods_lines().filtered(lambda line: not line.is_reward_line)
        for lines in (rewards, goods, rewards | goods):
            weights = weigh_taxes(
                lines, "tax_ids_after_fiscal_position", "price_subtotal_incl"
            )
            if any(weights.values()):
                break
        return weights


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _weigh_coupon_taxes(self, card):
        """Return {taxes: what of a coupon was used for goods that bear them}."""
        rewards = self.order_line.filtered(lambda line: line.coupon_id == card)
        goods = self._get_bought_lines().filtered(lambda line: not line.is_reward_line)
        for lines in (rewards, goods, rewards | goods):
            weights = weigh_taxes(lines, "tax_ids", "price_total")
            if any(weights.values()):
                break
        return weights
