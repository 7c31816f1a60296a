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
        bands = self._get_bands([(record, place, None) for record in records], date)
        return dict(zip(records.ids, bands, strict=True))

    @api.model
    def _get_bands(self, wanted, date=None, upstream=None):
        """Return the bands of a batch in its order, from a few queries.

        :param wanted: list of (template, article or offer; place or None; the only
            offer that may serve it or None)
        :param upstream: the agents who supply whatever place; default: who
            supplies the place
        """
        # brands that set no floor, most of them, need no look at a thousand contracts
        weighed = [one for one in wanted if not self._is_plain_band(*one)]
        floors = self._find_floors(wanted, date) if len(weighed) < len(wanted) else ()
        weighed += [
            one
            for one in wanted
            if self._is_plain_band(*one) and self._get_brand(one[0]) in floors
        ]
        supplies = self._narrow_supplies(weighed, date, upstream)
        known = {}
        for one in wanted:
            if one not in known:
                record, place, _offer = one
                known[one] = self._make_band(
                    self._get_tag(record), supplies.get(one), place
                )
        return [known[one] for one in wanted]

    @api.model
    def _is_plain_band(self, record, place, offer):
        """Whether only a floor of some contract could narrow the band."""
        if self._get_own_offer(record, offer):
            return False
        # the guard judges by every rule, whoever sells; only its verdict leaves
        return not place or place.sudo().place_type != "clearing"

    @api.model
    def _get_brand(self, record):
        return self._get_template(record).product_brand_id

    @api.model
    def _find_floors(self, wanted, date=None):
        """Return the brands of which some contract in force sets a floor."""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        brands = self.env["product.brand"].sudo()
        brands = brands.union(*(self._get_brand(record) for record, *_rest in wanted))
        contracts = self.env["brand.contract"].sudo()
        brands &= brands.browse(contracts._get_floored_brand_ids())
        if not brands:
            return brands
        date = date or fields.Date.context_today(self)
        groups = contracts._read_group(
            contracts._valid_domain(date)
            & Domain("brand_id", "in", brands.ids)
            & Domain("floor_ratio", ">", 0),
            ["brand_id"],
        )
        return brands.browse(brand.id for (brand,) in groups)

    @api.model
    def _narrow_supplies(self, wanted, date=None, upstream=None):
        """Return {one of wanted: the offers or contracts it may be served from}."""
        if not wanted:
            return {}
        offers, contracts = self._find_supplies(wanted, date)
        upstreams = self._get_upstreams(
            {place for _one, place, _offer in wanted if place}
        )
        upstreams[None] = upstream
        narrowed = {}

        def narrow(supplies, key, place):
            if (key, place) not in narrowed:
                narrowed[key, place] = self._narrow(supplies.get(key), place, upstreams)
            return narrowed[key, place]

        return {
            (record, place, offer): (
                self._get_own_offer(record, offer)
                or narrow(offers, self._get_template(record), place)
                or narrow(contracts, self._get_brand(record), place)
            )
            for record, place, offer in wanted
        }

    @api.model
    def _find_supplies(self, wanted, date=None):
        """Return {template: published offers} and {brand: contracts in force}."""
        templates = (
            # the guard judges by every rule, whoever sells; only its verdict leaves
            self.env["product.template"]
            .sudo()
            .union(
                *(
                    self._get_template(record)
                    for record, _place, offer in wanted
                    if not self._get_own_offer(record, offer)
                )
            )
        )
        Contract = self.env["brand.contract"].sudo()
        contracts = Contract._find_valid(brands=templates.product_brand_id, date=date)
        offers = (
            # the guard judges by every rule, whoever sells; only its verdict leaves
            self.env["outlet.offer"]
            .sudo()
            .search(
                Domain("product_tmpl_id", "in", templates.ids)
                & Domain("state", "=", "published")
                & Domain("contract_id", "in", contracts.ids),
                order="id",
            )
        )
        return offers.grouped("product_tmpl_id"), contracts.grouped("brand_id")

    @api.model
    def _get_upstreams(self, places):
        """Return {place: the agents who supply it}; other places have them all."""
        return {}

    @api.model
    def _narrow(self, supplies, place, upstreams):
        """Return those offers or contracts that may supply a place; None for none."""
        if not supplies:
            return None
        # the guard judges by every rule, whoever sells; only its verdict leaves
        root = (place.sudo().company_id if place else self.env.company).root_id
        upstream = upstreams.get(place)
        return supplies.filtered(
            lambda one: (
                one.company_id.root_id == root
                and (not upstream or one.agent_id in upstream)
            )
        )

    @api.model
    def _get_own_offer(self, record, offer):
        """Return the offer when it is settled which one serves, else nothing."""
        if record._name == "outlet.offer":
            # the guard judges by every rule, whoever sells; only its verdict leaves
            return record.sudo()
        return offer.sudo() if offer else None

    @api.model
    def _get_template(self, record):
        # the guard judges by every rule, whoever sells; only its verdict leaves
        record = record.sudo()
        return record if record._name == "product.template" else record.product_tmpl_id

    @api.model
    def _get_tag(self, record):
        """Return the tag price; of a variant its own, with what it costs extra."""
        if record._name == "product.product":
            # the guard judges by every rule, whoever sells; only its verdict leaves
            return record.sudo().lst_price
        return self._get_template(record).list_price

    @api.model
    def _make_band(self, tag, supplies, place=None):
        currency = (
            supplies.currency_id[:1] if supplies else self.env.company.currency_id
        )
        # the guard judges by every rule, whoever sells; only its verdict leaves
        if supplies and place and place.sudo().place_type == "clearing":
            prices = [
                currency.round(tag * ratio / 100)
                for ratio in supplies.mapped("supply_ratio")
            ]
            return Band(min(prices), max(prices), {"floor": None, "pinned": True})
        contracts = supplies or ()
        if supplies and supplies._name == "outlet.offer":
            contracts = supplies.contract_id
        strictest = max(contracts, key=lambda one: one.floor_ratio, default=None)
        floor = currency.round(tag * strictest.floor_ratio / 100) if strictest else 0.0
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
        # the guard judges by every rule, whoever sells; only its verdict leaves
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
