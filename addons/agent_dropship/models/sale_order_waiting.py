from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Orders that wait for stock: looked at again, told to the reseller."""

    _inherit = "sale.order"

    def action_retry_routing(self):
        """Look again for warehouses that have what these orders wait for.

        :raise UserError: nothing waits, or still nobody has it
        """
        lines = self._get_waiting_lines()
        if not lines:
            raise UserError(self.env._("Nothing is waiting for stock."))
        if not lines._route_and_procure("retry"):
            raise UserError(self.env._("Still no authorised warehouse has the goods."))

    def _get_waiting_lines(self):
        return self.order_line.filtered(
            lambda line: line.state == "sale" and line.routing_state == "waiting"
        )

    def _alert_waiting(self):
        """Give the operator a to-do for orders that wait for stock, once each."""
        waiting = self.filtered(
            lambda order: order.routing_state in ("partial", "waiting")
        )
        if not waiting:
            return
        activity_type = self.env.ref("agent_dropship.mail_activity_restock")
        # confirming is open to people who may not write other people's activities
        Activity = self.env["mail.activity"].sudo()
        told = Activity.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", waiting.ids),
                ("activity_type_id", "=", activity_type.id),
            ]
        ).mapped("res_id")
        fresh = waiting.filtered(lambda order: order.id not in told)
        # a mail about it would write to the customer's contact, where the orders of a
        # crowd collide; the to-do is on the desk without it
        Activity.with_context(mail_activity_quick_update=True).create(
            [order._prepare_waiting_alert(activity_type) for order in fresh]
        )
        fresh._tell_reseller_waiting()

    def _prepare_waiting_alert(self, activity_type):
        goods = ", ".join(
            f"{product.display_name} × {pieces}"
            for product, pieces in self.order_line._get_waiting_pieces().items()
        )
        user = self._get_waiting_alert_user()
        return {
            "res_model_id": self.env["ir.model"]._get_id(self._name),
            "res_id": self.id,
            "activity_type_id": activity_type.id,
            "summary": self.with_context(lang=user.lang).env._(
                "Waiting for stock: %(goods)s", goods=goods
            ),
            "user_id": user.id,
            "date_deadline": fields.Date.context_today(self),
        }

    def _get_waiting_alert_user(self):
        """The operator who sold it or brought it in, else the first there is."""
        # who may act is a matter of groups, whoever confirms
        operators = self.env.ref("brand_outlet.group_operator").sudo().all_user_ids
        known = (self.user_id | self.create_uid) & operators
        return (known or operators).filtered("active")[:1] or self.env.user

    def _close_waiting_alerts(self):
        """Remove the to-do of orders that wait no longer."""
        settled = self.filtered(
            lambda order: order.routing_state not in ("partial", "waiting")
        )
        # to-dos of the operator's people, closed when their reason is gone
        alerts = (
            self.env["mail.activity"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", settled.ids),
                    (
                        "activity_type_id",
                        "=",
                        self.env.ref("agent_dropship.mail_activity_restock").id,
                    ),
                ]
            )
        )
        found = self.browse(alerts.mapped("res_id"))
        found.filtered(
            lambda order: order.state == "sale" and order.routing_state == "allocated"
        )._tell_reseller_found()
        alerts.unlink()

    @api.model
    def _cron_retry_routing(self, limit=50):
        """Route what waits, oldest orders first."""
        orders = self.search(
            [("state", "=", "sale"), ("routing_state", "in", ("partial", "waiting"))],
            order="date_order, id",
        )
        self.env["ir.cron"]._run_each(
            [orders[at : at + limit] for at in range(0, len(orders), limit)],
            lambda batch: batch._get_waiting_lines()._route_and_procure("retry"),
        )
