from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..courier import Fault
from .parcel_track import END_STATES

BATCH = 100
# minutes until the next try of what failed; after the last one only queries are left
PAUSES = (5, 30, 120, 360, 1440)
LOCKED_FOR = timedelta(hours=24)
# a parcel nobody tells anything of any more
GIVEN_UP_AFTER = timedelta(days=60)


class ParcelTrack(models.Model):
    """Following parcels: subscribe first, ask only where nothing is told, notice those
    that do not move."""

    _inherit = "parcel.track"

    account_id = fields.Many2one(
        "courier.account", "Told By", readonly=True, index="btree_not_null"
    )
    follow_state = fields.Selection(
        [
            ("new", "To Subscribe"),
            ("subscribed", "Subscribed"),
            ("failed", "Not Subscribed"),
            ("ended", "Ended"),
        ],
        "Following",
        required=True,
        default="new",
        readonly=True,
    )
    tries = fields.Integer(readonly=True)
    next_try_at = fields.Datetime(readonly=True)
    fault = fields.Char("Provider Says", readonly=True)
    polled_on = fields.Date(readonly=True)
    polls = fields.Integer("Queries That Day", readonly=True)
    next_poll_at = fields.Datetime(readonly=True)

    _follow_idx = models.Index(
        "(next_try_at) WHERE active IS TRUE AND follow_state = 'new'"
    )
    _open_idx = models.Index(
        "(last_moved_at) WHERE active IS TRUE AND state NOT IN ('signed', 'returned')"
    )

    def _get_phone_tail(self):
        """Return the last four digits of the recipient's phone, if they are asked."""
        self.ensure_one()
        if not self.carrier_id.courier_needs_phone:
            return ""
        # the parcel's own recipient; no more of the number than needed leaves here
        phone = self.sudo().picking_ids[:1].partner_id.phone or ""
        main = phone.split("-")[0] if len(phone.split("-")[0]) >= 11 else phone
        return "".join(filter(str.isdigit, main))[-4:]

    @api.model_create_multi
    def create(self, vals_list):
        """Take in what providers told before these parcels were known."""
        tracks = super().create(vals_list)
        # the inbox is nobody's to read but the job's
        self.env["courier.push"].sudo()._read_unknown(tracks)
        return tracks

    # --- subscribing --------------------------------------------------------------

    @api.model
    def _cron_subscribe(self):
        """Ask the providers to be told of new parcels."""
        self._assign_accounts()
        domain = [
            ("follow_state", "=", "new"),
            ("account_id.active", "=", True),
            ("account_id.key_sealed", "!=", False),
            ("carrier_id.courier_code", "!=", False),
            ("next_try_at", "<=", fields.Datetime.now()),
        ]
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=self.search_count(domain))
        for track in self.search(domain, limit=BATCH, order="next_try_at, id"):
            track._subscribe()
            if not cron._commit_progress(1):
                break

    @api.model
    def _assign_accounts(self):
        """Hand parcels nobody tells of to the account that is active now."""
        orphans = self.search(
            [
                ("state", "not in", END_STATES),
                "|",
                ("account_id", "=", False),
                ("account_id.active", "=", False),
            ]
        )
        for company, tracks in orphans.grouped("company_id").items():
            if account := self.env["courier.account"]._get_default(company):
                tracks.write({"account_id": account.id, "follow_state": "new"})

    def _subscribe(self):
        """Subscribe to one parcel; a failure is tried again a few times, later."""
        self.ensure_one()
        account = self.account_id
        try:
            account._get_adapter()._subscribe(account, self)
        except Fault as fault:
            self._postpone(fault)
            account._note_fault(fault)
        else:
            self.write({"follow_state": "subscribed", "fault": False, "tries": 0})

    def _postpone(self, fault):
        self.ensure_one()
        is_over = fault.kind == "refused" or self.tries >= len(PAUSES)
        pause = timedelta(minutes=PAUSES[min(self.tries, len(PAUSES) - 1)])
        self.write(
            {
                "follow_state": "failed" if is_over else "new",
                "tries": self.tries + 1,
                "next_try_at": fields.Datetime.now() + pause,
                "fault": str(fault)[:200],
            }
        )

    def action_subscribe(self):
        """Have these parcels subscribed again at the next run."""
        self.check_access("write")
        open_tracks = self.filtered(lambda track: track.state not in END_STATES)
        open_tracks.write(
            {
                "follow_state": "new",
                "tries": 0,
                "next_try_at": fields.Datetime.now(),
            }
        )
        open_tracks._wake()

    def _wake(self):
        """Have new parcels subscribed as soon as this transaction is over."""
        if self.account_id:
            self.env.ref("agent_dropship.cron_courier_subscribe")._trigger()

    # --- asking -------------------------------------------------------------------

    @api.model
    def _cron_poll(self):
        """Ask about parcels nothing is heard of, within what is allowed."""
        cron = self.env["ir.cron"]
        due = self.browse(self._get_due_ids())
        # what does not fit in this batch waits for the next run: there is no hurry
        cron._commit_progress(remaining=len(due))
        for track in due:
            track._poll()
            if not cron._commit_progress(1):
                break

    @api.model
    def _get_due_ids(self):
        """Return the ids of parcels to ask about: silent, and not asked too often."""
        self.flush_model()
        now = fields.Datetime.now()
        query = SQL(
            """SELECT track.id
                 FROM parcel_track track
                 JOIN courier_account account
                   ON account.id = track.account_id AND account.active
                 JOIN delivery_carrier carrier ON carrier.id = track.carrier_id
                WHERE track.active
                  AND track.state NOT IN %(end)s
                  AND carrier.courier_code IS NOT NULL
                  AND account.key_sealed IS NOT NULL
                  AND account.polls_per_day > 0
                  AND track.create_date > %(old)s
                  AND COALESCE(track.heard_at, track.create_date)
                      < %(now)s - account.silent_hours * INTERVAL '1 hour'
                  AND COALESCE(track.next_poll_at, %(now)s) <= %(now)s
                  AND (track.polled_on IS DISTINCT FROM %(today)s
                       OR track.polls < account.polls_per_day)
             ORDER BY track.heard_at NULLS FIRST, track.id
                LIMIT %(batch)s""",
            end=END_STATES,
            old=now - GIVEN_UP_AFTER,
            now=now,
            today=now.date(),
            batch=BATCH,
        )
        return [row[0] for row in self.env.execute_query(query)]

    def _poll(self):
        """Ask about one parcel once; the query counts, whatever comes back."""
        self.ensure_one()
        account, now = self.account_id, fields.Datetime.now()
        asked = self.polls if self.polled_on == now.date() else 0
        gap = timedelta(hours=24 / max(account.polls_per_day, 1))
        self.write(
            {"polled_on": now.date(), "polls": asked + 1, "next_poll_at": now + gap}
        )
        try:
            report = account._get_adapter()._poll(account, self)
        except (Fault, ValueError) as error:
            self._note_poll_fault(error, now)
        else:
            self.fault = False
            if report.number == self.number:
                self._apply_report(report)

    def _note_poll_fault(self, error, now):
        kind = getattr(error, "kind", "again")
        self.fault = str(error)[:200]
        if kind == "locked":
            self.next_poll_at = now + LOCKED_FOR
        if kind != "nothing":
            self.account_id._note_fault(error)

    # --- standing still -----------------------------------------------------------

    @api.model
    def _cron_stuck(self):
        """Raise a case for every parcel that has not moved for too long, once."""
        stuck = self.browse(self._get_stuck_ids())
        self.env["ir.cron"]._run_each(stuck, lambda track: track._notice_stuck())

    @api.model
    def _get_stuck_ids(self):
        self.flush_model()
        query = SQL(
            """SELECT track.id
                 FROM parcel_track track
                 JOIN courier_account account
                   ON account.id = track.account_id AND account.active
                 JOIN delivery_carrier carrier ON carrier.id = track.carrier_id
                 JOIN res_company company ON company.id = track.company_id
                WHERE track.active
                  AND track.stuck_at IS NULL
                  AND track.state NOT IN %(end)s
                  AND COALESCE(NULLIF(carrier.stuck_hours, 0),
                               company.parcel_stuck_hours) > 0
                  AND track.last_moved_at < %(now)s
                      - COALESCE(NULLIF(carrier.stuck_hours, 0),
                                 company.parcel_stuck_hours) * INTERVAL '1 hour'
             ORDER BY track.last_moved_at
                LIMIT %(batch)s""",
            end=END_STATES,
            now=fields.Datetime.now(),
            batch=BATCH,
        )
        return [row[0] for row in self.env.execute_query(query)]
