import datetime

import babel.dates
import pytz

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import babel_locale_parse, get_lang

PHASES = [
    ("draft", "Draft"),
    ("upcoming", "Upcoming"),
    ("preview", "Preview"),
    ("open", "Open"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
]


class OutletSession(models.Model):
    """Goods at a session price for a short time, from stock that stays where it is.

    Whether a session is open is a matter of the clock alone: no job opens or closes it.
    """

    _name = "outlet.session"
    _description = "Session"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"
    _check_company_auto = True

    name = fields.Char(
        compute="_compute_name", store=True, readonly=False, precompute=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    slot_id = fields.Many2one(
        "outlet.session.slot",
        check_company=True,
        ondelete="restrict",
        default=lambda self: self._default_slot_id(),
    )
    day = fields.Date(default=lambda self: self._default_day(), copy=False)
    date_start = fields.Datetime(
        "Opens",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        copy=False,
    )
    date_end = fields.Datetime(
        "Closes",
        compute="_compute_dates",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        index=True,
        tracking=True,
        copy=False,
    )
    preview_minutes = fields.Integer(
        "Preview (minutes)",
        compute="_compute_preview_minutes",
        store=True,
        readonly=False,
        precompute=True,
        help="How long before it opens the articles are shown to sellers.",
    )
    date_preview = fields.Datetime(
        "Shown from", compute="_compute_date_preview", store=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("published", "Published"), ("cancelled", "Cancelled")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    phase = fields.Selection(PHASES, compute="_compute_phase", search="_search_phase")
    place_ids = fields.Many2many(
        "outlet.place",
        string="Only in places",
        check_company=True,
        groups="brand_outlet.group_operator",
        help="Empty: every place may sell in this session.",
    )
    line_ids = fields.One2many("outlet.session.line", "session_id", "Articles")
    origin_id = fields.Many2one(
        "outlet.session", "Copied from", readonly=True, copy=False, index=True
    )
    server_now = fields.Datetime(compute="_compute_server_now")

    _dates_check = models.Constraint(
        "CHECK (date_end > date_start AND preview_minutes >= 0)",
        "A session closes after it has opened.",
    )
    _origin_day_unique = models.UniqueIndex(
        "(origin_id, date_start) WHERE state <> 'cancelled'",
        "This session was copied to that time already.",
    )

    # --- times --------------------------------------------------------------------

    @api.model
    def _default_day(self):
        zone = pytz.timezone(self.env.company._get_local_tz())
        return datetime.datetime.now(zone).date() + datetime.timedelta(days=1)

    @api.model
    def _default_slot_id(self):
        slots = self.env["outlet.session.slot"].search(
            [("company_id", "=", self.env.company.id)]
        )
        day = self._default_day()
        return slots.filtered(lambda slot: slot._is_served_on(day))[:1]

    @api.depends("slot_id", "day")
    def _compute_dates(self):
        for session in self:
            if session.slot_id and session.day:
                times = session.slot_id._get_times(session.day)
                session.date_start, session.date_end = times

    @api.depends("date_start", "slot_id")
    def _compute_name(self):
        for session in self:
            if session.name or not session.date_start:
                continue
            session.name = self.env._(
                "%(time)s session", time=session._format_time(session.date_start)
            )

    @api.depends("company_id")
    def _compute_preview_minutes(self):
        for session in self:
            session.preview_minutes = session.company_id.session_preview_minutes

    @api.depends("date_start", "preview_minutes")
    def _compute_date_preview(self):
        for session in self:
            session.date_preview = session.date_start and (
                session.date_start - datetime.timedelta(minutes=session.preview_minutes)
            )

    def _compute_server_now(self):
        self.server_now = fields.Datetime.now()

    @api.depends("state", "date_start", "date_end", "date_preview")
    def _compute_phase(self):
        now = fields.Datetime.now()
        for session in self:
            session.phase = session._get_phase(now)

    def _get_phase(self, now):
        if self.state != "published":
            return self.state
        if now >= self.date_end:
            return "closed"
        if now >= self.date_start:
            return "open"
        return "preview" if now >= self.date_preview else "upcoming"

    @api.model
    def _get_phase_domains(self):
        """Return ``{phase: domain}`` as of now."""
        now = fields.Datetime.now()
        published = Domain("state", "=", "published")
        return {
            "draft": Domain("state", "=", "draft"),
            "cancelled": Domain("state", "=", "cancelled"),
            "upcoming": published & Domain("date_preview", ">", now),
            "preview": published
            & Domain("date_preview", "<=", now)
            & Domain("date_start", ">", now),
            "open": published
            & Domain("date_start", "<=", now)
            & Domain("date_end", ">", now),
            "closed": published & Domain("date_end", "<=", now),
        }

    @api.model
    def _search_phase(self, operator, value):
        if operator != "in":
            return NotImplemented
        domains = self._get_phase_domains()
        return Domain.OR(domains[phase] for phase in value if phase in domains)

    @api.constrains("date_start", "date_end")
    def _check_length(self):
        for session in self:
            if session.date_end - session.date_start > datetime.timedelta(days=1):
                raise ValidationError(
                    self.env._("A session lasts a day at most; goods are held for it.")
                )

    @api.constrains("slot_id", "day")
    def _check_day(self):
        for session in self:
            slot = session.slot_id
            if slot and session.day and not slot._is_served_on(session.day):
                raise ValidationError(
                    self.env._(
                        "The slot of %(time)s is not held on this day of the week.",
                        time=slot.name,
                    )
                )

    def _format_time(self, moment):
        """Return a moment as people at the company speak of it: Nov 22 10:00."""
        zone = pytz.timezone(self.company_id._get_local_tz())
        local = pytz.utc.localize(moment).astimezone(zone)
        locale = babel_locale_parse(get_lang(self.env).code)
        day = babel.dates.format_skeleton("MMMd", local.date(), locale=locale)
        return f"{day} {local:%H:%M}"
