from odoo import fields, models


class GoodsSheetRead(models.Model):
    """Which reseller has read the knowledge sheet of which article."""

    _name = "goods.sheet.read"
    _description = "Knowledge Sheet Read"
    _order = "id desc"
    _rec_name = "product_tmpl_id"

    contract_id = fields.Many2one(
        "reseller.contract", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="contract_id.company_id", store=True)
    product_tmpl_id = fields.Many2one(
        "product.template", required=True, index=True, ondelete="cascade"
    )
    read_on = fields.Date(required=True, default=fields.Date.context_today)

    _once = models.UniqueIndex("(contract_id, product_tmpl_id)", "Read already.")
