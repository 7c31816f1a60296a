from odoo import api, models

from .. import protection


class OutletGuard(models.AbstractModel):
    """Explaining to a brand and the operator: every rule, and where it may be sold."""

    _inherit = "outlet.guard"

    @api.model
    def _get_considered(self, offer, place, state=None, city=None):
        """Return how every rule of the brand was weighed, the deciding one first.

        :return: [{"spot": words, "rules": [{"rule", "decides", "allows", "why"}]}]
        """
        # the guard judges by every rule, whoever sells; only its verdict leaves
        offer = offer.sudo()
        judge = self._get_judge(offer.brand_id)
        goods = self._get_goods(offer)
        records = self.env["outlet.protection.rule"].sudo()
        considered = []
        for spot in self._get_spots(place, state, city):
            deciding = judge.find(goods, spot)
            considered.append(
                {
                    "spot": self._get_spot_words(spot),
                    "rules": [
                        {
                            "rule": records.browse(rule.id).sentence,
                            "decides": rule == deciding,
                            "allows": rule.allow,
                            "why": self._get_rule_words(judge, rule, goods, spot),
                        }
                        for rule in judge.rules.get(goods.brand, ())
                    ],
                }
            )
        return considered

    @api.model
    def _get_spot_words(self, spot):
        # the guard judges by every rule, whoever sells; only its verdict leaves
        state = self.env["res.country.state"].sudo().browse(spot.state)
        city = self.env["outlet.city"].sudo().browse(spot.city)
        names = dict.fromkeys(filter(None, (state.name, city.name)))
        region = " ".join(names) or self.env._("unknown region")
        if spot.is_delivery:
            return self.env._("Delivered to: %(region)s", region=region)
        return self.env._("Sold at: %(region)s", region=region)

    @api.model
    def _get_rule_words(self, judge, rule, goods, spot):
        missed = rule.misses(goods, spot, judge.day)
        if missed:
            return {
                "dates": self.env._("does not hold today"),
                "agent": self.env._("is about another agent"),
                "kind": self.env._("is about other kinds of goods"),
                "region": self.env._("is about other regions"),
                "tier": self.env._("is about cities of other tiers"),
                "place_type": self.env._("is about other types of places"),
                "grade": self.env._("is about places of other grades"),
            }[missed]
        deciding = judge.find(goods, spot)
        if rule == deciding:
            return self.env._("decides")
        if rule.specificity < deciding.specificity:
            return self.env._("fits, but the deciding rule names more conditions")
        if rule.allow and not deciding.allow:
            return self.env._("fits, but among equals a refusal decides")
        return self.env._("fits, but an older rule says the same")

    @api.model
    def _get_map(self, offer, place_type, grade):
        """Return where an offer may be sold, province by province and tier by tier.

        :return: [{"state": province, "covered": whether the contract reaches it,
            "tiers": {tier: {"allowed", "cities", "rule"}}}], tiers without a city
            left out
        """
        offer = offer.sudo()
        judge = self._get_judge(offer.brand_id)
        goods = self._get_goods(offer)
        City = self.env["outlet.city"].sudo()
        cities = City.search([], order="code")  # pylint: disable=no-search-all
        rows = []
        for state, of_state in cities.grouped("state_id").items():
            tiers = {}
            for city in of_state:
                spot = self._get_spot(state, city, place_type=place_type, grade=grade)
                rule = judge.find(goods, spot)
                tier = "1n" if city.is_new_first_tier else city.tier
                cell = tiers.setdefault(tier, {"open": [], "closed": [], "rules": []})
                refused = protection.is_refusal(rule)
                cell["closed" if refused else "open"].append(city.name)
                if refused and rule.id not in cell["rules"]:
                    cell["rules"].append(rule.id)
            rows.append(
                {
                    "state": state.name,
                    "covered": offer.contract_id._covers(state, of_state[:1]),
                    "tiers": tiers,
                }
            )
        return rows
