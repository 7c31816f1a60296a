from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from .. import protection
from .outlet_guard import BRAND_CODES, DEFAULT_KIND


class Sale(NamedTuple):
    """One article to be sold somewhere to somebody; all but the article may be empty.

    ``city`` is an outlet.city or a name, ``offer`` the only offer that may serve it,
    ``is_pickup`` whether it is handed over at the place.
    """

    template: object
    place: object
    state: object
    city: object
    offer: object = None
    is_pickup: bool = False


class OutletGuard(models.AbstractModel):
    """Judging sales, where the agent who ships is not decided yet.

    A sale is refused when the brand forbids it for every agent who offers the article.
    An agent who is not authorised for the address is passed over by routing instead.
    """

    _inherit = "outlet.guard"

    @api.model
    def _judge_sales(self, sales):
        """Return the verdicts of a batch of sales, in their order.

        :param sales: list of ``Sale``
        """
        templates = (
            # the guard judges by every rule, whoever sells; only its verdict leaves
            self.env["product.template"]
            .union(*(sale.template for sale in sales))
            .sudo()
        )
        offers = self._find_candidates(templates)
        judge = self._get_judge(templates.product_brand_id)
        assortments = self._get_assortments(sale.place for sale in sales)
        known = {}
        verdicts = []
        for sale in sales:
            if sale not in known:
                known[sale] = self._judge_place(sale, assortments) or self._judge_sale(
                    judge, sale, offers.get(sale.template.id)
                )
            verdicts.append(known[sale])
        return verdicts

    @api.model
    def _is_brands_word(self, verdict):
        """Whether a verdict is a refusal that no other agent could lift."""
        return not verdict.allowed and verdict.code in BRAND_CODES

    @api.model
    def _find_candidates(self, templates):
        """Return {template id: published offers}, of whatever company."""
        offers = (
            # the guard judges by every rule, whoever sells; only its verdict leaves
            self.env["outlet.offer"]
            .sudo()
            .search(
                Domain("product_tmpl_id", "in", templates.ids)
                & Domain("state", "=", "published"),
                order="id",
            )
        )
        return offers.grouped(lambda offer: offer.product_tmpl_id.id)

    @api.model
    def _judge_sale(self, judge, sale, candidates):
        # the guard judges by every rule, whoever sells; only its verdict leaves
        offers = sale.offer.sudo() if sale.offer else candidates
        # goods without an offer are sold by any agent of the brand
        choices = [self._get_goods(offer) for offer in offers or ()] or [
            protection.Goods(
                sale.template.sudo().product_brand_id.id, kind=DEFAULT_KIND
            )
        ]
        verdict = None
        for goods in dict.fromkeys(choices):
            verdict = self._judge_goods(
                judge, goods, sale.place, sale.state, sale.city, sale.template.sudo()
            )
            if verdict.allowed:
                break
        return verdict

    # --- assortment ---------------------------------------------------------------

    @api.model
    def _get_assortments(self, places):
        """Return {place id: assortment rule} of the places that have one."""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        union = self.env["outlet.place"].sudo().union(*(p.sudo() for p in places if p))
        return self.env["outlet.assortment.rule"]._match_all(union)

    @api.model
    def _get_suiting(self, templates, place):
        """Return the styles that belong to the assortment of a place."""
        rule = self._get_assortments([place]).get(place.id) if place else None
        return templates.filtered_domain(self._get_assortment_style_domain(rule))

    @api.model
    def _get_assortment_style_domain(self, rule):
        return rule._get_style_domain() if rule else Domain.TRUE

    @api.model
    def _get_assortment_domain(self, rule):
        if not rule:
            return Domain.TRUE
        return Domain("product_tmpl_id", "any", rule._get_style_domain())

    @api.model
    def _judge_place(self, sale, assortments):
        """Return the refusal of what does not suit the place, None otherwise."""
        if not sale.place:
            return None
        rule = assortments.get(sale.place.id)
        code = ""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        if sale.place.sudo().on_site_only and not sale.is_pickup:
            code = "on_site"
        elif rule and not rule.allows(sale.template):
            code = "assortment"
        if not code:
            return None
        return self._make_verdict(
            code, sale.template, sale.place, sale.state, sale.city
        )

    # --- orders -------------------------------------------------------------------

    @api.model
    def _get_sale(self, line):
        """Return an order line in the form it is judged in."""
        order = line.order_id
        # the guard judges by every rule, whoever sells; only its verdict leaves
        consumer = order.partner_shipping_id.sudo()
        is_pickup = order.is_pickup
        return Sale(
            line.product_id.product_tmpl_id,
            order.place_id,
            None if is_pickup else consumer.state_id,
            None if is_pickup else consumer.city or "",
            line.sudo().wanted_offer_id or None,
            is_pickup,
        )

    @api.model
    def _is_forbidden(self, judge, goods, line):
        """Whether rules keep these goods from being sold on an order line.

        For whoever weighs many agents for one line: the rules are read before, and
        the spots of an order are found once.
        """
        if not judge.rules.get(goods.brand):
            return False
        order = line.order_id
        consumer = order.partner_shipping_id
        key = (order.id, consumer.id)
        if key not in judge.spots:
            judge.spots[key] = self._get_spots(
                order.place_id, consumer.state_id, consumer.city or ""
            )
        return bool(judge.find_refusal(goods, judge.spots[key]))

    @api.model
    def _get_line_problems(self, lines):
        """Return {line: sentence} of the lines that a brand does not let be sold."""
        verdicts = self._judge_sales([self._get_sale(line) for line in lines])
        return {
            line: self._explain(verdict)
            for line, verdict in zip(lines, verdicts, strict=True)
            if self._is_brands_word(verdict)
        }

    @api.model
    def _get_price_problems(self, lines):
        """Return {line: sentence} of the lines whose price lies outside its band."""
        bands = self._get_line_bands(lines)
        problems = {}
        for line in lines:
            problem = self._get_price_problem(
                line.product_id, line._get_price_per_piece(), bands[line]
            )
            if problem:
                problems[line] = problem
        return problems

    @api.model
    def _get_line_bands(self, lines):
        """Return {line: Band} of order lines."""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        wanted = [
            (
                line.product_id,
                line.order_id.place_id,
                line.sudo().wanted_offer_id or None,
            )
            for line in lines
        ]
        return dict(zip(lines, self._get_bands(wanted), strict=True))
