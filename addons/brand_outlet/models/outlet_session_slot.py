import datetime

import pytz

from odoo import api, fields, models
from odoo.tools import format_time

WEEKDAYS = (
    *("monday", "tuesday", "wednesday", "thursday"),
    *("friday", "saturday", "sunday"),
)


class OutletSessionSlot(models.Model):
    """A time of the day at which sessions open."""

    _name = "outlet.session.slot"
    _description = "Session Slot"
    _order = "hour, id"

    name = fields.Char(compute="_compute_name")
    active = fields.Boolean(default=True)
    hour = fields.Float(
        "Opens at", required=True, help="In the time zone of the company."
    )
    # the odd word of an old API, here the time a session lasts
    length = fields.Float(  # pylint: disable=attribute-deprecated
        "Length (hours)", help="0: the length set for the company's sessions."
    )
    monday = fields.Boolean(default=True)
    tuesday = fields.Boolean(default=True)
    wednesday = fields.Boolean(default=True)
    thursday = fields.Boolean(default=True)
    friday = fields.Boolean(default=True)
    saturday = fields.Boolean(default=True)
    sunday = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )

    _hour_check = models.Constraint(
        "CHECK (hour >= 0 AND hour < 24 AND length >= 0 AND length <= 24)",
        "A slot opens between 0:00 and 24:00 and lasts a day at most.",
    )
    _hour_unique = models.UniqueIndex(
        "(company_id, hour) WHERE active", "There is a slot at this time already."
    )

    @api.depends("hour")
    @api.depends_context("lang")
    def _compute_name(self):
        for slot in self:
            slot.name = format_time(self.env, slot._get_time(), time_format="HH:mm")

    def _get_time(self):
        minutes = min(round(self.hour * 60), 24 * 60 - 1)
        return datetime.time(minutes // 60, minutes % 60)

    def _get_times(self, day):
        """Return (start, end) in UTC of the session of this slot on a day."""
        self.ensure_one()
        zone = pytz.timezone(self.company_id._get_local_tz())
        local = zone.localize(datetime.datetime.combine(day, self._get_time()))
        start = local.astimezone(pytz.utc).replace(tzinfo=None)
        length = self.length or self.company_id.session_hours
        return start, start + datetime.timedelta(hours=length)

    def _is_served_on(self, day):
        """Return whether the slot has a session on this day of the week."""
        return self[WEEKDAYS[day.weekday()]]
