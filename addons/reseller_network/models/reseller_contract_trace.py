from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_datetime

MOST_APPEALS = 5


class ResellerContract(models.Model):
    """Where an order came from, and what became of its commission."""

    _inherit = "reseller.contract"

    def _find_traced(self, number):
        """Return the own order (sudo) with this number, or none."""
        number = (number or "").strip()[:40]
        if not number:
            return self.env["sale.order"]
        # his own orders only: of any other not even the existence is told
        return (
            self.env["sale.order"]
            .sudo()
            .search(
                self._own_orders_domain()
                & (
                    Domain("name", "=", number)
                    | Domain("client_order_ref", "=", number)
                ),
                limit=1,
            )
        )

    def _trace(self, order):
        """Return the steps of an own order: dicts of ``day`` and ``text``."""
        steps = []
        if link := order.link_id:
            steps.append(
                self._trace_step(
                    link.create_date,
                    self.env._("Link made for %(group)s", group=link._get_group()),
                )
            )
        steps.append(self._trace_step(order.create_date, self._trace_origin(order)))
        steps.append(self._trace_step(None, self._trace_commission(order)))
        for flag in order.trade_flag_ids.sorted("id"):
            steps.append(self._trace_step(flag.create_date, self._trace_flag(flag)))
        return steps

    def _trace_step(self, moment, text):
        day = (
            format_datetime(self.env, moment, dt_format="MM-dd HH:mm") if moment else ""
        )
        return {"day": day, "text": text}

    def _trace_origin(self, order):
        _ = self.env._
        if not order.link_id:
            return _(
                "Ordered at %(place)s, not through a link", place=order.place_id.name
            )
        return _("Ordered through the link, place %(place)s", place=order.place_id.name)

    def _trace_commission(self, order):
        _ = self.env._
        if order.state == "cancel":
            return _("Cancelled: nothing is earned")
        reasons = dict(order._fields["no_commission"]._description_selection(self.env))
        if order.no_commission:
            return _(
                "No commission: %(reason)s", reason=reasons[order.no_commission].lower()
            )
        entries = order.order_line.share_entry_ids.filtered(
            lambda entry: (
                entry.partner_id == order.reseller_id and entry.kind != "collected"
            )
        )
        if not entries:
            amount = self._money(order.reseller_amount)
            return _("Earns %(amount)s once the goods have arrived", amount=amount)
        amount = self._money(sum(entries.mapped("amount")))
        if any(entry.quantity < 0 for entry in entries):
            return _("Earned after returns: %(amount)s", amount=amount)
        return _("Earned: %(amount)s", amount=amount)

    def _trace_flag(self, flag):
        kinds = dict(flag._fields["kind"]._description_selection(self.env))
        states = dict(flag._fields["state"]._description_selection(self.env))
        return f"{kinds[flag.kind]} · {states[flag.state]}"

    def _appeals(self):
        """Return his appeals with the answers, the latest first."""
        # his own only, see the domain
        appeals = self.env["trade.appeal"].sudo()
        found = appeals.search(
            [("contract_id", "=", self.id)], order="id desc", limit=10
        )
        states = dict(appeals._fields["state"]._description_selection(self.env))
        return [
            {
                "number": appeal.order_ref,
                "text": appeal.text,
                "state": states[appeal.state],
                "is_open": appeal.state == "new",
                "answer": appeal.answer or "",
            }
            for appeal in found
        ]

    def _appeal(self, number, text):
        """Ask the operator to look at an order; the same wish is kept once.

        :raise UserError: something is missing, or too many are open
        """
        number, text = (number or "").strip()[:40], (text or "").strip()[:300]
        if not number or not text:
            raise UserError(self.env._("Enter the order number and why it is yours."))
        # sellers have no access to appeals: every value is chosen here
        appeals = self.env["trade.appeal"].sudo()
        waiting = appeals.search([("contract_id", "=", self.id), ("state", "=", "new")])
        if number in waiting.mapped("order_ref"):
            return
        if len(waiting) >= MOST_APPEALS:
            raise UserError(
                self.env._("Wait for the answers to your other questions first.")
            )
        appeals.create(
            {
                "contract_id": self.id,
                "order_ref": number,
                "order_id": self._find_traced(number).id,
                "text": text,
            }
        )
