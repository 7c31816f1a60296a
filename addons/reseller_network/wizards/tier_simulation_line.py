from odoo import fields, models


class ResellerTierSimulationLine(models.TransientModel):
    """One tier as it might be, and how many resellers and yuan that means."""

    _name = "reseller.tier.simulation.line"
    _description = "Simulated Tier"
    _order = "min_net_sales, id"

    simulation_id = fields.Many2one(
        "reseller.tier.simulation", required=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="simulation_id.currency_id")
    grade_id = fields.Many2one(
        "res.partner.grade", "Tier", required=True, ondelete="cascade"
    )
    min_net_sales = fields.Monetary("Net Sales From")
    take_ratio = fields.Float("Take Price (% of Tag)", digits=(5, 2))
    commission_rate = fields.Float("Commission (%)", digits=(5, 2))
    count_now = fields.Integer("Resellers Now", readonly=True)
    count_then = fields.Integer("Resellers Then", readonly=True)
    earned_now = fields.Monetary("Earned", readonly=True)
    earned_then = fields.Monetary("Would Earn", readonly=True)

    def _sum_up(self, moves, money):
        """Return the results of this tier as values.

        :param moves: {(old tier id, new tier id): number of resellers}
        :param money: rows of ``_find_money``
        """
        tier = self.grade_id.id
        own = [row for row in money if row["grade_id"] == tier]
        return {
            "count_now": sum(n for (old, _new), n in moves.items() if old == tier),
            "count_then": sum(n for (_old, new), n in moves.items() if new == tier),
            "earned_now": sum(row["earned_now"] for row in own),
            "earned_then": sum(row["earned_then"] for row in own),
        }

    def _apply(self):
        tier = self.grade_id
        tier.write(
            {
                "on_ladder": True,
                "min_net_sales": self.min_net_sales,
                "commission_rate": self.commission_rate,
            }
        )
        if tier.take_ratio != self.take_ratio:
            tier.take_ratio = self.take_ratio
