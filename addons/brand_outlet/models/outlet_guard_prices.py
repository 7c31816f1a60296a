from odoo import api, models


class OutletGuard(models.AbstractModel):
    """Every price of an offer, with where it comes from."""

    _inherit = "outlet.guard"

    @api.model
    def _get_price_sheet(self, offer, place=None, product=None):
        """Return [{"label", "amount", "rate", "source"}] of an offer, tag first.

        ``rate`` is per cent of the tag price. Extended by ``super()`` where other
        prices are known.

        :param place: outlet.place where it is sold, if known
        :param product: the variant, where its tag price is its own
        """
        # the guard judges by every rule, whoever sells; only its verdict leaves
        offer = offer.sudo()
        tag = self._get_tag(product or offer)
        [band] = self._get_bands([(product or offer, place, offer)])
        rows = [
            self._price_row(
                self.env._("Tag price"), tag, tag, self._get_tag_source(offer, product)
            ),
            self._price_row(
                self.env._("Supply price"),
                offer.currency_id.round(tag * offer.supply_ratio / 100),
                tag,
                self._get_ratio_source(offer, "supply_ratio"),
            ),
            self._get_suggested_row(offer, place, tag),
            *self._get_session_rows(offer, place, tag),
            *self._get_floor_rows(band, tag),
        ]
        return rows

    @api.model
    def _price_row(self, label, amount, tag, source):
        return {
            "label": label,
            "amount": self._money(amount),
            "rate": f"{100 * amount / tag:.1f}%".replace(".0%", "%") if tag else "",
            "source": source,
        }

    @api.model
    def _get_tag_source(self, offer, product):
        style = offer.product_tmpl_id
        # the guard judges by every rule, whoever sells; only its verdict leaves
        if product and product.sudo().price_extra:
            return self.env._(
                "Tag price of the style %(tag)s, this size or colour costs %(extra)s "
                "more",
                tag=self._money(style.list_price),
                extra=self._money(product.sudo().price_extra),
            )
        return self.env._("Tag of the style %(style)s", style=style.display_name)

    @api.model
    def _get_ratio_source(self, offer, name):
        contract = offer.contract_id
        if offer[name] == contract[name]:
            return self.env._("Contract %(contract)s", contract=contract.display_name)
        return self.env._(
            "Agreed for this offer; the contract says %(ratio)g%%", ratio=contract[name]
        )

    @api.model
    def _get_suggested_row(self, offer, place, tag):
        label = self.env._("Suggested price")
        template = offer.product_tmpl_id
        rule = self._get_assortments([place]).get(place.id) if place else None
        prices = rule._get_suggested_prices(template) if rule else {}
        if template.id in prices:
            source = self.env._("Assortment of %(places)s", places=rule.display_name)
            return self._price_row(label, prices[template.id], tag, source)
        amount = offer.currency_id.round(tag * offer.suggested_ratio / 100)
        source = self._get_ratio_source(offer, "suggested_ratio")
        return self._price_row(label, amount, tag, source)

    @api.model
    def _get_session_rows(self, offer, place, tag):
        prices = self._get_session_prices(offer, place)
        source = self.env._("The session that is open now")
        return [
            self._price_row(self.env._("Session price"), price, tag, source)
            for price in prices.values()
        ]

    @api.model
    def _get_floor_rows(self, band, tag):
        if band.sources["pinned"]:
            source = self.env._("An overstock merchant buys at the supply price")
            return [self._price_row(self.env._("Only price"), band.floor, tag, source)]
        contract = band.sources["floor"]
        source = (
            # the guard judges by every rule, whoever sells; only its verdict leaves
            self.env._("Contract %(contract)s", contract=contract.sudo().display_name)
            if contract
            else self.env._("No contract names a floor")
        )
        return [self._price_row(self.env._("Floor"), band.floor, tag, source)]
