from datetime import timedelta

from odoo import api, fields, models

ROWS = 5
BROKEN = ("broken", "last")


class OutletDesk(models.AbstractModel):
    """What is stuck, who goes silent, what needs doing."""

    _inherit = "outlet.desk"

    @api.model
    def _get_stock_cards(self, role):
        """Return the cards of what lies in stock."""
        report = self.env["outlet.stock.report"]
        pieces, tag, days = report._read_group(
            [], [], ["pieces:sum", "amount_tag:sum", "turnover_days:avg"]
        )[0]
        label, turnover = self.env._("Pieces in stock"), self.env._("Turnover days")
        cards = [
            {
                "key": "stock",
                "label": label,
                "value": pieces or 0,
                "unit": "pieces",
                "hint": self.env._("Tag value"),
                "hint_value": tag or 0,
                "measure": "pieces:sum",
                "action": self._open(
                    label,
                    report._name,
                    [("kind", "=", "stock")],
                    ("pivot", "graph", "list"),
                    pivot_row_groupby=["brand_id", "season"],
                    pivot_column_groupby=["age"],
                ),
            }
        ]
        if role != "brand":
            cards.append(
                {
                    "key": "turnover",
                    "label": turnover,
                    "value": days or 0,
                    "unit": "days",
                    "hint": self.env._(
                        "Sales of %(days)s days",
                        days=self.env.company.outlet_turnover_days,
                    ),
                    "measure": "turnover_days:avg",
                    "action": self._open(
                        turnover, report._name, [], ("pivot", "graph", "list")
                    ),
                }
            )
        return [card | {"delta": None, "spark": []} for card in cards]

    @api.model
    def _get_todos(self, role, window):
        """Return what needs doing: key, label, count, level, icon, action.

        Those without records are not shown.
        """
        today = fields.Date.context_today(self)
        notice = today + timedelta(days=self.env.company.contract_notice_days)
        expiring = [
            ("state", "=", "active"),
            ("date_end", ">=", fields.Date.to_string(today)),
            ("date_end", "<=", fields.Date.to_string(notice)),
        ]
        unseen = [("state", "in", ("draft", "checked", "suspended"))]
        silent = [("state", "in", ("silent", "falling"))]
        broken = [("size_state", "in", BROKEN), ("offer_state", "=", "published")]
        todos = [
            self._prepare_todo(
                "silent",
                self.env._("Agents fall or are silent"),
                self._open(
                    self.env._("Pulse of Agents"),
                    "outlet.agent.pulse",
                    silent,
                    ("list",),
                ),
                "danger",
                "fa-bell-slash-o",
            ),
            self._prepare_todo(
                "expiring",
                self.env._("Contracts end soon"),
                self._open(self.env._("Contracts"), "brand.contract", expiring),
                "warning",
                "fa-file-text-o",
            ),
            self._prepare_todo(
                "unseen",
                self.env._("Offers not shown yet"),
                self._open(
                    self.env._("Offers"),
                    "outlet.offer",
                    unseen,
                    ("kanban", "list", "form"),
                ),
                "info",
                "fa-tags",
            ),
            self._prepare_todo(
                "broken",
                self.env._("Broken size runs on offer"),
                self._open(
                    self.env._("Size Runs"), "outlet.size.run", broken, ("list",)
                ),
                "warning",
                "fa-puzzle-piece",
            ),
        ]
        return [todo for todo in todos if role != "agent" or todo["key"] != "silent"]

    @api.model
    def _get_tables(self, role, window):
        """Return the short lists of a face: key, title, columns, rows, action."""
        tables = [self._get_best_table(role, window)]
        if role == "agent":
            tables.append(self._get_brand_table(window))
        else:
            tables.append(self._get_pulse_table())
        return [*tables, self._get_session_table(), self._get_stuck_table()]

    @api.model
    def _get_best_table(self, role, window):
        """Return the styles that sell best."""
        money = "amount_supply" if role == "agent" else "amount_paid"
        return self._get_sale_table(
            "best",
            self.env._("Best sellers"),
            "product_tmpl_id",
            [money],
            self._get_period_domain(window),
        )

    @api.model
    def _get_brand_table(self, window):
        """Return what each brand earns the agent."""
        return self._get_sale_table(
            "brands",
            self.env._("Brands compared"),
            "brand_id",
            ["amount_supply", "margin"],
            self._get_period_domain(window),
        )

    @api.model
    def _get_sale_table(self, key, title, groupby, amounts, domain):
        report = self.env["outlet.sale.report"]
        measures = ["pieces:sum", *(f"{amount}:sum" for amount in amounts)]
        groups = report._read_group(
            domain, [groupby], measures, order=f"{measures[0]} DESC", limit=ROWS
        )
        info = report.fields_get(amounts, ["string"])
        names = [info[amount]["string"] for amount in amounts]
        return {
            "key": key,
            "title": title,
            "columns": [self.env._("Pieces"), *names],
            "units": ["pieces", *("money" for _amount in amounts)],
            "rows": [
                {
                    "label": record.name or self.env._("Unknown"),
                    "values": [value or 0 for value in values],
                    "action": self._open_sales(
                        record.name or title,
                        [*domain, (groupby, "=", record.id or False)],
                        "pieces",
                        ["place_id"],
                    ),
                }
                for record, *values in groups
            ],
            "empty": self.env._("Nothing sold in this period."),
            "action": self._open_sales(title, domain, "pieces", [groupby]),
        }

    @api.model
    def _get_pulse_table(self):
        """Return the agents with the worst pulse first."""
        pulse = self.env["outlet.agent.pulse"]
        words = dict(pulse._fields["state"]._description_selection(self.env))
        rows = pulse.search([("state", "in", ("silent", "falling"))], limit=ROWS)
        rows |= pulse.search([], limit=ROWS)
        title = self.env._("Pulse of agents")
        action = self._open(title, pulse._name, [], ("list",))
        return {
            "key": "pulse",
            "title": title,
            "columns": [self.env._("This period"), self.env._("Change")],
            "units": ["pieces", "change"],
            "rows": [
                {
                    "label": f"{row.agent_id.name} · {row.brand_id.name}",
                    "values": [row.pieces, row.change if row.pieces_before else None],
                    "badge": {"key": row.state, "label": words[row.state]},
                    "action": row.action_view_sales(),
                }
                for row in rows[:ROWS]
            ],
            "empty": self.env._("No contract is in force."),
            "action": action,
        }

    @api.model
    def _get_session_table(self):
        """Return the latest sessions: how much of them sold, and how fast."""
        report = self.env["outlet.session.report"]
        title = self.env._("Sessions")
        groups = report._read_group(
            [],
            ["session_id"],
            ["sold:sum", "sell_through:avg", "minutes:max", "date_start:max"],
            order="date_start:max DESC",
            limit=ROWS,
        )
        action = self._open(
            title, report._name, [], ("pivot", "list"), search_default_group_session=1
        )
        return {
            "key": "sessions",
            "title": title,
            "columns": [
                self.env._("Sold"),
                self.env._("Sell-through"),
                self.env._("Sold out in"),
            ],
            "units": ["pieces", "percent", "minutes"],
            "rows": [
                {
                    "label": session.display_name,
                    "values": [sold, percent, minutes],
                    "action": self._open(
                        session.display_name,
                        report._name,
                        [("session_id", "=", session.id)],
                        ("list", "pivot"),
                    ),
                }
                for session, sold, percent, minutes, _start in groups
            ],
            "empty": self.env._("No session has opened yet."),
            "next": {
                "label": self.env._("See the sessions"),
                "action": "brand_outlet.outlet_session_action",
            },
            "action": action,
        }

    @api.model
    def _get_stuck_table(self):
        """Return what lies longest and what the desk proposes."""
        run = self.env["outlet.size.run"]
        words = dict(run._fields["advice"]._description_selection(self.env))
        domain = [("advice", "!=", False)]
        title = self.env._("Stuck goods")
        rows = run.search(domain, limit=ROWS)
        return {
            "key": "stuck",
            "title": title,
            "columns": [self.env._("Pieces"), self.env._("Days")],
            "units": ["pieces", "pieces"],
            "rows": [
                {
                    "label": f"{row.product_tmpl_id.name} · {row.agent_id.ref or ''}",
                    "values": [row.pieces, row.age_days],
                    "badge": {"key": row.advice, "label": words[row.advice]},
                    "action": self._open(
                        title, run._name, [("id", "=", row.id)], ("list",)
                    ),
                }
                for row in rows
            ],
            "empty": self.env._("Nothing is stuck."),
            "action": self._open(title, run._name, domain, ("list", "pivot")),
        }

    @api.model
    def _get_next_step(self, role):
        """Return the step that brings the first figures onto an empty desk."""
        if role == "operator":
            return {
                "text": self.env._("Bring in goods and orders to see what sells."),
                "label": self.env._("Import a workbook"),
                "action": "brand_outlet.outlet_import_action",
            }
        return {
            "text": self.env._("As soon as a place sells your goods, it shows here."),
            "label": self.env._("See the offers"),
            "action": "brand_outlet.outlet_offer_action",
        }
