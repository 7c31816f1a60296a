from odoo import models
from odoo.exceptions import UserError

from odoo.addons.agent_dropship.models.dispatch_interception import (
    INTERCEPTION_STATES,
)


class ResellerContract(models.Model):
    """An order once more, changed, or cancelled: each in two taps."""

    _inherit = "reseller.contract"

    def _draft_from_order(self, order, replace=False):
        """Return the draft of an order like this one.

        :param order: an own order
        :param bool replace: the new order takes the place of this one: prices are
            those agreed on; otherwise they are those of today
        """
        lines = order._outlet_lines().filtered("product_uom_qty")
        cards = {}
        if not replace:
            sold = self._find_products(lines.product_id.ids).product_tmpl_id
            cards = {card["id"]: card for card in self._article_cards(sold)}
        merged = {}
        for line in lines:
            product = line.product_id
            card = cards.get(product.product_tmpl_id.id)
            # routing may have split a line over two warehouses
            known = merged.setdefault(
                product.id,
                {
                    "product_id": product.id,
                    "quantity": 0,
                    "price": card["price"] if card else line.price_unit,
                },
            )
            known["quantity"] += int(line.product_uom_qty)
        draft = self._draft_receiver(order.partner_shipping_id) | {
            "place_id": order.place_id.id,
            "lines": list(merged.values()),
            "note": (order.buyer_note or "") if replace else "",
        }
        if replace:
            draft |= {"replaces": order.id, "collect": order.collect_by or ""}
        return draft

    def _may_change(self, order):
        """Return whether an order may still be replaced by another one.

        Once a warehouse may have packed it, a change could send both parcels.
        """
        return (
            order.state == "sale"
            and order.parcel_state in ("unrouted", "to_ship", "waiting")
            and bool(order.entry_token)
            and not order.amount_paid
            and all(
                parcel.dispatch_state in ("new", "accepted")
                and not parcel.carrier_tracking_ref
                for parcel in order._parcels()
            )
        )

    def _submit_order(self, draft):
        """As always; an order that is replaced is cancelled in the same step."""
        if not draft.get("replaces"):
            return super()._submit_order(draft)
        replaced = self._find_order(draft["replaces"])
        # a second tap finds it cancelled, and the order that took its place
        if replaced.state == "sale":
            self._cancel_for_change(replaced)
        order = super()._submit_order(draft)
        if replaced and not order.origin:
            order.origin = replaced.name
            replaced._message_log(
                body=self.env._("Replaced by %(order)s.", order=order.name)
            )
        return order

    def _cancel_for_change(self, order):
        if self._may_change(order):
            self._cancel_order(order)
        if order.state != "cancel":
            raise UserError(
                self.env._(
                    "%(order)s can not be changed any more: the warehouse may have "
                    "packed it. Cancel it, or wait for it and return it.",
                    order=order.name,
                )
            )

    def _order_doors(self, order):
        running = self._is_running() and self.mode == "shop"
        return super()._order_doors(order) | {
            "may_repeat": running,
            "may_change": running and self._may_change(order),
            "stops": self._interception_steps(order),
        }

    def _interception_steps(self, order):
        """Return [(step in words, local time)] of stopping the parcels of an order."""
        records = order.interception_ids.sorted("id")
        labels = dict(records._fields["state"]._description_selection(self.env))
        steps = []
        for record in records:
            for state, _label in INTERCEPTION_STATES:
                if moment := record[f"{state}_at"]:
                    steps.append((labels[state], self._local(moment)))
        return steps
