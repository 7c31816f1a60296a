from odoo import fields, models

from .outlet_case import GOODS_KINDS, OPEN_CASE_STATES


class ParcelTrack(models.Model):
    """What a parcel does to its dispatches: delivered, or something to care about."""

    _inherit = "parcel.track"

    def _deliver_pickings(self):
        """Deliver the dispatches whose parcels are all signed for: shares follow."""
        for track in self.filtered(lambda one: one.state == "signed"):
            arrived = track.picking_ids.filtered(
                lambda picking: all(
                    one.state == "signed" and one._is_about(picking)
                    for one in picking.track_ids
                )
            )
            arrived._deliver()

    def _is_about(self, picking):
        """Return whether what is told can be about this dispatch at all.

        A number that was typed wrongly may be that of an old parcel; nobody is paid
        for somebody else's signature.
        """
        ordered_at = picking.sale_id.date_order or picking.create_date
        return all(event.time >= ordered_at for event in self.event_ids)

    def _notice_stuck(self):
        """Have somebody ask the courier where this parcel is."""
        self.ensure_one()
        self.stuck_at = fields.Datetime.now()
        for order, pickings in self.picking_ids.grouped("sale_id").items():
            if order:
                self.env["outlet.case"]._open(
                    "stuck_parcel",
                    order,
                    pickings=pickings,
                    note=self._get_stuck_words(),
                )

    def _get_stuck_words(self):
        self.ensure_one()
        hours = (fields.Datetime.now() - self.last_moved_at).total_seconds() / 3600
        return self.env._(
            "%(courier)s %(number)s has not moved for %(hours)d hours: %(latest)s",
            courier=self.carrier_id.name,
            number=self.number,
            hours=hours,
            latest=self.latest_text or self.env._("not collected yet"),
        )

    def _close_stuck_cases(self):
        """End the cases of these parcels by themselves: they move again."""
        cases = self.env["outlet.case"].search(
            [
                ("kind", "=", "stuck_parcel"),
                ("state", "in", OPEN_CASE_STATES),
                ("picking_ids", "in", self.picking_ids.ids),
            ]
        )
        for case in cases:
            case._close("solved", self.env._("The parcel moves again."))

    def _open_return_case(self):
        """Have the warehouse expect a parcel that nobody took in.

        Where the order was intercepted, or the return was announced, that is known.
        """
        self.ensure_one()
        intercepted = self.env["dispatch.interception"].search(
            [("picking_id", "in", self.picking_ids.ids)]
        )
        for picking in self.picking_ids - intercepted.picking_id:
            known = picking.case_ids.filtered(self._is_return_case)
            if picking.sale_id and not known and self._is_outside(picking):
                self._announce_return(picking)

    def _is_return_case(self, case):
        return case.kind in GOODS_KINDS and case.state != "cancel"

    def _is_outside(self, picking):
        """Return whether any goods of a dispatch are not back yet."""
        left = self.env["outlet.case"]._get_returnable(picking.move_ids)
        return any(count > 0 for count in left.values())

    def _announce_return(self, picking):
        case = self.env["outlet.case"]._open(
            "return" if picking.delivered_at else "interception",
            picking.sale_id,
            pickings=picking,
            note=self.env._(
                "%(courier)s %(number)s was not taken in: %(latest)s",
                courier=self.carrier_id.name,
                number=self.number,
                latest=self.latest_text or "",
            ),
        )
        # it is on its way already; of one that was signed for somebody has to judge
        if case.state == "open" and not picking.delivered_at:
            case._approve()
