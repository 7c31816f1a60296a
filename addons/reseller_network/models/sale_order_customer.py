from odoo import fields, models


class SaleOrder(models.Model):
    """Whose customer bought: made by the order itself."""

    _inherit = "sale.order"

    reseller_customer_id = fields.Many2one(
        "reseller.customer",
        "Reseller's Customer",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="brand_outlet.group_operator",
    )

    def action_confirm(self):
        result = super().action_confirm()
        # confirming an order is no right to read a reseller's customers
        self.env["reseller.customer"].sudo()._register_orders(
            self.sudo().filtered(lambda one: one.state == "sale" and one.reseller_id)
        )
        return result
