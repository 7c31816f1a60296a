from odoo import api, models

ROWS = 5


class OutletDesk(models.AbstractModel):
    """How the agents fulfil, on the first screen of operator and agent."""

    _inherit = "outlet.desk"

    @api.model
    def _get_cards(self, role, window):
        """Put what was in time beside what was sold, for an agent his score, too."""
        cards = super()._get_cards(role, window)
        if role == "brand":
            return cards
        cards.append(self._get_in_time_card(window))
        if role == "agent":
            cards.append(self._get_score_card())
        return cards

    @api.model
    def _get_in_time_card(self, window):
        label = self.env._("In time")
        report = self.env["dispatch.report"]
        domain = self._get_period_domain(window)
        [now], [before] = (
            report._read_group(one, [], ["late:avg"])[0]
            for one in (domain, self._get_before_domain(window))
        )
        known = now is not False and before is not False
        return {
            "key": "in_time",
            "label": label,
            "value": None if now is False else 100 - now,
            "unit": "percent",
            "delta": before - now if known else None,
            "delta_unit": "points",
            "spark": [],
            "hint": self.env._("Accepted and shipped"),
            "measure": "late:avg",
            "action": self._open_fulfilment(label, domain),
        }

    @api.model
    def _get_score_card(self):
        label = self.env._("Agent score")
        cards = self.env["agent.score"].search([("is_latest", "=", True)])
        return {
            "key": "score",
            "label": label,
            "value": cards[:1].score or None,
            "unit": "decimal",
            "delta": None,
            "spark": [],
            "hint": self.env._("of 100"),
            "measure": "score:avg",
            "action": self._open_action("agent_dropship.agent_score_action", [])
            | {"context": {"search_default_latest": 1}},
        }

    @api.model
    def _open_fulfilment(self, name, domain):
        return self._open(
            name,
            "dispatch.report",
            domain,
            ("pivot", "graph", "list", "kanban"),
        )

    @api.model
    def _get_todos(self, role, window):
        """Bring appeals, warnings and terms before who has to answer them."""
        todos = super()._get_todos(role, window)
        if role == "brand":
            return todos
        mine = [
            self._prepare_todo(
                key, label, self._open_action(f"agent_dropship.{action}", domain), *look
            )
            for key, label, action, domain, *look in self._get_score_todos(role)
        ]
        return mine + todos

    @api.model
    def _get_score_todos(self, role):
        """Return (key, label, action, domain, level, icon) of what waits."""
        open_breach = ("warned", "suspended", "asked")
        to_accept = self.env._("Supplier terms to accept")
        not_kept = self.env._("Warnings: terms not kept")
        if role == "agent":
            return [
                (
                    "terms",
                    to_accept,
                    "agent_terms_action",
                    [("state", "=", "sent")],
                    "warning",
                    "fa-handshake-o",
                ),
                (
                    "breach",
                    not_kept,
                    "agent_breach_action",
                    [("state", "in", open_breach)],
                    "danger",
                    "fa-gavel",
                ),
            ]
        refused = [("kind", "=", "refused"), ("date", ">=", "-1d")]
        appeals = self.env._("Appeals to decide")
        warned = self.env._("Agents warned or suspended")
        since_yesterday = self.env._("Refused since yesterday")
        open_ones = self.env._("Interceptions open")
        return [
            (
                "appeal",
                appeals,
                "agent_event_action",
                [("appeal_state", "=", "open")],
                "warning",
                "fa-gavel",
            ),
            (
                "breach",
                warned,
                "agent_breach_action",
                [("state", "in", open_breach)],
                "danger",
                "fa-ban",
            ),
            (
                "refused",
                since_yesterday,
                "agent_event_action",
                refused,
                "info",
                "fa-times-circle-o",
            ),
            (
                "intercepting",
                open_ones,
                "dispatch_interception_action",
                [("state", "in", ("asked", "seen", "too_late", "courier_asked"))],
                "danger",
                "fa-hand-paper-o",
            ),
        ]

    @api.model
    def _get_tables(self, role, window):
        """Show the operator the agents with the lowest score and what it is made of."""
        tables = super()._get_tables(role, window)
        if role == "operator":
            tables.insert(1, self._get_agents_table(window))
        return tables

    @api.model
    def _get_agents_table(self, window):
        title = self.env._("Agents' fulfilment")
        domain = self._get_period_domain(window)
        cards = self.env["agent.score"].search(
            [("is_latest", "=", True)], order="score, id", limit=ROWS
        )
        figures = {
            agent: values
            for agent, *values in self.env["dispatch.report"]._read_group(
                [*domain, ("agent_id", "in", cards.agent_id.ids)],
                ["agent_id"],
                ["hours_to_accept:avg", "hours_to_ship:avg", "late:avg"],
            )
        }
        return {
            "key": "agents",
            "title": title,
            "columns": [
                self.env._("Score"),
                self.env._("Change"),
                self.env._("Accept (h)"),
                self.env._("Ship (h)"),
                self.env._("Late"),
            ],
            "units": ["decimal", "decimal", "decimal", "decimal", "percent"],
            "rows": [
                {
                    "label": card.agent_id.name,
                    "values": [
                        card.score,
                        card.change,
                        *figures.get(card.agent_id, [None] * 3),
                    ],
                    "action": self._open(
                        card.display_name,
                        card._name,
                        [("agent_id", "=", card.agent_id.id)],
                        ("form",),
                    )
                    | {"res_id": card.id},
                }
                for card in cards
            ],
            "empty": self.env._("No agent has been scored yet."),
            "action": self._open_action("agent_dropship.agent_score_action", [])
            | {"context": {"search_default_latest": 1}},
        }
