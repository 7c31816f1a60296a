from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools import float_round


class ResellerContract(models.Model):
    _inherit = "reseller.contract"

    def _take_prices(self, templates):
        """Return {template id: what the reseller pays for one piece}.

        The price comes from the tier's pricelist, which is a discount on the tag
        price; in link mode nothing is paid and the figure is only informative.
        """
        # tiers and pricelists are the operator's; only the price leaves
        pricelist = self.sudo().grade_id.default_pricelist_id
        prices = pricelist._get_products_price(
            templates, 1.0, currency=self.company_id.currency_id
        )
        rounded = self.company_id.currency_id.round
        return {key: rounded(price) for key, price in prices.items()}

    def _price_bounds(self, templates):
        """Return {template id: (floor, tag)} between which a price must lie.

        An article offered by several agents has several contracts; the highest
        floor holds, since any of them may ship the order.
        """
        floors = dict.fromkeys(templates.ids, 0.0)
        for offer in self._find_offers(templates):
            tag = offer.product_tmpl_id.list_price
            floor = tag * offer.contract_id.floor_ratio / 100
            key = offer.product_tmpl_id.id
            floors[key] = max(floors[key], self.currency_id.round(floor))
        return {one.id: (floors[one.id], one.list_price) for one in templates}

    def _check_own_prices(self, prices):
        """Refuse a price under the floor or over the tag.

        :param dict prices: {product.template record: price, tax included}
        :raise ValidationError: names the article and the bound in words
        """
        templates = self.env["product.template"].union(*prices)
        bounds = self._price_bounds(templates)
        for template, price in prices.items():
            floor, tag = bounds[template.id]
            self._check_one_price(template.display_name, price, floor, tag)

    def _check_one_price(self, article, price, floor, tag):
        compare = self.currency_id.compare_amounts
        if compare(price, 0) <= 0:
            raise ValidationError(self.env._("Enter a price above zero."))
        if compare(price, tag) > 0:
            raise ValidationError(
                self.env._(
                    "%(price)s is above the tag price %(tag)s of %(article)s.",
                    price=self._money(price),
                    tag=self._money(tag),
                    article=article,
                )
            )
        if compare(price, floor) < 0:
            raise ValidationError(
                self.env._(
                    "%(price)s is below %(floor)s, the lowest price the brand "
                    "allows for %(article)s.",
                    price=self._money(price),
                    floor=self._money(floor),
                    article=article,
                )
            )

    def _price_from_entry(self, kind, value, take, tag):
        """Return the price meant by what was typed.

        :param str kind: ``price`` in yuan; ``markup`` per cent on the take price;
            ``discount`` tenths of the tag price (3.8 means 38 %)
        :param float value: the number typed
        The latter two are rounded to whole yuan, never above the tag price.
        """
        if kind == "price":
            return self.currency_id.round(value)
        raw = take * (1 + value / 100) if kind == "markup" else tag * value / 10
        rounded = float_round(raw, precision_digits=0, rounding_method="HALF-UP")
        return min(rounded, tag) if raw <= tag else rounded

    def _earning(self, price, take):
        """Return (yuan, per cent of the price) earned on one piece."""
        if self.mode == "link":
            return self.currency_id.round(
                price * self.commission_rate / 100
            ), self.commission_rate
        margin = self.currency_id.round(price - take)
        return margin, (100 * margin / price if price else 0)

    def _set_own_price(self, template, kind, value):
        """Store the own price of one article of the selection.

        :return: the price in force
        :raise ValidationError: outside floor and tag
        """
        take = self._take_prices(template)[template.id]
        price = self._price_from_entry(kind, value, take, template.list_price)
        own = self.price_ids.filtered(lambda one: one.product_tmpl_id == template)
        if own:
            own.price = price
        else:
            self.env["reseller.price"].create(
                {
                    "contract_id": self.id,
                    "product_tmpl_id": template.id,
                    "price": price,
                }
            )
        return price

    def _money(self, amount):
        """Return ``amount`` as it is spoken: ¥1,219 or ¥316.94."""
        text = f"{abs(amount):,.2f}".removesuffix(".00")
        sign = "-" if self.currency_id.compare_amounts(amount, 0) < 0 else ""
        return f"{sign}{self.currency_id.symbol}{text}"

    def _percent(self, rate):
        """Return a percentage with one decimal, as it is spoken: 37.5%."""
        return f"{rate:.1f}".removesuffix(".0") + "%"

    def _tenths(self, price, tag):
        """Return a price as tenths of the tag, as Chinese sellers speak of it."""
        if not tag:
            return ""
        tenths = f"{10 * price / tag:.1f}".removesuffix(".0")
        return self.env._("%(tenths)s tenths of the tag", tenths=tenths)
