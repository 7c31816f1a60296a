from odoo import api, fields, models

from .parcel_track import RANK, TRACK_STATES


class StockPicking(models.Model):
    """The parcels of a dispatch and their way."""

    _inherit = "stock.picking"

    track_ids = fields.Many2many(
        "parcel.track",
        "parcel_track_picking_rel",
        "picking_id",
        "track_id",
        "Parcels",
        copy=False,
        readonly=True,
    )
    track_state = fields.Selection(
        TRACK_STATES,
        compute="_compute_track_state",
        help="Where the parcel is; of several the one that is furthest behind.",
    )
    track_latest = fields.Char("Latest", compute="_compute_track_state")

    @api.depends("track_ids.state", "track_ids.latest_text")
    def _compute_track_state(self):
        for picking in self:
            last = picking.track_ids.sorted(lambda track: RANK[track.state])[:1]
            picking.track_state = last.state
            picking.track_latest = last.latest_text

    def write(self, vals):
        """Follow the parcel of a number that is corrected after shipping."""
        result = super().write(vals)
        if "carrier_tracking_ref" in vals or "carrier_id" in vals:
            self.filtered(lambda one: one.state == "done")._follow_parcels()
        return result

    def _action_done(self):
        result = super()._action_done()
        self._follow_parcels()
        return result

    def _follow_parcels(self):
        """Have the parcels of these shipped dispatches followed, all in one go."""
        shipped = self.filtered(
            lambda one: (
                one.dispatch_state in ("shipped", "delivered")
                and one.carrier_id
                and one.carrier_tracking_ref
            )
        )
        if shipped:
            # the agent who ships reads his parcels' tracks, the server keeps them
            self.env["parcel.track"].sudo()._attach(shipped.sudo())

    def _get_parcel_numbers(self):
        """Return the numbers of this dispatch's parcels; the core joins several."""
        self.ensure_one()
        parts = (self.carrier_tracking_ref or "").split(",")
        return list(dict.fromkeys(part.strip().upper() for part in parts if part))

    def _drop_tracks(self, wanted):
        """Let go of the tracks of numbers that were corrected."""
        for picking in self.filtered("track_ids"):
            key = (picking.company_id, picking.carrier_id)
            wrong = picking.track_ids.filtered(
                lambda one, k=key, p=picking: p not in wanted.get((*k, one.number), ())
            )
            picking.track_ids -= wrong
            wrong.filtered(lambda one: not one.picking_ids).active = False

    def _is_same_parcel(self, other):
        """Return whether one number may be that of both dispatches."""
        one, two = self.partner_id, other.partner_id
        return self.agent_id == other.agent_id and (
            one == two or (one.name, one.phone) == (two.name, two.phone)
        )

    def _log_number_used(self, number):
        for picking in self:
            picking._message_log(
                body=self.env._(
                    "%(number)s is the number of somebody else's parcel already: it is "
                    "not followed for this dispatch, and nothing is booked by it.",
                    number=number,
                )
            )
