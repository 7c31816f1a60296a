from odoo import api, fields, models

from odoo.addons.brand_outlet.report.outlet_sale_report import PERSON_GROUPS


class OutletSaleReport(models.Model):
    _inherit = "outlet.sale.report"

    pos_order_id = fields.Many2one(
        "pos.order", "Till Receipt", readonly=True, groups=PERSON_GROUPS
    )

    @api.model
    def _get_sources(self):
        """Add what was sold at the tills of places; their ids are negative."""
        condition = "pl.place_id IS NOT NULL AND po.state IN ('paid', 'done')"
        # An order that is paid at a till is in the report already.
        if "sale_order_origin_id" in self.env["pos.order.line"]._fields:
            condition += " AND pl.sale_order_origin_id IS NULL"
        return super()._get_sources() + [
            (self._get_pos_columns(), self._get_pos_tables(), condition)
        ]

    @api.model
    def _get_pos_columns(self):
        """Return the columns of lines of till receipts."""
        paid = "pl.price_subtotal_incl / COALESCE(NULLIF(po.currency_rate, 0), 1)"
        price = f"{paid} / NULLIF(pl.qty, 0)"
        return self._get_goods_columns() | {
            "id": "-pl.id",
            "date": "po.date_order",
            "brand_id": "t.product_brand_id",
            # A till sells the goods of the agent whose counter it stands at.
            "agent_id": """(
                SELECT k.agent_id FROM brand_contract k
                 WHERE k.brand_id = t.product_brand_id AND k.agent_id = o.owner_id
                   AND k.state != 'draft' LIMIT 1)""",
            "pos_order_id": "po.id",
            "partner_id": "po.partner_id",
            "reseller_id": "o.owner_id",
            "pieces": "pl.qty",
            "delivered_pieces": "pl.qty",
            "amount_tag": "pl.qty * t.list_price",
            "amount_paid": paid,
            "price": price,
            "lowest_price": price,
        }

    @api.model
    def _get_pos_tables(self):
        """Return the tables behind the columns of till receipts."""
        return """
            pos_order_line pl
            JOIN pos_order po ON po.id = pl.order_id
            JOIN res_company c ON c.id = po.company_id
            JOIN outlet_place o ON o.id = pl.place_id
            JOIN product_product p ON p.id = pl.product_id
            JOIN product_template t ON t.id = p.product_tmpl_id
        """

    def action_open_order(self):
        """Open the order or the receipt of the line."""
        if not self.pos_order_id:
            return super().action_open_order()
        return {
            "type": "ir.actions.act_window",
            "res_model": "pos.order",
            "res_id": self.pos_order_id.id,
            "views": [(False, "form")],
        }
