from odoo import fields, models

BUSINESS_TYPES = [
    ("catering", "Catering"),
    ("daily", "Daily Goods"),
    ("beauty", "Beauty"),
    ("leisure", "Leisure"),
    ("fashion", "Fashion"),
]


class PosConfig(models.Model):
    _inherit = "pos.config"

    business_type = fields.Selection(
        BUSINESS_TYPES, help="Campaign templates are offered by it."
    )
