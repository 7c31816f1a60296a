from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from .outlet_case import OPEN_CASE_STATES
from .outlet_case_reason import CASE_ROLES


class OutletCase(models.Model):
    """Who must act: up the chain reseller, agent, brand; the operator has the say."""

    _inherit = "outlet.case"

    def _get_chain(self):
        """Return ``{role: partner}`` of who can act on this case, lowest first."""
        self.ensure_one()
        chain = {
            "reseller": self._get_facing_partner(),
            "agent": self.agent_id,
            "brand": self.brand_id.partner_id,
            "operator": self.company_id.partner_id,
        }
        return {role: partner for role, partner in chain.items() if partner}

    def _get_facing_partner(self):
        """Return the reseller who faces the customer of this order, or nobody.

        An agent's own counter, and the operator's own places, have none.
        """
        self.ensure_one()
        owner = self.order_id.reseller_id
        if owner.agent_contract_ids or owner == self.company_id.partner_id:
            return owner.browse()
        return owner

    def _get_first_role(self):
        """Return who acts first, by who filed it and why.

        The seller faces his customer: what a consumer brings up is his, unless a
        rule accepts it anyhow. Who files something has done his own part.
        """
        self.ensure_one()
        role = self.reason_id.responsible_role or "operator"
        if self.source == "consumer" and not self._is_approved_by_rule():
            role = "reseller"
        order = [code for code, _label in CASE_ROLES]
        lowest = order.index(role)
        if self.source == "reseller":
            lowest = max(lowest, order.index("agent"))
        chain = self._get_chain()
        return next(role for role in order[lowest:] if role in chain)

    def _get_next_role(self):
        """Return who is next up the chain, nobody above the operator.

        Goods that do not turn up are no matter of the brand's.
        """
        self.ensure_one()
        if self.state == "waiting":
            return "operator" if self.responsible_role != "operator" else None
        order = [code for code, _label in CASE_ROLES]
        # who must act may have left the chain, e.g. a reseller who became an agent
        above = order[order.index(self.responsible_role) + 1 :]
        chain = self._get_chain()
        return next((role for role in above if role in chain), None)

    def _prepare_responsible(self, role, partner, hours=None):
        now = fields.Datetime.now()
        company = self.company_id or self.env.company
        hours = company[f"case_hours_{role}"] if hours is None else hours
        return {
            "responsible_role": role,
            "responsible_id": partner.id,
            "since": now,
            "act_by": now + timedelta(hours=hours),
        }

    def _hand_to(self, role, cause, note="", hours=None):
        """Make this role the one that must act, and keep who had it before.

        :raise UserError: the case is closed, or has nobody in this role
        """
        self.ensure_one()
        partner = self._get_chain().get(role)
        if not partner or self.state not in OPEN_CASE_STATES:
            raise UserError(
                self.env._("Nobody can take case %(name)s over there.", name=self.name)
            )
        vals = self._prepare_responsible(role, partner, hours)
        self.handover_ids.filtered(lambda step: not step.until).until = vals["since"]
        self.env.flush_all()  # who acted before has ended when the next one begins
        self.write(
            {
                **vals,
                "agent_involved": self.agent_involved or role == "agent",
                "brand_involved": self.brand_involved or role == "brand",
            }
        )
        self.env["outlet.case.handover"].create(
            {
                "case_id": self.id,
                "role": role,
                "partner_id": partner.id,
                "cause": cause,
                "note": note,
                "user_id": self.env.uid,
                "since": vals["since"],
                "act_by": vals["act_by"],
            }
        )

    def _close(self, outcome, resolution="", state="done"):
        """End the case: nobody has to act any more."""
        now = fields.Datetime.now()
        self.handover_ids.filtered(lambda step: not step.until).until = now
        self.write(
            {
                "state": state,
                "outcome": outcome,
                "resolution": resolution or self.resolution,
                "responsible_role": False,
                "responsible_id": False,
                "act_by": False,
                "closed_at": now,
                "closed_by_id": self.env.uid,
            }
        )

    def _escalate(self, cause="escalated", note=""):
        """Hand the case one step up the chain.

        :raise UserError: it is with the operator, who has the last word
        """
        self.ensure_one()
        role = self._get_next_role()
        if not role:
            raise UserError(
                self.env._("The operator has the last word: decide the case.")
            )
        self._hand_to(role, cause, note)

    def action_escalate(self):
        """Hand these cases one step up the chain."""
        self._check_actor()
        # the party above may be unknown to who hands over
        for case in self.sudo():
            case._escalate()

    @api.model
    def _cron_escalate(self, limit=500):
        """Hand cases up whose deadline has passed; the operator's stay, and are red."""
        late = self.search(
            [
                ("state", "in", OPEN_CASE_STATES),
                ("act_by", "<", fields.Datetime.now()),
                ("responsible_role", "!=", "operator"),
            ],
            order="act_by, id",
            limit=limit,
        )
        self.env["ir.cron"]._run_each(late, lambda case: case._escalate("overdue"))
        if len(late) == limit:
            self.env.ref("agent_dropship.cron_escalate_cases")._trigger()
