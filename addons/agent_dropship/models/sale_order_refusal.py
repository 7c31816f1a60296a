from odoo import fields, models


class SaleOrder(models.Model):
    """Orders whose goods nobody wants to ship are brought before a person."""

    _inherit = "sale.order"

    def _get_waiting_lines(self):
        """Lines that were refused too often wait for a person, not for stock."""
        lines = super()._get_waiting_lines()
        if self.env.context.get("dispatch_asked_by_person"):
            return lines
        return lines.filtered(lambda line: not line.routing_stopped)

    def action_retry_routing(self):
        """Look again, also for what was refused too often: now a person asks."""
        self = self.with_context(dispatch_asked_by_person=True)
        self._get_waiting_lines().filtered("routing_stopped").write(
            {"routing_stopped": False, "refusal_count": 1}
        )
        return super().action_retry_routing()

    def _ask_person_about_refusals(self):
        """Give the named person a to-do for orders that were refused too often."""
        stopped = self.filtered(lambda o: any(o.order_line.mapped("routing_stopped")))
        xmlid = "agent_dropship.mail_activity_refused"
        told = stopped.activity_search([xmlid])
        for order in stopped.browse(set(stopped.ids) - set(told.mapped("res_id"))):
            user = order._get_dispatch_person()
            goods = order.order_line.filtered("routing_stopped").product_id
            order.activity_schedule(
                xmlid,
                summary=self.with_context(lang=user.lang).env._(
                    "Refused too often: %(goods)s",
                    goods=", ".join(goods.mapped("display_name")),
                ),
                user_id=user.id,
                date_deadline=fields.Date.context_today(order),
            )

    def _get_dispatch_person(self):
        """The person the company named for trouble with dispatches."""
        return self.company_id.dispatch_person_id or self._get_waiting_alert_user()
