from odoo import api, models
from odoo.tools import ormcache


class BrandContract(models.Model):
    """Which brands ever agreed on a floor: most never do, and every page asks."""

    _inherit = "brand.contract"

    @api.model_create_multi
    def create(self, vals_list):
        contracts = super().create(vals_list)
        if any(contracts.mapped("floor_ratio")):
            self.env.registry.clear_cache()
        return contracts

    def write(self, vals):
        result = super().write(vals)
        if vals.keys() & {"floor_ratio", "brand_id"}:
            self.env.registry.clear_cache()
        return result

    @api.model
    @ormcache()
    def _get_floored_brand_ids(self):
        """Return the brands with a contract, in force or not, that names a floor."""
        contracts = self.sudo().with_context(active_test=False)
        groups = contracts._read_group([("floor_ratio", ">", 0)], ["brand_id"])
        return frozenset(brand.id for (brand,) in groups)
