import hashlib

from odoo import api, fields, models

from .parcel_track import TRACK_STATES


class ParcelTrackEvent(models.Model):
    """One thing that happened to a parcel, as the courier told it."""

    _name = "parcel.track.event"
    _description = "Parcel Event"
    _order = "time desc, id desc"
    _rec_name = "text"

    track_id = fields.Many2one(
        "parcel.track", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="track_id.company_id", store=True)
    time = fields.Datetime(required=True)
    text = fields.Char("What Happened", required=True)
    place = fields.Char()
    state = fields.Selection(TRACK_STATES)
    key = fields.Char(required=True, help="Tells events of a parcel apart.")

    _key_unique = models.UniqueIndex("(track_id, key)")

    @api.model
    def _get_key(self, event):
        """Return what is the same when an event is told again."""
        text = f"{event.time.isoformat()} {event.text}"
        return hashlib.sha256(text.encode()).hexdigest()[:32]
