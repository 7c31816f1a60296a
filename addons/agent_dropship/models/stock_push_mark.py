from odoo import fields, models


class StockPushMark(models.Model):
    """The newest full figure that an agent's program told of an article."""

    _name = "stock.push.mark"
    _description = "Newest Stock Figure"
    _log_access = False

    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    sequence = fields.Float(digits=(20, 0), required=True)

    _article_unique = models.UniqueIndex("(warehouse_id, product_id)")
