from odoo import fields, models


class ResellerTierSimulationRate(models.TransientModel):
    """A commission rate of some goods as it might be."""

    _name = "reseller.tier.simulation.rate"
    _description = "Simulated Commission Rate"

    simulation_id = fields.Many2one(
        "reseller.tier.simulation", required=True, ondelete="cascade"
    )
    grade_id = fields.Many2one("res.partner.grade", "Tier", ondelete="cascade")
    categ_id = fields.Many2one("product.category", "Category", ondelete="cascade")
    brand_id = fields.Many2one("product.brand", ondelete="cascade")
    rate = fields.Float("Commission (%)", digits=(5, 2), required=True)

    _for_some_goods = models.Constraint(
        "CHECK (num_nonnulls(categ_id, brand_id) > 0)",
        "Choose a category or a brand: the rate for all goods stands in the tier.",
    )

    def _prepare_rate_vals(self, day):
        return {
            "company_id": self.simulation_id.company_id.id,
            "grade_id": self.grade_id.id,
            "categ_id": self.categ_id.id,
            "brand_id": self.brand_id.id,
            "rate": self.rate,
            "date_start": day,
        }
