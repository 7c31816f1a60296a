from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .. import protection

# what the brand forbids; with any other code another agent's offer may still serve
BRAND_CODES = {"rule", "rule_sent", "assortment", "on_site"}
# what goods without an offer count as
DEFAULT_KIND = "overstock"


class Verdict(NamedTuple):
    """Whether something may be sold, the code and arguments of why not, and the
    protection rule that decided (empty: none did)."""

    allowed: bool
    code: str
    args: dict
    rule: object


class OutletGuard(models.AbstractModel):
    """The one place that answers: may this be sold here, and at what price?

    Every door asks here: showing, pricing, ordering, importing, shipping. It works
    with elevated rights, as who sells need not see rules, contracts and offers; only
    verdicts and sentences leave it. All questions of a batch are answered from the
    same few queries.
    """

    _name = "outlet.guard"
    _description = "Guard of Places and Prices"

    # --- judging ----------------------------------------------------------------

    @api.model
    def _judge(self, offers, place=None, state=None, city=None):
        """Return {offer id: Verdict} of selling these offers.

        :param place: outlet.place where the sale is made, if known
        :param state: res.country.state of the delivery, if known
        :param city: outlet.city of the delivery, or its name
        """
        # the guard judges by every rule, whoever sells; only its verdict leaves
        offers = offers.sudo()
        judge = self._get_judge(offers.brand_id)
        owner = place.sudo().owner_id if place else None
        shown = offers.filtered_domain(offers._shown_domain(owner))
        suiting = self._get_suiting(offers.product_tmpl_id, place)
        verdicts = {}
        for offer in offers:
            goods = self._get_goods(offer)
            verdict = self._judge_goods(
                judge, goods, place, state, city, offer.product_tmpl_id
            )
            if verdict.allowed:
                code = self._get_obstacle(offer, place, state, city)
                if not code and offer.product_tmpl_id not in suiting:
                    code = "assortment"
                if not code and offer not in shown:
                    code = "not_shown"
                verdict = self._make_verdict(
                    code, offer.product_tmpl_id, place, state, city
                )
            verdicts[offer.id] = verdict
        return verdicts

    @api.model
    def _judge_goods(self, judge, goods, place, state, city, template):
        """Return what the brand says of these goods here, whoever may ship them."""
        refusal = judge.find_refusal(goods, self._get_spots(place, state, city))
        if not refusal:
            return self._make_verdict("", template, place, state, city)
        rule, spot = refusal
        record = self.env["outlet.protection.rule"].sudo().browse(rule.id)
        code = "rule_sent" if spot.is_delivery else "rule"
        return self._make_verdict(code, template, place, state, city, record)

    @api.model
    def _get_obstacle(self, offer, place, state, city):
        """Return the code of what offer, contract or place have against it, or ""."""
        contract = offer.contract_id
        # the guard judges by every rule, whoever sells; only its verdict leaves
        if place and place.sudo().on_site_only and state:
            return "on_site"
        if offer.state != "published":
            return "state"
        if not contract._is_valid():
            return "contract"
        if state and not contract._covers(state, self._get_city(state, city)):
            return "contract_region"
        return ""

    @api.model
    def _make_verdict(self, code, template, place, state, city, rule=None):
        # the guard judges by every rule, whoever sells; only its verdict leaves
        args = {
            "article": template.sudo().name,
            "place": place.sudo().name if place else "",
            "region": self._get_region_name(state, city),
        }
        none = self.env["outlet.protection.rule"]
        return Verdict(not code, code or "ok", args, rule or none)

    @api.model
    def _get_judge(self, brands):
        """Return the rules of these brands as of today; of all brands for None."""
        rules = self.env["outlet.protection.rule"]._read_plain(brands)
        return protection.Judge(rules, fields.Date.context_today(self))

    @api.model
    def _get_goods(self, offer):
        """Return an offer in the form the rules are asked with."""
        return self._get_contract_goods(offer.contract_id, offer.kind)

    @api.model
    def _get_contract_goods(self, contract, kind=DEFAULT_KIND):
        """Return goods under a contract, also those nobody made an offer of."""
        agents = self._get_agent_ids(contract.agent_id)
        return protection.Goods(contract.brand_id.id or 0, agents, kind)

    @api.model
    def _get_agent_ids(self, agent):
        """Return whom a rule may name to mean this agent: also his company."""
        return frozenset((agent | agent.branch_of_id).ids)

    @api.model
    def _get_spots(self, place, state=None, city=None):
        """Return the place itself and, if known, where the goods are delivered.

        Both must be free: a place of an allowed region does not sell into an
        excluded one.
        """
        place = self._browse("outlet.place", place)
        about = {"place_type": place.place_type or "", "grade": place.grade or ""}
        spots = [self._get_spot(place.state_id, place.city_id, **about)]
        if state:
            spots.append(
                self._get_spot(
                    state, self._get_city(state, city), is_delivery=True, **about
                )
            )
        return spots

    @api.model
    def _get_spot(self, state, city, **values):
        tiers = {city.tier} if city else set()
        if city.is_new_first_tier:
            tiers.add("1n")
        return protection.Spot(
            state=state.id or 0, city=city.id or 0, tiers=frozenset(tiers), **values
        )

    @api.model
    def _get_city(self, state, city):
        """Return the city of an address; a municipality is its own only city."""
        # the guard judges by every rule, whoever sells; only its verdict leaves
        Cities = self.env["outlet.city"].sudo()
        if city and not isinstance(city, str):
            return city.sudo()
        return Cities._find(state, city or state.name)

    @api.model
    def _get_region_name(self, state, city):
        name = city if isinstance(city, str) else city and city.name
        names = dict.fromkeys(filter(None, (state and state.name, name)))
        return " ".join(names)

    @api.model
    def _browse(self, model, records):
        """Return records read with elevated rights; none for None."""
        return records.sudo() if records else self.env[model].sudo()

    # --- showing ----------------------------------------------------------------

    @api.model
    def _open_offers_domain(self, place, state=None, city=None, brands=None):
        """Return the outlet.offer domain of what may be shown at a place.

        The contracts in force are judged for each kind of goods, not the offers: their
        number is small whatever the number of offers. Only those a rule or a region
        may close are looked at, and only what is closed is named.

        :param place: outlet.place; of several what may be shown at any of them
        :param brands: product.brand records, where nothing else is asked for
        """
        # the guard judges by every rule, whoever sells; only its verdict leaves
        shown = self.env["outlet.offer"]._shown_domain(place.sudo().owner_id[:1])
        judge = self._get_judge(brands)
        contracts = self._find_closable(judge, state, brands)
        assortments = self._get_assortments(place)
        return shown & Domain.OR(
            ~self._get_closed_domain(judge, contracts, one, state, city)
            & self._get_assortment_domain(assortments.get(one.id))
            for one in place
        )

    @api.model
    def _find_closable(self, judge, state, brands):
        """Return the contracts in force (sudo) that may be closed somewhere."""
        contracts = self.env["brand.contract"].sudo()
        suspects = Domain("brand_id", "in", list(judge.rules))
        if state:
            suspects |= Domain("region_mode", "!=", "all")
        if brands is not None:
            suspects &= Domain("brand_id", "in", brands.ids)
        valid = contracts._valid_domain(fields.Date.context_today(self))
        domain = (valid & suspects).optimize(contracts)
        return contracts if domain.is_false() else contracts.search_fetch(domain)

    @api.model
    def _get_closed_domain(self, judge, contracts, place, state, city):
        """Return the offers kept from a place by a rule, or by where they would go."""
        if not contracts:
            return Domain.FALSE
        spots = self._get_spots(place, state, city)
        there = self._get_city(state, city) if state else None
        every = tuple(self._get_kinds())
        contract_ids = defaultdict(list)
        for contract in contracts:
            if state and not contract._covers(state, there):
                contract_ids[every].append(contract.id)
                continue
            closed = tuple(
                kind
                for kind in every
                if judge.find_refusal(self._get_contract_goods(contract, kind), spots)
            )
            contract_ids[closed].append(contract.id)
        return Domain.OR(
            Domain("contract_id", "in", ids) & self._get_kind_domain(kinds)
            for kinds, ids in contract_ids.items()
            if kinds
        )

    @api.model
    def _get_kinds(self):
        kinds = self.env["outlet.offer"]._fields["kind"].selection
        return [code for code, _label in kinds]

    @api.model
    def _get_kind_domain(self, kinds):
        if len(kinds) == len(self._get_kinds()):
            return Domain.TRUE
        return Domain("kind", "in", kinds)

    # --- words ------------------------------------------------------------------

    @api.model
    def _explain(self, verdict):
        """Return a verdict in polite words that name no rule, tier or party."""
        if verdict.allowed:
            return self.env._("May be sold here.")
        if verdict.rule.note:
            return verdict.rule.note
        return self._get_wordings()[verdict.code] % verdict.args

    @api.model
    def _get_wordings(self):
        """Return {code: sentence with named arguments}. Extend by ``super()``."""
        _ = self.env._
        not_here = _("Sorry, %(article)s is not sold at this place.")
        not_there = _("Sorry, %(article)s is not sold to %(region)s.")
        return {
            "rule": not_here,
            "rule_sent": not_there,
            "state": _("%(article)s is not on offer at present."),
            "contract": _("%(article)s is not on offer at present."),
            "contract_region": not_there,
            "assortment": not_here,
            "not_shown": _("%(article)s is not on offer at present."),
            "on_site": _("%(place)s sells on site only: goods are picked up there."),
        }
