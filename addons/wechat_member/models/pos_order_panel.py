from odoo import fields, models

from .res_partner_habits import GOODS_SHOWN, count_categories


class PosOrder(models.Model):
    _inherit = "pos.order"

    def _prepare_panel_purchase(self):
        """Describe this purchase to a cashier."""
        self.ensure_one()
        goods = self._get_goods_lines().filtered(lambda line: not line.is_reward_line)
        return {
            "date": fields.Datetime.to_string(self.date_order),
            "place": self.config_id.name,
            "amount": self.amount_total,
            "goods": goods.product_id.mapped("name")[:GOODS_SHOWN],
            "categories": count_categories(
                (line.product_id, line.qty) for line in goods
            ),
        }
