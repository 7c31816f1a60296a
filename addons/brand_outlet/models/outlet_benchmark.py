from odoo import fields, models


class OutletBenchmark(models.Model):
    """What others are known to reach, to judge the own share of lower tiers by."""

    _name = "outlet.benchmark"
    _description = "Published Benchmark"
    _order = "percent desc, id"

    name = fields.Char(required=True, translate=True)
    percent = fields.Float(
        "Tier 3 and Below (%)", digits=(5, 1), required=True, aggregator=None
    )
    source = fields.Char(help="Who published the figure, and when.")
    active = fields.Boolean(default=True)
    _percent_check = models.Constraint(
        "CHECK (percent >= 0 AND percent <= 100)", "Per cent lie between 0 and 100."
    )
