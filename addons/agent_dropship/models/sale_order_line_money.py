from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """The page of an order line for accountants: who is owed what of it, and why."""

    _inherit = "sale.order.line"

    money_paid = fields.Monetary(
        "Paid for What Arrived", compute="_compute_money", compute_sudo=True
    )
    money_shared = fields.Monetary(
        "Owed to All Parties", compute="_compute_money", compute_sudo=True
    )
    money_difference = fields.Monetary(
        "Difference", compute="_compute_money", compute_sudo=True
    )
    money_parcel_count = fields.Integer(
        "Parcels", compute="_compute_money_stations", compute_sudo=True
    )
    money_statement_count = fields.Integer(
        "Statements", compute="_compute_money_stations", compute_sudo=True
    )

    @api.depends(
        "share_entry_ids.amount",
        "qty_settled",
        "price_total",
        "freight_part",
        "discount_part",
        "case_line_ids.compensation",
        "case_line_ids.case_id.compensation_back_on",
    )
    def _compute_money(self):
        for line in self:
            shares = line.share_entry_ids.filtered(
                lambda entry: entry.kind != "collected"
            )
            currency = line.currency_id
            line.money_paid = line._get_kept_paid() if shares else 0.0
            line.money_shared = currency.round(sum(shares.mapped("amount")))
            line.money_difference = currency.round(line.money_paid - line.money_shared)

    @api.depends("share_entry_ids")
    def _compute_money_stations(self):
        for line in self:
            line.money_parcel_count = len(line.share_entry_ids.picking_id)
            line.money_statement_count = len(line.share_entry_ids.statement_id)

    def action_open_money(self):
        """Open the page of these order lines for accountants."""
        form = self.env.ref("agent_dropship.sale_order_line_view_form_money").id
        rows = self.env.ref("agent_dropship.sale_order_line_view_list_money").id
        views = [(form, "form")] if len(self) == 1 else [(rows, "list"), (form, "form")]
        return self._get_records_action(
            name=self.env._("Order Lines"), views=views, context={}
        )

    def action_view_money_parcels(self):
        """Open the parcels whose shares were booked for this line."""
        form = self.env.ref("agent_dropship.dispatch_view_form").id
        rows = self.env.ref("agent_dropship.dispatch_view_list_money").id
        parcels = self.share_entry_ids.picking_id
        one = len(parcels) == 1
        return parcels._get_records_action(
            name=self.env._("Parcels"),
            views=[(form, "form")] if one else [(rows, "list"), (form, "form")],
            context={},
        )

    def action_view_money_statements(self):
        """Open the statements shares of this line are on."""
        return self.share_entry_ids.statement_id._get_records_action(
            name=self.env._("Statements"), context={}
        )

    def action_view_money_order(self):
        """Open the order of this line."""
        form = self.env.ref("sale.view_order_form").id
        return self.order_id._get_records_action(views=[(form, "form")], context={})
