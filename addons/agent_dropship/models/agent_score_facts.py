from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL

from ..scoring import Fact

PART_KINDS = {
    "late": ["late_accept", "late_ship", "silent"],
    "stock": ["stock_wrong"],
    "refusal": ["refused", "silent"],
    "returns": ["return_fault"],
    "interception": ["intercept_answered", "intercept_ignored"],
}
# Late is late: a dispatch that was accepted and shipped late counts once.
WEIGHED = [part for part in PART_KINDS if part != "late"]
# What did not end with a parcel; an event that counts makes it his fault.
FAILURES = ("refused", "stock_wrong", "silent")
FORGIVES = {
    "accept": ("late_accept", "silent"),
    "ship": ("late_ship", *FAILURES),
}


class AgentScoreFacts(models.AbstractModel):
    """What the scores are made of, read for all agents in two queries.

    Each dispatch that is decided – shipped, refused, taken back or overdue – is one
    observation. The two times are a share of twice the time allowed: at the deadline
    half bad, at twice of it fully bad.
    """

    _name = "agent.score.facts"
    _description = "Facts of Scores"

    @api.model
    def _read(self, agents, since, now):
        """Return {agent id: {part: Fact}} of what happened since then."""
        self.env.flush_all()
        facts = {agent.id: dict.fromkeys(PART_KINDS, Fact()) for agent in agents}
        counts = defaultdict(int)
        self.env.cr.execute(
            SQL(
                """
                SELECT agent_id, COUNT(*) FILTER (WHERE decided),
                       SUM(accept_bad), COUNT(accept_bad),
                       SUM(ship_bad), COUNT(ship_bad)
                  FROM (%s) observed
                 GROUP BY agent_id
                """,
                self._get_observations_sql(agents, since, now),
            )
        )
        for agent, decided, *times in self.env.cr.fetchall():
            counts[agent] = decided
            facts[agent]["accept"] = Fact(float(times[0] or 0), times[1])
            facts[agent]["ship"] = Fact(float(times[2] or 0), times[3])
        bad, answered = self._read_events(agents, since)
        for agent, parts in facts.items():
            for part in PART_KINDS:
                count = counts[agent]
                if part == "interception":
                    count = answered[agent] + bad[agent, part]
                parts[part] = Fact(bad[agent, part], count)
        return facts

    def _read_events(self, agents, since):
        """Return ({(agent, part): weight}, {agent: interceptions answered})."""
        bad, answered = defaultdict(float), defaultdict(int)
        # the facts of an agent are read whoever asks for his score
        groups = (
            self.env["agent.event"]
            .sudo()
            ._read_group(
                [
                    ("agent_id", "in", agents.ids),
                    ("date", ">=", since),
                ],
                ["agent_id", "kind", "appeal_state"],
                ["weight:sum"],
            )
        )
        for agent, kind, appeal, weight in groups:
            if kind == "intercept_answered" or (
                kind == "intercept_ignored" and appeal == "accepted"
            ):
                answered[agent.id] += weight
            elif appeal != "accepted":
                for part in (one for one in WEIGHED if kind in PART_KINDS[one]):
                    bad[agent.id, part] += weight
        bad.update(self._read_late(agents, since))
        return bad, answered

    def _read_late(self, agents, since):
        # as above
        groups = (
            self.env["agent.event"]
            .sudo()
            ._read_group(
                [
                    ("agent_id", "in", agents.ids),
                    ("date", ">=", since),
                    ("kind", "in", PART_KINDS["late"]),
                    ("appeal_state", "!=", "accepted"),
                ],
                ["agent_id"],
                ["picking_id:count_distinct"],
            )
        )
        return {(agent.id, "late"): count for agent, count in groups}

    def _get_observations_sql(self, agents, since, now):
        """Return a query of one row per dispatch: id, agent_id, decided, accept_bad and
        ship_bad (0 to 1, NULL where there is nothing to observe)."""
        forgiven = {
            part: SQL(
                "EXISTS (SELECT 1 FROM agent_event e WHERE e.picking_id = p.id"
                " AND e.appeal_state = 'accepted' AND e.kind = ANY(%s))",
                list(kinds),
            )
            for part, kinds in FORGIVES.items()
        }
        failed = SQL(
            "EXISTS (SELECT 1 FROM agent_event e WHERE e.picking_id = p.id"
            " AND e.appeal_state <> 'accepted' AND e.kind = ANY(%s))",
            list(FAILURES),
        )
        silent = SQL(
            "EXISTS (SELECT 1 FROM agent_event e WHERE e.picking_id = p.id"
            " AND e.kind = 'silent')"
        )
        return SQL(
            """
            SELECT d.id, d.agent_id,
                   d.shipped OR d.overdue OR d.given_up AS decided,
                   CASE WHEN d.answered IS NULL AND NOT d.silent THEN NULL
                        WHEN d.forgiven_accept THEN 0
                        WHEN d.silent THEN 1
                        ELSE %(accept)s END AS accept_bad,
                   CASE WHEN d.forgiven_ship THEN 0
                        WHEN d.given_up THEN CASE WHEN d.failed THEN 1 ELSE 0 END
                        WHEN d.shipped OR d.overdue THEN %(ship)s
                        END AS ship_bad
              FROM (
                SELECT p.id, p.agent_id, p.create_date, p.accept_by, p.ship_by,
                       p.dispatch_state IN ('shipped', 'delivered') AS shipped,
                       p.dispatch_state IN ('new', 'accepted', 'exported')
                           AND p.ship_by < %(now)s AS overdue,
                       p.dispatch_state = 'refused' OR %(silent)s AS given_up,
                       %(silent)s AS silent,
                       %(failed)s AS failed,
                       %(forgiven_accept)s AS forgiven_accept,
                       %(forgiven_ship)s AS forgiven_ship,
                       COALESCE(p.accepted_at, p.refused_at,
                                CASE WHEN p.dispatch_state = 'new'
                                      AND p.accept_by < %(now)s
                                     THEN %(now)s END) AS answered,
                       COALESCE(p.date_done, %(now)s) AS ended
                  FROM stock_picking p
                 WHERE p.agent_id = ANY(%(agents)s)
                   AND p.dispatch_state IS NOT NULL
                   AND p.create_date >= %(since)s
                   AND (p.dispatch_state <> 'cancelled' OR %(silent)s)
              ) d
            """,
            agents=agents.ids,
            since=since,
            now=now,
            silent=silent,
            failed=failed,
            forgiven_accept=forgiven["accept"],
            forgiven_ship=forgiven["ship"],
            accept=self._get_time_sql(SQL("d.answered"), SQL("d.accept_by")),
            ship=self._get_time_sql(SQL("d.ended"), SQL("d.ship_by")),
        )

    def _get_time_sql(self, end, deadline):
        """Return how bad the time taken is; a deadline that was over when the dispatch
        was made is nobody's fault."""
        return SQL(
            "CASE WHEN %(deadline)s > d.create_date THEN LEAST(GREATEST("
            "EXTRACT(EPOCH FROM %(end)s - d.create_date)"
            " / (2 * EXTRACT(EPOCH FROM %(deadline)s - d.create_date)), 0), 1)"
            " ELSE 0 END",
            deadline=deadline,
            end=end,
        )

    @api.model
    def _get_slowest(self, record, part):
        """Return the ids of the dispatches a part is made of, the worst first."""
        self.env.flush_all()
        column = SQL.identifier(f"{part}_bad")
        self.env.cr.execute(
            SQL(
                "SELECT id FROM (%s) observed WHERE %s IS NOT NULL"
                " ORDER BY %s DESC, id",
                self._get_observations_sql(
                    record.agent_id, record.since, record.write_date
                ),
                column,
                column,
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]
