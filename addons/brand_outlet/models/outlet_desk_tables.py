import pytz

from odoo import api, fields, models

ROWS = 5


class OutletDesk(models.AbstractModel):
    """The short lists: what sells best, what is stuck, who goes silent."""

    _inherit = "outlet.desk"

    @api.model
    def _get_tables(self, role, window):
        """Return the short lists of a face: key, title, columns, rows, action."""
        tables = [self._get_best_table(role, window)]
        if role == "agent":
            tables.append(self._get_brand_table(window))
        else:
            tables.append(self._get_pulse_table())
        tables += [self._get_session_table(), self._get_stuck_table()]
        if role == "brand":
            tables.append(self._get_price_table(window))
        else:
            tables.append(self._get_funnel_table(window))
        return tables

    @api.model
    def _get_best_table(self, role, window):
        """Return the styles that sell best."""
        money = "amount_supply:sum" if role == "agent" else "amount_paid:sum"
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
            ["amount_supply:sum", "margin:sum"],
            self._get_period_domain(window),
        )

    @api.model
    def _get_price_table(self, window):
        """Return at what prices each agent's goods of the brand were sold."""
        return self._get_sale_table(
            "prices",
            self.env._("Prices by agent"),
            "agent_id",
            ["price:avg", "lowest_price:min"],
            self._get_period_domain(window),
        )

    @api.model
    def _get_sale_table(self, key, title, groupby, amounts, domain):
        report = self.env["outlet.sale.report"]
        measures = ["pieces:sum", *amounts]
        groups = report._read_group(
            domain, [groupby], measures, order=f"{measures[0]} DESC", limit=ROWS
        )
        fields_ = [amount.split(":")[0] for amount in amounts]
        info = report.fields_get(fields_, ["string"])
        names = [info[name]["string"] for name in fields_]
        return {
            "key": key,
            "title": title,
            "columns": [self.env._("Pieces"), *names],
            "units": [
                "pieces",
                *("money" if one.endswith(":sum") else "price" for one in amounts),
            ],
            "rows": [
                {
                    "label": record.name or self.env._("Unknown"),
                    "values": [None if value is False else value for value in values],
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
        if len(rows) < ROWS:
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
    def _get_funnel_table(self, window):
        """Return the places with most traffic, and what becomes of it."""
        funnel = self.env["outlet.place.funnel"]
        zone = pytz.timezone(window.tz)
        first, last = (
            pytz.utc.localize(moment).astimezone(zone).date()
            for moment in (window.start, window.end)
        )
        domain = [
            ("date", ">=", fields.Date.to_string(first)),
            ("date", "<", fields.Date.to_string(last)),
        ]
        groups = funnel._read_group(
            domain,
            ["place_id"],
            ["opens:sum", "paid:sum"],
            order="opens:sum DESC, paid:sum DESC",
            limit=ROWS,
        )
        title = self.env._("Traffic of places")
        views = ("pivot", "graph", "list")
        return {
            "key": "funnel",
            "title": title,
            "columns": [
                self.env._("Link opens"),
                self.env._("Paid"),
                self.env._("Conversion"),
            ],
            "units": ["pieces", "pieces", "percent"],
            "rows": [
                {
                    "label": place.name,
                    "values": [opens, paid, 100 * paid / opens if opens else None],
                    "action": self._open(
                        place.name,
                        funnel._name,
                        [*domain, ("place_id", "=", place.id)],
                        views,
                    ),
                }
                for place, opens, paid in groups
            ],
            "empty": self.env._("Nobody opened a place in this period."),
            "action": self._open(title, funnel._name, domain, views),
        }
