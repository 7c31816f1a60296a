from odoo import models


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

    def _open_case(self, kind, note):
        """Have somebody take care of this parcel."""
        self.ensure_one()
        if "outlet.case" not in self.env:
            return
        cases = self.env["outlet.case"]
        for order, pickings in self.picking_ids.grouped("sale_id").items():
            if order:
                cases._open(kind, order, pickings=pickings, note=note)

    def _close_stuck_case(self):
        """Hook: these parcels move again."""
