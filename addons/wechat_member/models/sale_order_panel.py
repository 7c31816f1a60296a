from odoo import fields, models

from .res_partner_habits import GOODS_SHOWN, count_categories


class SaleOrder(models.Model):
    _inherit = "sale.order"

    def _prepare_panel_purchase(self):
        """Describe this purchase to a cashier."""
        self.ensure_one()
        goods = self.order_line.filtered(
            lambda line: (
                line.product_id
                and not line.is_reward_line
                and line.product_uom_qty > 0
                and not line.display_type
            )
        )
        return {
            "date": fields.Datetime.to_string(self.date_order),
            "place": self.env._("Online"),
            "amount": self.amount_total,
            "goods": goods.product_id.mapped("name")[:GOODS_SHOWN],
            "categories": count_categories(
                (line.product_id, line.product_uom_qty) for line in goods
            ),
        }
