from odoo import models
from odoo.tools import float_round


class ResellerContract(models.Model):
    _inherit = "reseller.contract"

    def _take_prices(self, templates, quantity=1):
        """Return {template id: what the reseller pays for one piece}.

        The price comes from the tier's pricelist, which is a discount on the tag
        price; in link mode nothing is paid and the figure is only informative.

        :param quantity: pieces of an article bought at once, in all its sizes
        """
        prices = self._get_take_pricelist()._get_products_price(
            templates, quantity, currency=self.company_id.currency_id
        )
        rounded = self.company_id.currency_id.round
        return {key: rounded(price) for key, price in prices.items()}

    def _get_take_pricelist(self):
        """Return the pricelist this reseller pays by: the tier's, or his own."""
        # tiers and pricelists are the operator's; only prices leave
        contract = self.sudo()
        return contract.closed_pricelist_id or contract.grade_id._get_take_pricelist(
            contract.trade_terms
        )

    def _price_bands(self, templates):
        """Return {template id: Band}, as the guard has it for this reseller."""
        guard = self.env["outlet.guard"].with_company(self.company_id)
        # sellers have no right on goods; what they may sell is chosen here
        upstream = self.sudo()._get_suppliers()
        wanted = [(template, None, None) for template in templates]
        bands = guard._get_bands(wanted, upstream=upstream)
        return dict(zip(templates.ids, bands, strict=True))

    def _get_suppliers(self):
        """Return the agents he deals with; none where the operator is upstream."""
        agent = self.upstream_id - self.company_id.partner_id
        # agents are not his to read; who supplies him is asked for
        joined = self.sudo().joined_agent_ids.sudo(self.env.su)
        return agent | joined if agent else agent

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

    def _earning(self, price, take, rate):
        """Return (yuan, per cent of the price) earned on one piece.

        :param rate: the commission of the article, see ``_commission_rates``
        """
        if self.mode == "link":
            return self.currency_id.round(price * rate / 100), rate
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
        return self.env["outlet.guard"]._money(amount, self.currency_id)

    def _percent(self, rate):
        """Return a percentage with one decimal, as it is spoken: 37.5%."""
        return f"{rate:.1f}".removesuffix(".0") + "%"

    def _tenths(self, price, tag):
        """Return a price as tenths of the tag, as Chinese sellers speak of it."""
        if not tag:
            return ""
        tenths = f"{10 * price / tag:.1f}".removesuffix(".0")
        return self.env._("%(tenths)s tenths of the tag", tenths=tenths)
