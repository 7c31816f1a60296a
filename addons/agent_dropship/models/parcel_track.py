from collections import defaultdict
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

# in the order a parcel goes through them; of two at the same moment the later counts
TRACK_STATES = [
    ("waiting", "Not Collected Yet"),
    ("collected", "Collected"),
    ("moving", "On Its Way"),
    ("problem", "Difficult"),
    ("delivering", "Out for Delivery"),
    ("pickup", "To Be Picked Up"),
    ("refused", "Refused by Recipient"),
    ("signed", "Signed For"),
    ("returning", "Coming Back"),
    ("returned", "Came Back"),
]
RANK = {state: rank for rank, (state, _label) in enumerate(TRACK_STATES)}
BACK_STATES = ("refused", "returning", "returned")
END_STATES = ("signed", "returned")
REUSED_AFTER = timedelta(days=180)


class ParcelTrack(models.Model):
    """The way of one parcel: a number of a courier and what is told of it."""

    _name = "parcel.track"
    _description = "Parcel Track"
    _order = "last_moved_at desc, id desc"
    _rec_name = "number"

    number = fields.Char("Tracking Number", required=True, readonly=True, index=True)
    carrier_id = fields.Many2one(
        "delivery.carrier", "Courier", required=True, readonly=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    active = fields.Boolean(default=True)
    picking_ids = fields.Many2many(
        "stock.picking",
        "parcel_track_picking_rel",
        "track_id",
        "picking_id",
        "Dispatches",
        readonly=True,
    )
    event_ids = fields.One2many("parcel.track.event", "track_id", "Events")
    state = fields.Selection(
        TRACK_STATES, required=True, default="waiting", readonly=True, index=True
    )
    last_moved_at = fields.Datetime(
        "Last Moved",
        readonly=True,
        help="The time of the last event; of a parcel without any, its dispatch.",
    )
    latest_text = fields.Char("Latest", readonly=True)
    signed_at = fields.Datetime("Signed On", readonly=True)
    heard_at = fields.Datetime(
        "Last Heard Of", readonly=True, help="When the provider last told of it."
    )
    stuck_at = fields.Datetime(
        "No Movement Noticed On",
        readonly=True,
        help="When it was noticed that the parcel does not move; empty when it moves.",
    )
    is_stuck = fields.Boolean(
        "Without Movement", compute="_compute_is_stuck", search="_search_is_stuck"
    )
    came_back_at = fields.Datetime("Turned Back On", readonly=True)

    _number_unique = models.UniqueIndex(
        "(carrier_id, number, company_id) WHERE active",
        "This parcel is being tracked already.",
    )

    @api.depends("stuck_at")
    def _compute_is_stuck(self):
        for track in self:
            track.is_stuck = bool(track.stuck_at)

    def _search_is_stuck(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("stuck_at", "!=", False)]

    # --- from dispatch to parcel --------------------------------------------------

    @api.model
    def _attach(self, pickings):
        """Give these dispatches the tracks of their numbers, new ones where needed.

        A number belongs to one agent's parcel to one person. Who types a number that is
        taken gets no track, so that nobody is paid for another's signature.
        """
        wanted = defaultdict(pickings.browse)
        for picking in pickings:
            for number in picking._get_parcel_numbers():
                key = (picking.company_id, picking.carrier_id, number)
                wanted[key] |= picking
        known = self._find_known(wanted)
        pickings._drop_tracks(wanted)
        vals_list = []
        for key, asking in wanted.items():
            track = known.get(key, self.browse())
            first = (track.picking_ids or asking)[:1]
            same = asking.filtered(lambda one, first=first: one._is_same_parcel(first))
            (asking - same)._log_number_used(key[2])
            if track:
                track._add_pickings(same)
            else:
                vals_list.append(self._prepare_track(key, same))
        self.create(vals_list)._wake()

    @api.model
    def _find_known(self, keys):
        """Return {key: track}; couriers use numbers again after a year or so."""
        known = self.search(
            [
                ("number", "in", list({key[2] for key in keys})),
                ("carrier_id", "in", [key[1].id for key in keys]),
            ]
        )
        old = known.filtered(lambda one: not one._is_running())
        old.active = False
        return (known - old).grouped(
            lambda one: (one.company_id, one.carrier_id, one.number)
        )

    def _is_running(self):
        """Return whether a parcel is under way, or was lately."""
        long_ago = fields.Datetime.now() - REUSED_AFTER
        return bool(self) and (
            self.state not in END_STATES or self.last_moved_at > long_ago
        )

    def _prepare_track(self, key, pickings):
        company, carrier, number = key
        now = fields.Datetime.now()
        return {
            "company_id": company.id,
            "carrier_id": carrier.id,
            "number": number,
            "picking_ids": [Command.set(pickings.ids)],
            "last_moved_at": now,
            "next_try_at": now,
            "account_id": self.env["courier.account"]._get_default(company).id,
        }

    def _add_pickings(self, pickings):
        self.ensure_one()
        new = pickings - self.picking_ids
        if new:
            self.picking_ids |= new
            self._deliver_pickings()

    # --- what is reported ---------------------------------------------------------

    @api.model
    def _find_reported(self, account, report):
        """Return the parcels of an account's company a report is about."""
        tracks = self.search(
            [
                ("number", "=", report.number),
                ("company_id", "=", account.company_id.id),
            ]
        )
        if len(tracks) > 1:
            # two couriers happen to use the same number
            named = tracks.filtered(
                lambda track: track.carrier_id.courier_code == report.code
            )
            return named or tracks.browse()
        return tracks

    def _apply_report(self, report):
        """Add what is new in a report and draw the consequences.

        The state is always that of the latest event known, so that an old report that
        comes late, or comes again, changes nothing.
        """
        self.ensure_one()
        before, moved_at = self.state, self.last_moved_at
        self._add_events(report.events)
        values = self._get_figures(report)
        values["heard_at"] = fields.Datetime.now()
        if report.ended:
            values["follow_state"] = "ended"
        self.write(values)
        if self.last_moved_at != moved_at or self.state in END_STATES:
            self._on_moved()
        if self.state != before:
            self._on_state_changed()

    def _add_events(self, events):
        Event = self.env["parcel.track.event"]
        new = {Event._get_key(event): event for event in events}
        known = Event.search([("track_id", "=", self.id), ("key", "in", list(new))])
        for key in known.mapped("key"):
            del new[key]
        Event.create(
            [
                {
                    "track_id": self.id,
                    "key": key,
                    "time": event.time,
                    "text": event.text,
                    "place": event.place,
                    "state": event.state or False,
                }
                for key, event in new.items()
            ]
        )

    def _get_figures(self, report):
        """Return state and times by the events known; a report without any may still
        tell a state."""
        events = self.event_ids.sorted(lambda one: (one.time, RANK.get(one.state, -1)))
        if not events:
            return {"state": report.state or self.state}
        told = events.filtered("state")
        state = told[-1:].state or self.state
        return {
            "state": state,
            "last_moved_at": events[-1].time,
            "latest_text": events[-1].text,
            "signed_at": told[-1].time if state == "signed" else False,
        }

    def _on_moved(self):
        """Take parcels that moved again off the list of those that do not."""
        stuck = self.filtered("stuck_at")
        stuck.stuck_at = False
        stuck._close_stuck_cases()

    def _on_state_changed(self):
        """Draw the consequences of a parcel's new state."""
        self.ensure_one()
        if self.state == "signed":
            self._deliver_pickings()
        elif self.state in BACK_STATES and not self.came_back_at:
            self.came_back_at = fields.Datetime.now()
            self._open_return_case()
