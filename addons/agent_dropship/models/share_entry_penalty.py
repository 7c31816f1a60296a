from odoo import api, fields, models

from .agent_event import LOOK_BACK

# Which term of an agent's contract says what an event costs him.
PENALTIES = {
    "late_ship": "penalty_late",
    "refused": "penalty_refused",
    "silent": "penalty_silent",
}


class AgentTerms(models.Model):
    """What an agent agreed to pay where he breaks his terms; nothing unless agreed."""

    _inherit = "agent.terms"

    currency_id = fields.Many2one(related="company_id.currency_id")
    penalty_late = fields.Monetary(
        "Penalty: Shipped Late", help="For each dispatch. 0: none."
    )
    penalty_refused = fields.Monetary(
        "Penalty: Refused", help="For each dispatch he was given and refused. 0: none."
    )
    penalty_silent = fields.Monetary(
        "Penalty: Never Answered", help="For each dispatch taken back. 0: none."
    )

    _penalties_positive = models.Constraint(
        "CHECK (penalty_late >= 0 AND penalty_refused >= 0 AND penalty_silent >= 0)",
        "A penalty cannot be below zero.",
    )


class AgentEvent(models.Model):
    """Some events cost the agent money, by his terms."""

    _inherit = "agent.event"

    currency_id = fields.Many2one(related="company_id.currency_id")
    penalty = fields.Monetary(
        compute="_compute_penalty",
        compute_sudo=True,
        help="What the agent is charged for it on his statement.",
    )

    def _compute_penalty(self):
        """What is booked and was not taken back."""
        booked = dict(
            self.env["share.entry"]._read_group(
                [
                    ("reference", "in", [e._get_penalty_reference() for e in self]),
                    ("move_id", "=", False),
                    ("role", "=", "agent"),
                ],
                ["reference"],
                ["amount:sum"],
            )
        )
        for event in self:
            event.penalty = -booked.get(event._get_penalty_reference(), 0.0)

    @api.model_create_multi
    def create(self, vals_list):
        events = super().create(vals_list)
        events._book_penalties()
        return events

    def _log_late(self, kind, deadline, broken):
        result = super()._log_late(kind, deadline, broken)
        if kind in PENALTIES:
            # the night's figures are made by who may not write the ledger
            self.sudo()._get_unbooked(kind)._book_penalties()
        return result

    @api.model
    def _get_unbooked(self, kind):
        """Return the events of this kind that cost something and are not booked."""
        terms = self.env["agent.terms"].search(
            [("state", "=", "accepted"), (PENALTIES[kind], ">", 0)]
        )
        events = self.search(
            [
                ("kind", "=", kind),
                ("agent_id", "in", terms.agent_id.ids),
                ("appeal_state", "!=", "accepted"),
                ("date", ">", fields.Datetime.now() - LOOK_BACK),
            ]
        )
        references = [event._get_penalty_reference() for event in events]
        entries = self.env["share.entry"].search(
            [("reference", "in", references), ("move_id", "=", False)]
        )
        booked = set(entries.mapped("reference"))
        return events.filtered(lambda e: e._get_penalty_reference() not in booked)

    def _book_penalties(self):
        """Book what these events cost by the terms that were in force, once each."""
        dear = self.filtered(lambda event: event.kind in PENALTIES and event.picking_id)
        if not dear:
            return
        terms = self.env["agent.terms"].search(
            [("agent_id", "in", dear.agent_id.ids), ("state", "=", "accepted")]
        )
        by_party = {(one.agent_id, one.company_id): one for one in terms}
        vals_list = []
        for event in dear:
            agreed = by_party.get((event.agent_id, event.company_id))
            # nobody pays for what happened before he agreed
            if agreed and agreed.accepted_at <= event.date:
                amount = agreed[PENALTIES[event.kind]]
                vals_list += event._prepare_penalty(amount)
        self.env["share.entry"].create(vals_list)

    def _get_penalty_reference(self):
        self.ensure_one()
        return f"penalty/{self.id}"

    def _prepare_penalty(self, amount):
        """The agent pays, the operator gets it: the order's money stays as it is."""
        line = self.picking_id.move_ids.sale_line_id.filtered("allocation_ids")[:1]
        if not line or self.company_id.currency_id.is_zero(amount):
            return []
        common = {
            "kind": "penalty",
            "company_id": line.company_id.id,
            "currency_id": self.company_id.currency_id.id,
            "order_id": line.order_id.id,
            "sale_line_id": line.id,
            "picking_id": self.picking_id.id,
            "product_id": line.product_id.id,
            "quantity": 0.0,
            "paid": 0.0,
            "date": self.company_id._get_local_today(),
            "reference": self._get_penalty_reference(),
        }
        operator = line.company_id.partner_id
        return [
            {
                **common,
                "partner_id": self.agent_id.id,
                "role": "agent",
                "amount": -amount,
            },
            {
                **common,
                "partner_id": operator.id,
                "role": "operator",
                "amount": amount,
            },
        ]

    def write(self, vals):
        """What counts no longer costs nothing either."""
        result = super().write(vals)
        if vals.get("appeal_state") == "accepted":
            self._reverse_penalties()
        return result

    def _reverse_penalties(self):
        references = [event._get_penalty_reference() for event in self]
        # the ledger is written by the system, never by a user
        entries = self.env["share.entry"].sudo()
        booked = entries.search(
            [("reference", "in", references), ("move_id", "=", False)]
        )
        done = booked.reversal_of_id
        entries.create(
            [
                entry._prepare_full_reverse()
                for entry in booked
                if not entry.reversal_of_id and entry not in done
            ]
        )


class ShareEntry(models.Model):
    _inherit = "share.entry"

    def _prepare_full_reverse(self):
        """Values of the entry that takes all of this one back today."""
        self.ensure_one()
        same = ("partner_id", "company_id", "currency_id", "order_id", "sale_line_id")
        kept = (*same, "picking_id", "move_id", "product_id")
        return {name: self[name].id for name in kept} | {
            "role": self.role,
            "kind": self.kind,
            "quantity": -self.quantity,
            "paid": -self.paid,
            "amount": -self.amount,
            "reference": self.reference,
            "date": self.company_id._get_local_today(),
            "reversal_of_id": self.id,
        }
