from odoo import models
from odoo.fields import Domain


class ProductBrand(models.Model):
    _inherit = "product.brand"

    def _get_chain(self):
        """Add the resellers who could make the chain too long or a circle.

        Those are the brand's own company and its agents: whoever else is somebody's
        reseller has nobody below him.
        """
        chain = super()._get_chain()
        agents = self.env["res.partner"].union(*chain.values())
        companies = agents | self.partner_id.commercial_partner_id
        # Whoever makes one contract need not see all others of the brand.
        contracts = self.env["reseller.contract"].sudo()
        running = Domain("state", "!=", "ended")
        inner = contracts.search(
            running
            & Domain("upstream_id", "in", agents.ids)
            & Domain("reseller_id", "in", companies.ids)
        )
        # One is enough to tell that the chain is too long.
        below = contracts.search(
            running & Domain("upstream_id", "in", inner.reseller_id.ids), limit=1
        )
        for contract in inner | below:
            known = chain.get(contract.upstream_id, agents.browse())
            chain[contract.upstream_id] = known | contract.reseller_id
        return chain
