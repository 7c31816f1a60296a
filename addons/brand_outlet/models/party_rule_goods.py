from odoo import api, models
from odoo.fields import Domain


class OutletPartyRule(models.AbstractModel):
    """What a party may reach of the goods: a lot is its agent's and its brand's."""

    _inherit = "outlet.party.rule"

    @api.model
    def _get_party_domains(self, party):
        domains = super()._get_party_domains(party)
        agents = self._get_agent_ids(party)
        own_lots = Domain("lot_agent_id", "in", [False, *agents])
        style = domains["product.template"]
        style["agent"] = Domain(style["agent"]) & own_lots
        of_style = Domain("product_tmpl_id", "any", style["agent"])
        for name in (
            "product.product",
            "product.template.attribute.line",
            "product.template.attribute.value",
        ):
            domains[name]["agent"] = of_style
        pictures = Domain("offer_id", "=", False) & of_style
        domains["outlet.picture"] = {
            "agent": pictures | Domain("offer_id.agent_id", "in", agents),
            "brand": [("product_tmpl_id.product_brand_id.partner_id", "=", party.id)],
        }
        own = [("agent_id", "in", agents)]
        domains["outlet.lot.calculation"] = {"agent": own}
        domains["outlet.lot.calculation.step"] = {
            "agent": [("calculation_id", "any", own)]
        }
        everybodys = Domain("brand_id", "=", False)
        domains["outlet.size.chart"] = {
            name: everybodys | Domain("brand_id", "any", domain)
            for name, domain in domains["product.brand"].items()
        }
        return domains
