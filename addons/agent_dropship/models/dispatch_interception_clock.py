from datetime import timedelta

from odoo import api, fields, models


class DispatchInterception(models.Model):
    """Whom an interception tells, and what happens when nobody answers."""

    _inherit = "dispatch.interception"

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._decide_payer()
        records._start_clock()
        records._tell()
        return records

    def _start_clock(self):
        """Set when an answer is due, and wake up then."""
        # scheduled jobs are no record of users; this one is only woken
        cron = self.env.ref("agent_dropship.cron_interception").sudo()
        for company, records in self.grouped("company_id").items():
            minutes = timedelta(minutes=company.intercept_answer_minutes)
            waiting = records.filtered(lambda r: r.state == "asked")
            for record in waiting:
                record.answer_by = record.asked_at + minutes
            if waiting:
                cron._trigger(max(waiting.mapped("answer_by")))

    def _tell(self):
        """Give those who have to act a to-do: the warehouse, or who asks couriers."""
        for agent, records in self.grouped("agent_id").items():
            # a colleague at the agent's: users are nobody else's business
            clerks = (
                self.env["res.users"]
                .sudo()
                .search([("party_id", "=", agent.id), ("share", "=", False)])
            )
            for record in records:
                asked = record.state == "asked"
                for user in (asked and clerks) or record._get_person():
                    record._give_task(user, record._get_task_words(user))

    def _get_person(self):
        self.ensure_one()
        return self.order_id._get_dispatch_person()

    def _get_task_words(self, user):
        _ = self.with_context(lang=user.lang).env._
        if self.state == "courier_asked":
            return _(
                "Ask %(courier)s to bring %(ref)s back",
                courier=self.carrier_id.name or "",
                ref=self.tracking_ref or "",
            )
        return _("Stop the parcel of %(order)s", order=self.order_ref)

    def _give_task(self, user, summary):
        # people who cancel orders may not write other people's activities
        self.sudo().activity_schedule(
            "agent_dropship.mail_activity_interception",
            summary=summary,
            user_id=user.id,
            date_deadline=self.company_id._get_local_today(),
        )

    @api.model
    def _cron_escalate(self):
        """Escalate what the warehouse has not seen in time.

        What nobody had printed or packed lies on the shelf: it is stopped without
        anybody's doing.
        """
        due = self.search(
            [
                ("state", "=", "asked"),
                ("escalated_at", "=", False),
                ("answer_by", "<=", fields.Datetime.now()),
            ]
        )
        self.env["ir.cron"]._run_each(due, lambda record: record._go_unanswered())

    def _go_unanswered(self):
        if self.step == "before_print":
            self._move_on("stopped")
        else:
            self._escalate()

    def _escalate(self):
        """Bring unanswered interceptions before the named person."""
        self.escalated_at = fields.Datetime.now()
        for record in self:
            person = record._get_person()
            summary = record.with_context(lang=person.lang).env._(
                "%(agent)s does not answer: stop the parcel of %(order)s",
                agent=record.agent_id.name,
                order=record.order_ref,
            )
            record._give_task(person, summary)
        self.env["agent.event"]._log("intercept_ignored", self.picking_id)
