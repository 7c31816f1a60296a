from odoo import models


class ResellerContract(models.Model):
    """A parcel as the reseller and his customer may see it: never who ships."""

    _inherit = "reseller.contract"

    def _parcel_message(self, parcel):
        """Return the line about one parcel (may be empty)."""
        goods = self._goods_words(parcel["goods"])
        if parcel["tracking"]:
            return self.env._(
                "%(goods)s is on its way: %(courier)s %(tracking)s",
                goods=goods,
                courier=parcel["courier"],
                tracking=parcel["tracking"],
            )
        if parcel["ship_by"]:
            return self.env._(
                "%(goods)s will be sent by %(day)s.",
                goods=goods,
                day=f"{parcel['ship_by']:%m-%d %H:%M}",
            )
        return ""

    def _parcel_card(self, parcel):
        """Return one parcel as the reseller and his customer may see it."""
        moves = parcel.move_ids.filtered(lambda move: move.state != "cancel")
        return {
            "state": parcel.dispatch_state,
            "courier": parcel.carrier_id.name or "",
            "tracking": parcel.carrier_tracking_ref or "",
            "ship_by": self._local(parcel.ship_by),
            "steps": self._parcel_steps(parcel),
            "tracks": parcel._get_page_tracks(),
            "goods": [
                {
                    "template_id": move.product_id.product_tmpl_id.id,
                    "label": self._variant_label(move.product_id),
                    "quantity": int(move.product_uom_qty),
                }
                for move in moves
            ],
        }

    def _parcel_steps(self, parcel):
        """Return [(code, local time or False)] of a parcel's way, in order."""
        shipped = parcel.date_done if parcel.state == "done" else False
        return [
            ("routed", self._local(parcel.create_date)),
            ("accepted", self._local(parcel.accepted_at or shipped)),
            ("shipped", self._local(shipped)),
            ("delivered", self._local(parcel.delivered_at)),
        ]
