import datetime

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError


class OutletSession(models.Model):
    """The life of a session: published, taken back, copied to a week to come."""

    _inherit = "outlet.session"

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
        known = self.search(
            [("origin_id", "in", self.ids), ("state", "!=", "cancelled")]
        ).grouped(lambda copy: (copy.origin_id, copy.date_start))
        copies = self.browse()
        for session in self:
            length = session.date_end - session.date_start
            weeks = max(1, (now - session.date_start).days // 7 + 1)
            start = session.date_start + datetime.timedelta(weeks=weeks)
            copy = known.get((session, start), copies.browse())[:1]
            copies |= copy or session._copy_at(start, start + length)
        return copies

    def _copy_at(self, start, end):
        zone = pytz.timezone(self.company_id._get_local_tz())
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
