"""Orders of a member whose goods may come back at a till."""

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_date

SHOWN = 20


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def till_orders(self, config_id, partner_id):
        """Return the delivered orders of the member on the order of a till.

        :return: [{"id", "name", "date", "total"}], the latest first
        :raise AccessError: the user may not use this till or read this member
        """
        # Cashiers read no sales orders; of the member before them they see the list.
        orders_sudo = self.sudo().search(
            self._get_till_domain(config_id, partner_id),
            order="date_order desc",
            limit=SHOWN,
        )
        return [
            {
                "id": order.id,
                "name": order.name,
                "date": format_date(self.env, order.date_order),
                "total": order.currency_id.format(order.amount_total),
            }
            for order in orders_sudo
            if any(line.qty_delivered > 0 for line in order._get_till_goods())
        ]

    @api.model
    def till_order_records(self, order_id, config_id, partner_id):
        """Return the records of one order as the till loads them.

        :raise UserError: it is no order of this member
        """
        order_sudo = self._get_till_order(order_id, config_id, partner_id)
        return order_sudo.load_sale_order_from_pos(config_id)

    @api.model
    def till_return(self, order_id, config_id, partner_id):
        """Return what of one order can come back.

        :return: {"goods": [{"id", "qty", "value", "before", "left"}], "rewards":
            [{"id", "taken", "back"}]}: pieces, and money with taxes
        :raise UserError: it is no order of this member
        """
        order_sudo = self._get_till_order(order_id, config_id, partner_id)
        goods = order_sudo._get_till_goods()
        rewards = order_sudo.order_line.filtered(
            lambda line: line.is_reward_line and line.price_total < 0
        )
        return {
            "goods": [
                {
                    "id": line.id,
                    "qty": line.product_uom_qty,
                    "value": line.price_total,
                    "before": -sum(line._get_till_returns().mapped("qty")),
                    "left": max(0.0, line.qty_delivered),
                }
                for line in goods
            ],
            "rewards": [
                {
                    "id": line.id,
                    "taken": -line.price_total,
                    "back": line._get_till_returns()._get_signed_total(),
                }
                for line in rewards
            ],
        }

    @api.model
    def _get_till_domain(self, config_id, partner_id):
        config = self.env["pos.config"].browse(config_id)
        config.check_access("read")
        partner = self.env["res.partner"].browse(partner_id)
        partner.check_access("read")
        return [
            ("partner_id", "=", partner.id),
            ("company_id", "=", config.company_id.id),
            ("currency_id", "=", config.currency_id.id),
            ("state", "=", "sale"),
        ]

    @api.model
    def _get_till_order(self, order_id, config_id, partner_id):
        # The member before the cashier is the permission; cashiers read no orders.
        order_sudo = self.sudo().search(
            [("id", "=", order_id), *self._get_till_domain(config_id, partner_id)]
        )
        if not order_sudo:
            raise UserError(self.env._("This is no order of the member."))
        return order_sudo

    def _get_till_goods(self):
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_reward_line
                and not line.is_downpayment
                and line.product_id.type == "consu"
            )
        )

    # --- what came back ---------------------------------------------------------------

    def _get_returned_total(self, without=None):
        """Count what came back at tills, too; ``without`` one order of a till."""
        lines = self._get_bought_lines()._get_till_returns(settled=True)
        if without:
            lines = lines.filtered(lambda line: line.order_id != without)
        at_tills = -lines._get_signed_total()
        return super()._get_returned_total(without) + at_tills

    def _check_till_return(self):
        """Refuse to take back more than was sold, or to pay out more than was paid.

        :raise UserError: in words for the cashier
        """
        for line in self._get_till_goods():
            back = -sum(line._get_till_returns().mapped("qty"))
            if line.product_uom_id.compare(back, line.product_uom_qty) > 0:
                raise UserError(
                    self.env._(
                        "%(product)s of %(order)s: %(left)s can be brought back.",
                        product=line.product_id.display_name,
                        order=self.name,
                        left=line.product_uom_qty,
                    )
                )
        paid_out = -self.order_line._get_till_returns()._get_signed_total()
        share = min(1.0, self._get_pieces_back())
        due = self.currency_id.round(self.amount_total * share)
        if self.currency_id.compare_amounts(paid_out, due + 0.05) > 0:
            raise UserError(
                self.env._(
                    "%(amount)s of this return was not paid with money. Take back "
                    "what coupons, points and stored value paid, too.",
                    amount=self.currency_id.format(paid_out - due),
                )
            )

    def _get_pieces_back(self):
        """Return which part of the value of the goods came back at tills."""
        goods = self._get_till_goods()
        total = sum(goods.mapped("price_total"))
        back = sum(
            line.price_total
            * -sum(line._get_till_returns().mapped("qty"))
            / line.product_uom_qty
            for line in goods
            if line.product_uom_qty
        )
        return back / total if total else 0.0


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    def _get_till_returns(self, settled=False):
        """Return lines of tills that brought these goods back.

        :param settled: count goods as well that a till had handed out for the order
        """
        # Who posts a credit note need not be allowed to read the tills.
        lines = self.sudo().pos_order_line_ids
        back = lines.filtered(lambda line: line.qty < 0)
        if settled:
            back |= lines.refund_orderline_ids
        return back.filtered(
            lambda line: line.order_id.state not in ("draft", "cancel")
        )
