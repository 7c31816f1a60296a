from collections import defaultdict
from itertools import chain

from odoo import api, models
from odoo.tools import SQL

ROWS = 8
MEASURES = (
    "sellers",
    "active_sellers",
    "pieces",
    "pieces_before",
    "customers",
    "repeat_customers",
    "returned",
)
GROUPS = ("state_id", "seller_type", "pulse")
GROUPS_SQL = SQL(", ").join(SQL.identifier(name) for name in GROUPS)
BEST = "pieces DESC, customers DESC, id"
# which resellers stand in a list, and their order
LISTS = {
    "best": ("active_sellers > 0", BEST),
    "waking": ("pulse = 'waking'", BEST),
    "falling": ("pulse = 'falling'", "pieces_before DESC, id"),
}
PART = 100


class ResellerNetworkBoard(models.AbstractModel):
    """The network at a glance: who sells, where, who wakes up and who falls asleep.

    Everything is read with the user's own rights: an agent sees the resellers right
    below him, the operator all of them.
    """

    _name = "reseller.network.board"
    _description = "Network at a Glance"

    @api.model
    def get_board(self, period="30"):
        """Return what the board shows of one period.

        :param period: a key of the periods of ``reseller.ranking``
        """
        ranking = self.env["reseller.ranking"]
        periods = ranking._fields["period"]._description_selection(self.env)
        if period not in dict(periods):
            period = "30"
        domain = [("period", "=", period)]
        totals, lists = self._read_figures(domain)
        # whose staff one is, is one's own to know
        return {
            "period": period,
            "periods": [
                {"key": key, "label": label} for key, label in periods if key != "365"
            ],
            "title": self.env.user.sudo().party_id.name or self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "cards": self._get_cards(totals, domain),
            "compare": self._get_comparison(totals),
            "map": self._get_map(totals, domain),
            "types": self._get_bars(totals, "seller_type", domain),
            "pulses": self._get_bars(totals, "pulse", domain),
            "tables": self._get_tables(domain, lists),
        }

    @api.model
    def _read_figures(self, domain):
        """Return the sums by province, seller type and pulse, and who leads the lists.

        One question: every row of the period is worked out once.

        :return: ([{the groups and the sums}], {list: ids of ``reseller.ranking``})
        """
        ranking = self.env["reseller.ranking"]
        query = ranking._search(domain)
        columns = SQL(", ").join(
            SQL(
                "%s AS %s",
                ranking._field_to_sql(ranking._table, name, query),
                SQL.identifier(name),
            )
            for name in ("id", *GROUPS, *MEASURES)
        )
        sums = SQL(", ").join(
            SQL("SUM(%s) AS %s", SQL.identifier(name), SQL.identifier(name))
            for name in MEASURES
        )
        [(totals, *lists)] = self.env.execute_query(
            SQL(
                """WITH ranked AS MATERIALIZED (%s)
                   SELECT (SELECT json_agg(total)
                             FROM (SELECT %s, %s FROM ranked GROUP BY %s) total), %s""",
                query.select(columns),
                GROUPS_SQL,
                sums,
                GROUPS_SQL,
                SQL(", ").join(
                    SQL(
                        """ARRAY(SELECT id FROM ranked WHERE %s
                                  ORDER BY %s LIMIT %s)""",
                        SQL(condition),
                        SQL(order),
                        ROWS,
                    )
                    for condition, order in LISTS.values()
                ),
            )
        )
        states = self.env["res.country.state"]
        totals = [
            row | {"state_id": states.browse(row["state_id"])} for row in totals or []
        ]
        return totals, dict(zip(LISTS, lists, strict=True))

    @api.model
    def _sum(self, rows):
        return {name: sum(row[name] or 0 for row in rows) for name in MEASURES}

    @api.model
    def _get_cards(self, totals, domain):
        """Return the figures of the whole network."""
        total = self._sum(totals)
        active, customers = total["active_sellers"], total["customers"]
        selling = [*domain, ("active_sellers", ">", 0)]
        before = total["pieces_before"]
        _ = self.env._
        return [
            {
                "key": "active",
                "label": _("Resellers selling"),
                "value": active,
                "unit": "pieces",
                "hint": _("of %(all)s in force", all=f"{total['sellers']:,}"),
                "action": self._open(_("Resellers selling"), selling),
            },
            {
                "key": "each",
                "label": _("Customers of each"),
                "value": customers / active if active else 0,
                "unit": "decimal",
                "hint": _("on average"),
                "action": self._open(_("Customers of each"), selling),
            },
            {
                "key": "reach",
                "label": _("Customers reached"),
                "value": customers,
                "unit": "pieces",
                "hint": _("resellers × customers"),
                "action": self._open(_("Customers reached"), selling),
            },
            {
                "key": "pieces",
                "label": _("Pieces sold"),
                "value": total["pieces"],
                "unit": "pieces",
                "delta": PART * (total["pieces"] / before - 1) if before else None,
                "action": self._open(_("Pieces sold"), selling),
            },
            self._get_rate_card(
                "repeat", _("Repeat rate"), total, ("repeat_customers", "customers")
            ),
            self._get_rate_card(
                "return", _("Return rate"), total, ("returned", "pieces")
            ),
        ]

    @api.model
    def _get_comparison(self, totals):
        """Return the reach of the network in words, and that of others beside it."""
        total = self._sum(totals)
        active, customers = total["active_sellers"], total["customers"]
        _ = self.env._
        return {
            "own": _(
                "Reach: %(sellers)s resellers × %(each)s customers = %(customers)s",
                sellers=f"{active:,}",
                each=f"{customers / active if active else 0:,.1f}",
                customers=f"{customers:,}",
            ),
            "others": _(
                "For comparison, as told in the trade: Pinduoduo 10,000,000 × 10, "
                "Yunji 1,000,000 × 100, official accounts 10,000 × 10,000"
            ),
        }

    @api.model
    def _get_rate_card(self, key, label, total, parts):
        part, whole = (total[name] for name in parts)
        return {
            "key": key,
            "label": label,
            "value": PART * part / whole if whole else None,
            "unit": "percent",
        }

    @api.model
    def _get_map(self, totals, domain):
        """Return the provinces: code on the map, name and figures."""
        provinces = defaultdict(list)
        for row in totals:
            provinces[row["state_id"]].append(row)
        rows = []
        for province, groups in provinces.items():
            inside = [*domain, ("state_id", "=", province.id or False)]
            name = province.name or self.env._("Province unknown")
            rows.append(
                {
                    **self._sum(groups),
                    "code": province.code or "",
                    "name": name,
                    "action": self._open(name, inside),
                }
            )
        return sorted(rows, key=lambda row: -row["pieces"])

    @api.model
    def _get_bars(self, totals, field, domain):
        """Return one bar for each value of a selection, in its own order."""
        words = self.env["reseller.ranking"]._fields[field]
        rows = []
        for value, label in words._description_selection(self.env):
            groups = [row for row in totals if row[field] == value]
            if not groups:
                continue
            inside = [*domain, (field, "=", value)]
            rows.append(
                {
                    **self._sum(groups),
                    "key": value,
                    "label": label,
                    "action": self._open(label, inside),
                }
            )
        return rows

    @api.model
    def _get_tables(self, domain, lists):
        """Return the short lists: the strongest, who wakes up, who falls asleep."""
        _ = self.env._
        all_rows = self.env["reseller.ranking"].browse(chain(*lists.values()))
        heads = {
            "best": (_("Who really sells"), ("active_sellers", ">", 0)),
            "waking": (_("Waking up"), ("pulse", "=", "waking")),
            "falling": (_("Falling asleep"), ("pulse", "=", "falling")),
        }
        return [
            self._get_table(
                key,
                title,
                [*domain, condition],
                all_rows.browse(lists[key]).with_prefetch(all_rows._prefetch_ids),
            )
            for key, (title, condition) in heads.items()
        ]

    @api.model
    def _get_table(self, key, title, domain, rows):
        return {
            "key": key,
            "title": title,
            "action": self._open(title, domain),
            "rows": [
                {
                    "id": row.id,
                    "name": row.reseller_id.name,
                    "city": row.city_id.name or row.state_id.name or "",
                    "pieces": row.pieces,
                    "before": row.pieces_before,
                    "change": row.change if row.pieces_before else None,
                    "customers": row.customers,
                    "repeat_rate": row.repeat_rate if row.customers else None,
                    "return_rate": row.return_rate if row.pieces else None,
                    "sell_through": row.sell_through if row.articles else None,
                    "action": row.action_open_contract(),
                }
                for row in rows
            ],
        }

    @api.model
    def _open(self, name, domain):
        """Return the action that opens the resellers behind a figure."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "reseller.ranking",
            "domain": domain,
            "views": [(False, "list"), (False, "kanban"), (False, "pivot")],
            "target": "current",
        }
