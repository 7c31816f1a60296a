from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class AgentEvent(models.Model):
    """The appeal: an agent contests an event, the operator decides."""

    _inherit = "agent.event"

    appeal_note = fields.Text("Agent's View", readonly=True)
    appeal_photo = fields.Image(
        "Photo as Proof", max_width=1920, max_height=1920, readonly=True
    )
    appealed_at = fields.Datetime(readonly=True)
    appealed_by_id = fields.Many2one("res.users", readonly=True)
    decision_reason = fields.Text("Operator's Reason", readonly=True)
    decided_at = fields.Datetime(readonly=True)
    decided_by_id = fields.Many2one("res.users", readonly=True)
    appeal_until = fields.Datetime(compute="_compute_appeal_until")
    can_appeal = fields.Boolean(compute="_compute_can_appeal")

    @api.depends("date", "create_date")
    def _compute_appeal_until(self):
        # the formula is the operator's; everybody may know how long an appeal is open
        days = self.env["agent.score.formula"]._get_current().sudo().appeal_days
        for event in self:
            # an event may be noted a night after it happened
            known = event.create_date or event.date
            event.appeal_until = known and known + timedelta(days=days)

    @api.depends("appeal_state", "kind", "appeal_until")
    @api.depends_context("uid")
    def _compute_can_appeal(self):
        now = fields.Datetime.now()
        # nobody reads the party of users, not even his own
        party = self.env.user.sudo().party_id
        for event in self:
            event.can_appeal = (
                event.appeal_state == "none"
                and event.kind != "intercept_answered"
                and bool(party)
                and event.agent_id in (party | party.branch_ids)
                and event.appeal_until > now
            )

    def action_open_appeal(self):
        """Open the small form in which the agent says how he sees it."""
        return self._open_appeal_wizard("agent_dropship.agent_event_appeal_action")

    def action_open_decision(self):
        """Open the small form in which the operator decides about appeals."""
        return self._open_appeal_wizard("agent_dropship.agent_event_decision_action")

    def _open_appeal_wizard(self, action):
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(action),
            "context": {"default_event_ids": self.ids},
        }

    def _appeal(self, note, photo=None):
        """Contest these events for their agent.

        :param str note: how the agent sees it
        :param bytes photo: an image in base64 that proves it
        :raise AccessError: they are another agent's
        :raise UserError: contested before, or too late
        """
        self.check_access("read")
        for event in self:
            if not event.can_appeal:
                self._refuse_appeal(event)
        # an agent only reads his events; that these are his was checked above
        self.sudo().write(
            {
                "appeal_state": "open",
                "appeal_note": note,
                "appeal_photo": photo,
                "appealed_at": fields.Datetime.now(),
                "appealed_by_id": self.env.user.id,
            }
        )

    def _refuse_appeal(self, event):
        # nobody reads the party of users, not even his own
        party = self.env.user.sudo().party_id
        if not party or event.agent_id not in (party | party.branch_ids):
            raise AccessError(self.env._("Only the agent himself can appeal."))
        if event.appeal_state != "none":
            raise UserError(
                self.env._(
                    "%(event)s: there was an appeal before.", event=event.display_name
                )
            )
        raise UserError(
            self.env._(
                "%(event)s: the time for an appeal is over.", event=event.display_name
            )
        )

    def _decide(self, accepted, reason):
        """Accept or refuse appeals; the scores of their agents follow at once.

        :param bool accepted: whether the events stop counting
        :param str reason: told to the agent
        :raise AccessError: not by the operator
        :raise UserError: an event has no open appeal
        """
        if not (self.env.su or self.env.user.has_group("brand_outlet.group_operator")):
            raise AccessError(self.env._("Only the operator decides about appeals."))
        self.check_access("read")
        for event in self:
            if event.appeal_state != "open":
                raise UserError(
                    self.env._(
                        "%(event)s has no open appeal.", event=event.display_name
                    )
                )
        # nobody writes evidence; that the operator asks was checked above
        self.sudo().write(
            {
                "appeal_state": "accepted" if accepted else "refused",
                "decision_reason": reason,
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.user.id,
            }
        )
        if accepted:
            self.env["agent.score"]._refresh(self.agent_id)
