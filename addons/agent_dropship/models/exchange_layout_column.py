from odoo import api, fields, models
from odoo.exceptions import ValidationError

SOURCES = [
    ("key", "Row ID"),
    ("task", "What to do"),
    ("order", "Order number"),
    ("dispatch", "Dispatch"),
    ("ordered_at", "Time of order"),
    ("ship_by", "Ship by"),
    ("sku", "SKU"),
    ("barcode", "Barcode"),
    ("style", "Style"),
    ("product", "Article"),
    ("variant", "Colour and size"),
    ("goods", "Article, colour and size"),
    ("quantity", "Quantity"),
    ("recipient", "Recipient"),
    ("phone", "Phone"),
    ("province", "Province"),
    ("city", "City"),
    ("district", "District"),
    ("street", "Street and number"),
    ("address", "Whole address"),
    ("buyer_note", "Buyer's note"),
    ("sender", "Sender"),
    ("warehouse", "Warehouse"),
    ("courier", "Courier"),
    ("tracking", "Tracking number"),
    ("fixed", "Always the same"),
    ("blank", "Stays empty"),
]
REPEATABLE = {"fixed", "blank"}
WIDTHS = {
    "key": 18,
    "order": 20,
    "product": 28,
    "goods": 36,
    "quantity": 6,
    "street": 36,
    "address": 48,
    "buyer_note": 24,
    "tracking": 20,
    "phone": 16,
    "ordered_at": 18,
    "ship_by": 18,
    "sku": 16,
    "variant": 18,
}


class ExchangeLayoutColumn(models.Model):
    """One column of an exchange file: its header and what stands below it."""

    _name = "exchange.layout.column"
    _description = "Column of an Exchange Layout"
    _order = "sequence, id"

    layout_id = fields.Many2one(
        "exchange.layout", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    name = fields.Char("Header", required=True)
    source = fields.Selection(SOURCES, string="What it shows", required=True)
    fixed_value = fields.Char(
        "Fixed text", help="What stands in every row of an “Always the same” column."
    )

    def write(self, vals):
        result = super().write(vals)
        # a column can't be moved into a layout one may not change
        self.check_access("write")
        return result

    @api.constrains("source", "layout_id")
    def _check_source_once(self):
        for layout, columns in self.layout_id.column_ids.grouped("layout_id").items():
            sources = [column.source for column in columns]
            labels = dict(self._fields["source"]._description_selection(self.env))
            for source in set(sources) - REPEATABLE:
                if sources.count(source) > 1:
                    raise ValidationError(
                        self.env._(
                            "%(layout)s shows “%(what)s” twice: a returned file "
                            "could say two different things.",
                            layout=layout.name,
                            what=labels[source],
                        )
                    )

    @api.onchange("source")
    def _onchange_source(self):
        if self.source and not self.name and self.source not in REPEATABLE:
            labels = dict(self._fields["source"]._description_selection(self.env))
            self.name = labels[self.source]

    def _get_width(self):
        return WIDTHS.get(self.source, 12)
