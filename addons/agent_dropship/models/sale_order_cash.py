from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # Once confirmed it stays: money that was taken stays taken.
    @api.depends("payment_term_id.cash_on_delivery")
    def _compute_collect_by(self):
        """What is paid at the door is collected by who ships."""
        open_orders = self.filtered(lambda order: order.state in ("draft", "sent"))
        confirmed = (self - open_orders).filtered("collect_by")
        result = super(SaleOrder, self - confirmed)._compute_collect_by()
        for order in open_orders:
            if order.place_id and order.payment_term_id.cash_on_delivery:
                order.collect_by = "agent"
        for order in confirmed:
            order.collect_by = order.collect_by
        return result


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_collector(self, move):
        """The courier hands the money to the agent who sent him, whose place it is."""
        order = self.order_id
        # who confirms a delivery need not read payment terms
        cash = order.sudo().payment_term_id.cash_on_delivery
        shipper = self._get_share_allocation(move).agent_id
        if cash and order.collect_by == "agent" and shipper:
            return shipper, "agent"
        return super()._get_collector(move)
