from odoo import api, fields, models

from .outlet_case_handover import STAFF


class OutletCaseLine(models.Model):
    """Goods of one dispatch that a case is about."""

    _name = "outlet.case.line"
    _description = "Goods of a Case"
    _order = "id"
    _rec_name = "product_id"

    case_id = fields.Many2one(
        "outlet.case", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    move_id = fields.Many2one(
        "stock.move",
        "Delivered with",
        required=True,
        index=True,
        readonly=True,
        ondelete="restrict",
        groups=STAFF,
    )
    sale_line_id = fields.Many2one(
        related="move_id.sale_line_id", store=True, index=True, groups=STAFF
    )
    product_id = fields.Many2one(related="move_id.product_id", store=True, index=True)
    goods_text = fields.Char("Goods", compute="_compute_goods_text", compute_sudo=True)
    quantity = fields.Float("Pieces", digits=(16, 0), required=True, readonly=True)
    wanted_product_id = fields.Many2one(
        "product.product",
        "Wanted Instead",
        readonly=True,
        help="The size or colour that is sent in exchange; empty: the same again.",
    )
    wanted_text = fields.Char(
        "Instead", compute="_compute_goods_text", compute_sudo=True
    )
    rma_ids = fields.Many2many(
        "rma", "outlet_case_line_rma_rel", readonly=True, copy=False, groups=STAFF
    )
    quantity_good = fields.Float("Received Good", digits=(16, 0), readonly=True)
    quantity_damaged = fields.Float("Received Damaged", digits=(16, 0), readonly=True)
    quantity_refunded = fields.Float("Paid Back", digits=(16, 0), readonly=True)
    currency_id = fields.Many2one(related="case_id.currency_id")
    amount = fields.Monetary(
        compute="_compute_amount",
        compute_sudo=True,
        groups=STAFF,
        help="What the buyer paid for these pieces.",
    )

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A case is about one piece at least."
    )
    _received_limit = models.Constraint(
        "CHECK (quantity_good >= 0 AND quantity_damaged >= 0"
        " AND quantity_good + quantity_damaged <= quantity)",
        "More pieces came back than the case is about.",
    )

    @api.depends("product_id", "wanted_product_id")
    def _compute_goods_text(self):
        for line in self:
            line.goods_text = self._name_goods(line.product_id)
            line.wanted_text = self._name_goods(line.wanted_product_id)

    @api.model
    def _name_goods(self, product):
        variant = product.product_template_attribute_value_ids._get_combination_name()
        return " ".join(filter(None, (product.name, variant)))

    @api.depends("quantity", "sale_line_id.price_total", "sale_line_id.discount_part")
    def _compute_amount(self):
        for line in self:
            line.amount = line._get_amount(line.quantity)

    def _get_amount(self, quantity):
        """What the buyer paid for so many pieces of the line."""
        sold = self.sale_line_id
        pieces = sold._get_exact_pieces()
        paid = sold.price_total - sold.discount_part
        return self.currency_id.round(paid * quantity / pieces if pieces else 0.0)

    def _get_open_quantity(self):
        """Pieces that are still expected."""
        self.ensure_one()
        return self.quantity - self.quantity_good - self.quantity_damaged
