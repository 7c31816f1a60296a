from odoo import api, fields, models


class BrandContract(models.Model):
    _inherit = "brand.contract"

    purchase_ratio = fields.Float(
        string="Brand's price (% of tag)",
        digits=(5, 2),
        aggregator="avg",
        tracking=True,
        help="What the agent pays the brand for the goods, in per cent of the tag "
        "price. The report of margins needs it. 0: not known.",
    )

    _purchase_ratio_check = models.Constraint(
        "CHECK (purchase_ratio >= 0 AND purchase_ratio <= 100)",
        "The brand's price lies between 0 and 100 per cent of the tag price.",
    )

    @api.model
    def _get_term_fields(self):
        return super()._get_term_fields() | {"purchase_ratio"}
