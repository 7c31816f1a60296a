from datetime import timedelta

from odoo import api, fields, models

BREACH_KINDS = [
    ("on_time", "Not in Time"),
    ("stock", "Stock Accuracy"),
    ("score", "Score Too Low"),
]
# what is told of a scorecard's parts: the part whose rate is taken from 100
RATED = {"on_time": "late", "stock": "stock"}
OPEN_STATES = ("warned", "asked", "suspended")


class AgentBreach(models.Model):
    """An agent does not keep his terms: warned first, then suspended, then healed.

    Judged whenever his scorecard is made. Where nobody else could ship a brand, the
    agent is not suspended by itself: a named person decides.
    """

    _name = "agent.breach"
    _description = "Breach of Terms"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _mail_post_access = "read"
    _order = "id desc"

    terms_id = fields.Many2one(
        "agent.terms", required=True, readonly=True, index=True, ondelete="restrict"
    )
    agent_id = fields.Many2one(related="terms_id.agent_id", store=True, index=True)
    company_id = fields.Many2one(related="terms_id.company_id", store=True, index=True)
    kind = fields.Selection(BREACH_KINDS, required=True, readonly=True)
    value = fields.Float("Actual", readonly=True, digits=(5, 1), aggregator=None)
    least = fields.Float("Demanded", readonly=True, digits=(5, 1), aggregator=None)
    state = fields.Selection(
        [
            ("warned", "Warned"),
            ("asked", "Operator Decides"),
            ("suspended", "Suspended"),
            ("healed", "Healed"),
        ],
        required=True,
        readonly=True,
        default="warned",
        index=True,
        tracking=True,
    )
    warned_on = fields.Date(readonly=True, required=True)
    suspend_on = fields.Date("Suspension on", readonly=True)
    suspended_on = fields.Date(readonly=True)
    closed_on = fields.Date("Healed on", readonly=True)

    _one_open = models.UniqueIndex(
        "(terms_id, kind) WHERE state <> 'healed'",
        "The agent has been warned about this already.",
    )

    @api.depends("kind", "agent_id.name")
    def _compute_display_name(self):
        words = dict(self._fields["kind"]._description_selection(self.env))
        for breach in self:
            breach.display_name = f"{breach.agent_id.name} · {words.get(breach.kind)}"

    @api.model
    def _judge(self, cards):
        """Compare these fresh scorecards with the terms of their agents."""
        by_agent = {card.agent_id: card for card in cards}
        all_terms = self.env["agent.terms"].search(
            [("agent_id", "in", cards.agent_id.ids), ("state", "=", "accepted")]
        )
        breaches = self.search(
            [("terms_id", "in", all_terms.ids), ("state", "in", OPEN_STATES)]
        )
        known = {(breach.terms_id, breach.kind): breach for breach in breaches}
        broken = {
            (terms, kind): figures
            for terms in all_terms
            for kind, figures in self._compare(terms, by_agent[terms.agent_id]).items()
        }
        self.union(*(known[key] for key in known.keys() - broken.keys()))._heal()
        for key in broken.keys() & known.keys():
            known[key].value = broken[key][0]
        new = self._warn({key: broken[key] for key in broken.keys() - known.keys()})
        due = (breaches | new).filtered(
            lambda breach: (
                breach.state == "warned" and breach.suspend_on <= breach._get_today()
            )
        )
        due._suspend_or_ask()

    @api.model
    def _compare(self, terms, card):
        """Return {kind: (value, demanded)} of what the agent does not keep."""
        if card.dispatch_count < terms.min_dispatches:
            return {}
        rates = {part.part: part.rate for part in card.part_ids}
        values = {kind: max(0, 100 - rates[part]) for kind, part in RATED.items()}
        values["score"] = card.score
        demanded = {
            "on_time": terms.on_time_min,
            "stock": terms.stock_min,
            "score": terms.score_min,
        }
        return {
            kind: (values[kind], least)
            for kind, least in demanded.items()
            if round(values[kind], 1) < round(least, 1)
        }

    def _get_today(self):
        return self.env["agent.score"]._get_today()

    def _warn(self, broken):
        today = self._get_today()
        breaches = self.create(
            [
                {
                    "terms_id": terms.id,
                    "kind": kind,
                    "value": value,
                    "least": least,
                    "warned_on": today,
                    "suspend_on": today + timedelta(days=terms.grace_days),
                }
                for (terms, kind), (value, least) in broken.items()
            ]
        )
        breaches._tell_agent()
        return breaches
