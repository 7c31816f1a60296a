from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Command

from ..scoring import score


class AgentScore(models.Model):
    """An agent's score of one day, with the points of every part.

    It is over all he does in this database. Routing uses ``res.partner.agent_score``,
    which is the latest of these, but never below the floor of the formula.
    """

    _name = "agent.score"
    _description = "Scorecard"
    _order = "date desc, score desc, id desc"

    agent_id = fields.Many2one(
        "res.partner", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True, index=True)
    score = fields.Float(
        "Agent Score", required=True, readonly=True, digits=(5, 1), aggregator="avg"
    )
    change = fields.Float(
        readonly=True,
        digits=(5, 1),
        aggregator=None,
        help="Against the scorecard before.",
    )
    formula_id = fields.Many2one(
        "agent.score.formula", required=True, readonly=True, ondelete="restrict"
    )
    dispatch_count = fields.Integer("Dispatches Counted", readonly=True)
    since = fields.Datetime("Looked At Since", readonly=True)
    part_ids = fields.One2many("agent.score.part", "score_id", readonly=True)
    routing_score = fields.Float(
        "Score for Routing", compute="_compute_routing_score", digits=(5, 1)
    )
    is_latest = fields.Boolean(
        readonly=True, index="btree_not_null", help="The agent's newest scorecard."
    )
    is_new = fields.Boolean("Too Few Dispatches", compute="_compute_is_new")

    _day_unique = models.Constraint(
        "UNIQUE (agent_id, date)", "An agent has one scorecard a day."
    )

    @api.depends("agent_id.name", "date")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.agent_id.name} · {record.date}"

    @api.depends("score", "formula_id")
    def _compute_routing_score(self):
        for record in self:
            # the formula is the operator's; its floor goes into every score
            floor = record.sudo().formula_id.floor_score
            record.routing_score = max(record.score, floor)

    @api.depends("dispatch_count")
    def _compute_is_new(self):
        for record in self:
            record.is_new = record.dispatch_count < 10

    @api.model
    def _cron_score(self):
        """Once a day: note what was late, score every agent, apply his terms."""
        self.env["agent.event"]._log_facts()
        companies = self._get_companies()
        self.env["ir.cron"]._run_each(
            companies,
            lambda agent: self.with_company(companies[agent])._refresh(agent),
        )

    @api.model
    def _get_agents(self):
        """Return whoever has a warehouse that ships, also if it is paused."""
        return self.env["res.partner"].union(*self._get_companies())

    @api.model
    def _get_companies(self):
        """Return {agent: the company whose day counts}: that of his first warehouse."""
        warehouses = self.env["stock.warehouse"].search(
            [("agent_id", "!=", False)], order="id desc"
        )
        return {one.agent_id: one.company_id for one in warehouses}

    @api.model
    def _refresh(self, agents):
        """Make today's scorecards of these agents anew, and tell routing."""
        # the formula is the operator's, and scores are made by the system
        formula = self.env["agent.score.formula"]._get_current().sudo()
        if not formula or not agents:
            return self.browse()
        now = fields.Datetime.now()
        since = now - timedelta(days=formula.window_days)
        facts = self.env["agent.score.facts"]._read(agents, since, now)
        pure = formula._to_formula()
        cards = {agent: score(facts[agent.id], pure) for agent in agents}
        before = self._get_before(agents)
        # an appeal that was accepted, or the night, asks; nobody writes a score by hand
        records = self.sudo()._replace(
            [
                {
                    "agent_id": agent.id,
                    "date": self._get_today(),
                    "score": card.total,
                    "change": card.total - before.get(agent.id, card.total),
                    "formula_id": formula.id,
                    "since": since,
                    "dispatch_count": facts[agent.id]["late"].count,
                    "part_ids": [
                        Command.create(self._prepare_part(part)) for part in card.parts
                    ],
                }
                for agent, card in cards.items()
            ]
        )
        for agent, card in cards.items():
            if abs(agent.agent_score - card.for_routing) > 0.05:
                # as above
                agent.sudo().agent_score = card.for_routing
        # his warehouses are paused or resumed whoever agreed to an appeal
        self.env["agent.breach"].sudo()._judge(records)
        return records

    @api.model
    def _get_today(self):
        return self.env.company._get_local_today()

    def _get_before(self, agents):
        """Return {agent id: his latest score before today}."""
        # scores are compared by the system, for all agents at once
        rows = self.sudo().search_read(
            [
                ("agent_id", "in", agents.ids),
                ("date", "<", self._get_today()),
                ("date", ">=", self._get_today() - timedelta(days=40)),
            ],
            ["agent_id", "score"],
            order="date",
            load=False,
        )
        return {row["agent_id"]: row["score"] for row in rows}

    def _replace(self, vals_list):
        today = self.search(
            [
                ("agent_id", "in", [vals["agent_id"] for vals in vals_list]),
                ("date", "=", self._get_today()),
            ]
        )
        today.unlink()
        agents = [vals["agent_id"] for vals in vals_list]
        latest = [("agent_id", "in", agents), ("is_latest", "=", True)]
        self.search(latest).is_latest = False
        return self.create([{**vals, "is_latest": True} for vals in vals_list])

    def _prepare_part(self, part):
        return {
            "part": part.part,
            "points": part.points,
            "most": part.most,
            "rate": 100 * part.rate,
            "bad": part.fact.bad,
            "count": part.fact.count,
        }

    @api.autovacuum
    def _gc_parts(self):
        """Forget the parts of old scorecards; the sum stays for the graph."""
        old = fields.Date.today() - timedelta(days=120)
        self.env["agent.score.part"].search([("score_id.date", "<", old)]).unlink()

    def action_view_events(self):
        """Open all events that this scorecard looked at."""
        self.ensure_one()
        return self._open_events([])

    def action_view_history(self):
        """Open the agent's scores of the last months as a line."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.agent_score_action"
        )
        return {
            **action,
            "domain": [("agent_id", "=", self.agent_id.id)],
            "views": [(False, "graph"), (False, "list")],
            "context": {},
        }

    def _open_events(self, domain):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.agent_event_action"
        )
        own = [
            ("agent_id", "=", self.agent_id.id),
            ("date", ">=", fields.Datetime.to_string(self.since)),
        ]
        return {**action, "domain": own + domain, "context": {}}
