from odoo import api, fields, models


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    case_line_ids = fields.One2many(
        "outlet.case.line", "sale_line_id", groups="brand_outlet.group_operator"
    )

    # by the core, what was ordered and credited would have to be invoiced again
    @api.depends("case_line_ids.quantity_refunded")
    def _compute_qty_to_invoice(self):
        """What was given back by a case is not invoiced again."""
        result = super()._compute_qty_to_invoice()
        for line in self.filtered(lambda line: line.state == "sale"):
            # whoever looks at the order, what was paid back counts
            refunded = sum(line.sudo().case_line_ids.mapped("quantity_refunded"))
            if refunded and line.product_id.invoice_policy == "order":
                line.qty_to_invoice -= line._to_line_uom(refunded)
        return result
