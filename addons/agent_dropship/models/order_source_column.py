from odoo import api, fields, models

VALUES = [
    ("order_no", "Order Number"),
    ("shop", "Shop"),
    ("sku", "SKU"),
    ("pieces", "Pieces"),
    ("courier", "Courier"),
    ("courier_code", "Code of the Courier"),
    ("number", "Tracking Number"),
    ("event", "What Happened"),
    ("at", "Time"),
    ("fixed", "Always the Same"),
]


class OrderSourceColumn(models.Model):
    """A column of the workbook a source gets back, under the header it expects."""

    _name = "order.source.column"
    _description = "Column for an Order Source"
    _order = "sequence, id"

    source_id = fields.Many2one("order.source", required=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    value = fields.Selection(VALUES, required=True)
    header = fields.Char(compute="_compute_header", store=True, readonly=False)
    text = fields.Char(help="What stands in every row, for a fixed column.")

    @api.depends("value")
    def _compute_header(self):
        labels = dict(self._fields["value"]._description_selection(self.env))
        for column in self:
            column.header = column.header or labels.get(column.value)
