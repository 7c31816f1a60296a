from odoo import api, models
from odoo.exceptions import ValidationError

# A brand, its agents, their resellers: so many steps down and no more.
MAX_STEPS = 2


class ProductBrand(models.Model):
    """Who passes a brand's goods on to whom: never in a circle, never to a fourth."""

    _inherit = "product.brand"

    def _get_chain(self):
        """Return ``{upstream: downstream companies}`` of one brand.

        Only those who matter for its length need to be named. Extend by ``super()``.
        """
        self.ensure_one()
        # A contract another company of the operator made counts as well.
        contracts = (
            self.env["brand.contract"]
            .sudo()
            .search([("brand_id", "=", self.id), ("state", "!=", "ended")])
        )
        owner = self.partner_id.commercial_partner_id
        return {owner: contracts.agent_id} if owner else {}

    @api.constrains("partner_id")
    def _check_chain(self):
        """Refuse a chain that comes back to a company, or has a fourth level.

        :raise ValidationError: naming the companies of the chain in question
        """
        for brand in self:
            chain = brand._get_chain()
            for start in chain:
                brand._check_chain_below(chain, [start])

    def _check_chain_below(self, chain, path):
        for partner in chain.get(path[-1], ()):
            names = " → ".join(one.display_name for one in [*path, partner])
            if partner in path:
                raise ValidationError(
                    self.env._(
                        "%(brand)s would come back to %(company)s: %(chain)s. Nobody "
                        "is upstream and downstream of the same company in one brand.",
                        brand=self.name,
                        company=partner.display_name,
                        chain=names,
                    )
                )
            if len(path) > MAX_STEPS:
                raise ValidationError(
                    self.env._(
                        "%(chain)s: a fourth level in the brand %(brand)s. The chain "
                        "is brand, agent, reseller, and nobody below.",
                        brand=self.name,
                        chain=names,
                    )
                )
            self._check_chain_below(chain, [*path, partner])
