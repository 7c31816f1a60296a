from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class Band(NamedTuple):
    """Between which prices an article may be sold, tax included, per piece.

    ``sources``: {"floor": the contract whose floor holds (or none), "pinned":
    whether the supply price is the one price allowed}
    """

    floor: float
    ceiling: float
    sources: dict


class OutletGuard(models.AbstractModel):
    """The price band: one rule and one message for every door.

    The ceiling is the tag price. The floor is the highest floor of the contracts the
    article is on offer under, as any of their agents may ship it; for goods that only
    one agent may ship it is his. An overstock merchant buys at the supply price.
    """

    _inherit = "outlet.guard"

    @api.model
    def _get_band(self, records, place=None, date=None):
        """Return {id: Band} of templates, articles or offers.

        :param records: product.template, product.product or outlet.offer
        :param place: outlet.place of the sale, if known
        :param date: day for which contracts count, default today
        """
        is_clearing = bool(place) and place.sudo().place_type == "clearing"
        tags = self._get_tags(records)
        offers_of = self._get_supplies(records, place, date)
        return {
            record.id: self._make_band(
                tags[record.id], offers_of[record.id], is_clearing
            )
            for record in records
        }

    @api.model
    def _get_tags(self, records):
        """Return {id: tag price}; a variant's own, with what it costs extra."""
        records = records.sudo()
        if records._name == "outlet.offer":
            return {offer.id: offer.product_tmpl_id.list_price for offer in records}
        if records._name == "product.product":
            return {product.id: product.lst_price for product in records}
        return {template.id: template.list_price for template in records}

    @api.model
    def _get_supplies(self, records, place=None, date=None):
        """Return {id: offers, or else contracts, that may supply each record}."""
        records = records.sudo()
        if records._name == "outlet.offer":
            return {offer.id: offer for offer in records}
        templates = records
        if records._name == "product.product":
            templates = records.product_tmpl_id
        by_style = self._find_supplies(templates, place, date)
        if records._name == "product.template":
            return {template.id: by_style[template.id] for template in records}
        return {product.id: by_style[product.product_tmpl_id.id] for product in records}

    @api.model
    def _find_supplies(self, templates, place=None, date=None):
        """Return {template id: published offers, or contracts where there are none}.

        Two queries, whatever the number of styles.
        """
        contract = self.env["brand.contract"]._valid_domain(
            date or fields.Date.context_today(self)
        )
        contract &= self._get_contract_domain(place)
        offers = (
            self.env["outlet.offer"]
            .sudo()
            .search(
                Domain("product_tmpl_id", "in", templates.ids)
                & Domain("state", "=", "published")
                & Domain("contract_id", "any", contract),
                order="id",
            )
        )
        supplies = dict(offers.grouped(lambda offer: offer.product_tmpl_id.id).items())
        missing = templates.filtered(lambda one: one.id not in supplies)
        if missing:
            contracts = (
                self.env["brand.contract"]
                .sudo()
                .search(
                    contract & Domain("brand_id", "in", missing.product_brand_id.ids),
                    order="id",
                )
            )
            by_brand = contracts.grouped("brand_id")
            for template in missing:
                supplies[template.id] = by_brand.get(
                    template.product_brand_id, contracts.browse()
                )
        return supplies

    @api.model
    def _get_contract_domain(self, place):
        """Return the brand.contract domain of who may supply this place."""
        company = place.sudo().company_id if place else self.env.company
        return Domain("company_id", "child_of", company.root_id.id)

    @api.model
    def _make_band(self, tag, supplies, is_clearing):
        round_ = (supplies.currency_id[:1] or self.env.company.currency_id).round
        if is_clearing:
            prices = [
                round_(tag * ratio / 100) for ratio in supplies.mapped("supply_ratio")
            ]
            if prices:
                sources = {"floor": None, "pinned": True}
                return Band(min(prices), max(prices), sources)
        contracts = supplies
        if supplies._name == "outlet.offer":
            contracts = supplies.contract_id
        strictest = max(contracts, key=lambda one: one.floor_ratio, default=contracts)
        floor = round_(tag * strictest.floor_ratio / 100) if strictest else 0.0
        return Band(
            floor, tag, {"floor": strictest if floor else None, "pinned": False}
        )

    # --- checking ---------------------------------------------------------------

    @api.model
    def _check_price(self, record, price, place=None, band=None):
        """Refuse a price outside the band.

        :param record: product.template, product.product or outlet.offer
        :param price: tax included, per piece, in the company's currency
        :param band: the band read before; default: read now
        :raise ValidationError: the same sentence at every door
        """
        band = band or self._get_band(record, place)[record.id]
        problem = self._get_price_problem(record, price, band)
        if problem:
            raise ValidationError(problem)

    @api.model
    def _get_price_problem(self, record, price, band):
        """Return what is wrong with a price in words, "" when it lies in the band."""
        currency = self.env.company.currency_id
        too_high = currency.compare_amounts(price, band.ceiling) > 0
        too_low = currency.compare_amounts(price, band.floor) < 0
        if not too_high and not too_low:
            return ""
        article = self._get_article_name(record)
        if band.sources.get("pinned"):
            return self.env._(
                "%(article)s: an overstock merchant buys at the supply price "
                "%(supply)s, not at %(price)s.",
                article=article,
                supply=self._money(band.floor),
                price=self._money(price),
            )
        if too_high:
            return self.env._(
                "%(price)s is above the tag price %(tag)s of %(article)s.",
                price=self._money(price),
                tag=self._money(band.ceiling),
                article=article,
            )
        return self.env._(
            "%(price)s is below %(floor)s, the lowest price the brand allows for "
            "%(article)s.",
            price=self._money(price),
            floor=self._money(band.floor),
            article=article,
        )

    @api.model
    def _get_article_name(self, record):
        """Name the style: the sizes of one style share its band and its message."""
        record = record.sudo()
        if record._name == "product.template":
            return record.name
        return record.product_tmpl_id.name

    @api.model
    def _money(self, amount, currency=None):
        """Return an amount as it is spoken: ¥1,219 or ¥316.94."""
        currency = currency or self.env.company.currency_id
        text = f"{abs(amount):,.2f}".removesuffix(".00")
        sign = "-" if currency.compare_amounts(amount, 0) < 0 else ""
        return f"{sign}{currency.symbol}{text}"

    # --- where prices come from ---------------------------------------------------

    @api.model
    def _get_session_prices(self, offers, place=None, now=None):
        """Return {offer id: price} of sessions that are open now.

        Extension point: a session price lies within the band and takes the place of
        the seller's own price while the session is open.
        """
        return {}
