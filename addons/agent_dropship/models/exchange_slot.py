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
        zone = pytz.timezone(self.company_id._get_local_tz())
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
            if not slot.last_due or slot.last_due < due:
                slot._serve(due)

    def _serve(self, due):
        """Make and mail the files of this slot, a transaction for each agent.

        Killed half-way, the slot counts as not served: the next run makes the files
        that are missing, and those alone, since the slot is the cut-off. One agent's
        trouble is not the others'.
        """
        File = self.env["exchange.file"].with_company(self.company_id)
        served = set()

        def serve(agent):
            File._generate_for(agent, due, until=due)._mail()
            self.env.flush_all()
            served.add(agent.id)

        agents = File._find_due_agents(until=due)
        self.env["ir.cron"]._run_each(agents, serve)
        if served.issuperset(agents.ids):
            self.last_due = due
            self.env["ir.cron"]._commit_progress()
