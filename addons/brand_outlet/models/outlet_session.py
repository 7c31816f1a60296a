import datetime

import babel.dates
import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
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
        zone = pytz.timezone(self.env.company._get_session_tz())
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
        zone = pytz.timezone(self.company_id._get_session_tz())
        local = pytz.utc.localize(moment).astimezone(zone)
        locale = babel_locale_parse(get_lang(self.env).code)
        day = babel.dates.format_skeleton("MMMd", local.date(), locale=locale)
        return f"{day} {local:%H:%M}"

    # --- life ---------------------------------------------------------------------

    def action_publish(self):
        """Show the sessions to sellers from their preview on.

        :raise UserError: nothing is approved yet, or the session is over
        """
        now = fields.Datetime.now()
        for session in self.filtered(lambda session: session.state == "draft"):
            if session.date_end <= now:
                raise UserError(
                    self.env._("%(session)s is over.", session=session.display_name)
                )
            if "approved" not in session.line_ids.mapped("state"):
                raise UserError(
                    self.env._(
                        "%(session)s has no approved articles yet.",
                        session=session.display_name,
                    )
                )
            session.state = "published"

    def action_approve_and_publish(self):
        """Approve what is proposed and publish, in one go."""
        self.line_ids.filtered(lambda line: line.state == "proposed").action_approve()
        self.action_publish()

    def action_cancel(self):
        """Take the sessions back; what nobody bought is normal stock again."""
        self.state = "cancelled"

    def action_draft(self):
        """Take sessions that have not opened back for changes.

        The goods of a cancelled session were normal stock meanwhile: its articles
        have to be approved again.
        """
        now = fields.Datetime.now()
        for session in self:
            if session.state == "published" and session.date_start <= now:
                raise UserError(
                    self.env._(
                        "%(session)s has opened already. Cancel it instead.",
                        session=session.display_name,
                    )
                )
        cancelled = self.filtered(lambda session: session.state == "cancelled")
        lines = cancelled.line_ids.filtered(lambda line: line.state == "approved")
        # whoever may plan sessions may take approvals back
        lines.sudo().state = "proposed"
        self.state = "draft"

    def write(self, vals):
        if "date_end" in vals or "date_start" in vals:
            self._check_not_closed()
        return super().write(vals)

    def _check_not_closed(self):
        """What was not sold is normal stock after the end: there is no way back."""
        for session in self:
            if session.phase == "closed":
                raise UserError(
                    self.env._(
                        "%(session)s is over. Copy it to another time.",
                        session=session.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shown(self):
        if self.filtered(lambda session: session.state != "draft"):
            raise UserError(
                self.env._("Only a draft session can be deleted. Cancel it instead.")
            )

    def action_copy_next_week(self):
        """Draft the same sessions for the same weekday of a week to come.

        Articles come along as proposals, with what the agents have free by now.
        """
        return self._copy_to_next_week()._get_list_action()

    @api.model
    def action_copy_last_week(self):
        """Draft this week's sessions from those of the seven days before.

        :raise UserError: nothing was sold in sessions last week
        """
        now = fields.Datetime.now()
        last_week = self.search(
            [
                ("state", "=", "published"),
                ("company_id", "=", self.env.company.id),
                ("date_start", ">", now - datetime.timedelta(days=7)),
                ("date_start", "<=", now),
            ],
            order="date_start",
        )
        if not last_week:
            raise UserError(self.env._("The last seven days had no sessions."))
        return last_week._copy_to_next_week()._get_list_action()

    def _copy_to_next_week(self):
        """Return the copies; one that is there already is not made again."""
        now = fields.Datetime.now()
        copies = self.browse()
        for session in self:
            length = session.date_end - session.date_start
            weeks = max(1, (now - session.date_start).days // 7 + 1)
            start = session.date_start + datetime.timedelta(weeks=weeks)
            known = self.search(
                [
                    ("origin_id", "=", session.id),
                    ("date_start", "=", start),
                    ("state", "!=", "cancelled"),
                ],
                limit=1,
            )
            copies |= known or session._copy_at(start, start + length)
        return copies

    def _copy_at(self, start, end):
        zone = pytz.timezone(self.company_id._get_session_tz())
        copy = self.copy(
            {
                "name": False,
                "day": pytz.utc.localize(start).astimezone(zone).date(),
                "date_start": start,
                "date_end": end,
                "origin_id": self.id,
            }
        )
        self.line_ids._copy_to_session(copy)
        return copy

    def _get_list_action(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "brand_outlet.outlet_session_action"
        )
        if len(self) == 1:
            return {**action, "views": [(False, "form")], "res_id": self.id}
        return {
            **action,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.ids)],
            "context": {},
        }
