from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models


class ExchangeSlot(models.Model):
    """A time of day at which the offline agents get their file."""

    _name = "exchange.slot"
    _description = "Exchange Slot"
    _order = "hour, minute"
    _rec_name = "display_name"

    hour = fields.Integer(required=True)
    minute = fields.Integer()
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    last_due = fields.Datetime(
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="The last slot that was served. A slot is never served twice.",
    )

    _hour_range = models.Constraint(
        "CHECK (hour BETWEEN 0 AND 23)", "The hour lies between 0 and 23."
    )
    _minute_range = models.Constraint(
        "CHECK (minute BETWEEN 0 AND 59)", "The minute lies between 0 and 59."
    )
    _time_unique = models.UniqueIndex(
        "(company_id, hour, minute)", "This company has a slot at this time already."
    )

    @api.depends("hour", "minute")
    def _compute_display_name(self):
        for slot in self:
            slot.display_name = f"{slot.hour:02d}:{slot.minute:02d}"

    def _get_latest_due(self, now):
        """Return the latest moment (UTC) up to ``now`` at which this slot was due."""
        zone = pytz.timezone(self.company_id._get_settlement_tz())
        local_now = pytz.utc.localize(now).astimezone(zone)
        at = time(self.hour, self.minute)
        due = zone.localize(datetime.combine(local_now.date(), at))
        if due > local_now:
            due = zone.localize(
                datetime.combine(local_now.date() - timedelta(days=1), at)
            )
        return due.astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _cron_serve(self):
        """Make the files of every slot that became due since it was last served.

        A slot missed while the server was down is served once when it is back: what
        was not exported then is in this file.
        """
        now = fields.Datetime.now()
        for slot in self.search([("active", "=", True)]):
            due = slot._get_latest_due(now)
            if slot.last_due and slot.last_due >= due:
                continue
            slot.last_due = due
            self.env["exchange.file"].with_company(slot.company_id)._generate(slot=due)
