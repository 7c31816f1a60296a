from datetime import timedelta

from odoo import fields, models
from odoo.exceptions import AccessError
from odoo.tools import format_date


class AgentBreach(models.Model):
    """What follows from a breach, and how it is taken back."""

    _inherit = "agent.breach"

    def _suspend_or_ask(self):
        """Suspend these agents, or ask a person where nobody else could ship."""
        for breach in self:
            brands = breach._get_brands_left_alone()
            if not brands:
                breach._suspend()
                continue
            breach.state = "asked"
            breach._tell_person(brands)

    def _get_brands_left_alone(self):
        """Return the brands that no other agent's open warehouse could ship."""
        contracts = self.env["brand.contract"]._find_valid(
            agents=self.agent_id, date=self._get_today()
        )
        others = self.env["stock.warehouse"].search(
            [
                ("agent_id", "not in", [False, self.agent_id.id]),
                ("cooperation_state", "=", "active"),
                ("company_id", "child_of", self.company_id.root_id.ids),
            ]
        )
        served = self.env["brand.contract"]._find_valid(
            brands=contracts.brand_id, agents=others.agent_id, date=self._get_today()
        )
        return contracts.brand_id - served.brand_id

    def _get_warehouses(self):
        return self.env["stock.warehouse"].search(
            [
                ("agent_id", "in", self.agent_id.ids),
                ("company_id", "child_of", self.company_id.root_id.ids),
            ]
        )

    def _suspend(self):
        for breach in self:
            breach.write({"state": "suspended", "suspended_on": breach._get_today()})
            breach._get_warehouses()._suspend(breach._get_reason())
            breach._tell_agent()
            breach._tell_person()

    def _get_reason(self):
        words = dict(self._fields["kind"]._description_selection(self.env))
        return self.env._(
            "%(kind)s: %(value)s, demanded %(least)s",
            kind=words[self.kind],
            value=f"{self.value:.1f}",
            least=f"{self.least:.1f}",
        )

    def _heal(self):
        """Close these breaches; who has no other is routed to again."""
        self = self.filtered(lambda breach: breach.state != "healed")
        if not self:
            return
        self.activity_unlink(["agent_dropship.mail_activity_terms"])
        self.write({"state": "healed", "closed_on": self._get_today()})
        self._resume()

    def _resume(self):
        """Take the suspension back where no breach asks for it any more."""
        still = self.search(
            [("agent_id", "in", self.agent_id.ids), ("state", "=", "suspended")]
        )
        for breach in self:
            if breach.agent_id not in still.agent_id:
                breach._get_warehouses()._resume()

    def action_suspend(self):
        """Operator: suspend now, also where nobody else ships the brand."""
        breaches = self._as_operator()
        breaches.activity_unlink(["agent_dropship.mail_activity_terms"])
        breaches.filtered(lambda b: b.state in ("warned", "asked"))._suspend()

    def action_give_time(self):
        """Operator: resume, and judge again when another period of grace is over."""
        breaches = self._as_operator()
        for breach in breaches.filtered(lambda b: b.state != "healed"):
            breach.activity_unlink(["agent_dropship.mail_activity_terms"])
            days = timedelta(days=max(breach.terms_id.grace_days, 1))
            breach.write(
                {
                    "state": "warned",
                    "suspend_on": breach._get_today() + days,
                    "suspended_on": False,
                }
            )
        breaches._resume()

    def _as_operator(self):
        """Return these breaches for what only the operator does; they are no form."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group("brand_outlet.group_operator")):
            raise AccessError(self.env._("Only the operator decides about breaches."))
        # suspending is the system's act
        return self.sudo()

    # --- who is told ----------------------------------------------------------------

    def _tell_agent(self):
        """Give the agent's people a to-do with what is demanded and by when."""
        for breach in self:
            # a colleague at the agent's: users are nobody else's business
            clerks = (
                self.env["res.users"]
                .sudo()
                .search([("party_id", "=", breach.agent_id.id), ("share", "=", False)])
            )
            for user in clerks:
                words = breach.with_context(lang=user.lang)
                if breach.state == "suspended":
                    summary = words.env._(
                        "No new dispatches: %(reason)s", reason=words._get_reason()
                    )
                else:
                    summary = words.env._(
                        "Suspension on %(date)s: %(reason)s",
                        date=format_date(words.env, breach.suspend_on),
                        reason=words._get_reason(),
                    )
                breach._give_task(user, summary)

    def _tell_person(self, brands=None):
        """Give the named operator a to-do: decide, or know of a suspension."""
        self.ensure_one()
        user = self._get_person()
        words = self.with_context(lang=user.lang)
        if brands:
            summary = words.env._(
                "%(agent)s breaks his terms, but nobody else ships %(brands)s: decide",
                agent=self.agent_id.name,
                brands=", ".join(brands.mapped("name")),
            )
        else:
            summary = words.env._(
                "%(agent)s is suspended: %(reason)s",
                agent=self.agent_id.name,
                reason=words._get_reason(),
            )
        self._give_task(user, summary)

    def _get_person(self):
        """Return the operator whom the company named, or the first there is."""
        # who may act is a matter of groups, whoever asks
        operators = self.env.ref("brand_outlet.group_operator").sudo().all_user_ids
        named = self.company_id.dispatch_person_id
        return named or operators.filtered("active")[:1] or self.env.user

    def _give_task(self, user, summary):
        # the night runs as a robot that owns no activities
        self.sudo().activity_schedule(
            "agent_dropship.mail_activity_terms",
            summary=summary,
            user_id=user.id,
            date_deadline=fields.Date.context_today(self),
        )
