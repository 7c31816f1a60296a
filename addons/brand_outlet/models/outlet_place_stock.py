from odoo import fields, models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    warehouse_id = fields.Many2one(
        "stock.warehouse",
        string="Stock Kept Here",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        groups="brand_outlet.group_operator",
        help="The warehouse whose goods lie in this place; turnover is then told by "
        "place.",
    )
