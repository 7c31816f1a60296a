from odoo import api, fields, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    case_ids = fields.One2many(
        "outlet.case", "order_id", groups="brand_outlet.group_operator"
    )
    case_count = fields.Integer(
        compute="_compute_case_count", groups="brand_outlet.group_operator"
    )

    @api.depends("case_ids")
    def _compute_case_count(self):
        counts = dict(
            self.env["outlet.case"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.case_count = counts.get(order, 0)

    def _get_invoiceable_lines(self, final=False):
        """A case invoices and credits its own goods, whatever else is open."""
        lines = super()._get_invoiceable_lines(final)
        only = self.env.context.get("invoice_only")
        return lines if only is None else lines.filtered(lambda one: one.id in only)

    def action_view_cases(self):
        """Open the after-sales cases of these orders."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.outlet_case_action"
        )
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}

    def action_file_case(self):
        """Open the form that files an after-sales case about this order."""
        self.ensure_one()
        wizard = self.env["outlet.case.new"].create({"order_id": self.id})
        return {
            "name": self.env._("After-sales"),
            "type": "ir.actions.act_window",
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }
