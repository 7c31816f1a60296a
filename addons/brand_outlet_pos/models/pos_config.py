from odoo import fields, models


class PosConfig(models.Model):
    _inherit = "pos.config"

    place_id = fields.Many2one(
        "outlet.place",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="The shop or counter where this till stands. Its sales belong to it.",
    )
