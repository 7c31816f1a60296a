from datetime import timedelta

from odoo import api, fields, models

BROKEN = ("broken", "last")


class OutletDesk(models.AbstractModel):
    """What lies in stock, and what needs doing."""

    _inherit = "outlet.desk"

    @api.model
    def _get_stock_facts(self):
        """Return what lies in stock by age, and what sold lately, in one pass.

        :return: ``[(age or False, pieces, tag value, pieces sold lately)]``
        """
        return self.env["outlet.stock.report"]._read_group(
            [], ["age"], ["pieces:sum", "amount_tag:sum", "sold_pieces:sum"]
        )

    @api.model
    def _get_stock_cards(self, role, stock):
        """Return the cards of what lies in stock."""
        report = self.env["outlet.stock.report"]
        pieces, tag, sold = (sum(row[index] for row in stock) for index in (1, 2, 3))
        days = pieces * self.env.company.outlet_turnover_days / sold if sold else 0
        label, turnover = self.env._("Pieces in stock"), self.env._("Turnover days")
        cards = [
            {
                "key": "stock",
                "label": label,
                "value": pieces,
                "unit": "pieces",
                "hint": self.env._("Tag value"),
                "hint_value": tag,
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
                    "value": days,
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
    def _get_age_bars(self, stock):
        """Return the tag value of the stock by how long it lies."""
        report = self.env["outlet.stock.report"]
        title = self.env._("Stock by age")
        words = dict(report._fields["age"]._description_selection(self.env))
        domain = [("kind", "=", "stock")]
        return {
            "key": "age",
            "title": title,
            "unit": "money",
            "full": 0,
            "rows": [
                {
                    "label": words[age],
                    "value": value,
                    "kind": "old" if age == "4" else "own",
                    "action": self._open(
                        title,
                        report._name,
                        [*domain, ("age", "=", age)],
                        ("pivot", "graph", "list"),
                        pivot_row_groupby=["brand_id", "season"],
                        pivot_column_groupby=[],
                    ),
                }
                for age, _pieces, value, _sold in stock
                if age
            ],
        }

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
                self._open_action("brand_outlet.brand_contract_action", expiring),
                "warning",
                "fa-file-text-o",
            ),
            self._prepare_todo(
                "unseen",
                self.env._("Offers not shown yet"),
                self._open_action("brand_outlet.outlet_offer_action", unseen),
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
