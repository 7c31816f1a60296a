from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import get_lang

REPORT = "outlet.sale.report"
# (key, measure, unit) of the cards of each face
SALE_CARDS = {
    "operator": [
        ("sales", "amount_paid:sum", "money"),
        ("pieces", "pieces:sum", "pieces"),
        ("price", "price:avg", "price"),
        ("places", "place_id:count_distinct", "count"),
    ],
    "brand": [
        ("pieces", "pieces:sum", "pieces"),
        ("sales", "amount_paid:sum", "money"),
        ("price", "price:avg", "price"),
        ("places", "place_id:count_distinct", "count"),
    ],
    "agent": [
        ("revenue", "amount_supply:sum", "money"),
        ("pieces", "pieces:sum", "pieces"),
        ("margin", "margin:sum", "money"),
    ],
}
LOW_TIER_MEASURE = "low_tier_share:avg"
WHERE = ("state_id", "place_type", "city_tier", "place_id")
LIMIT = 8


class OutletDesk(models.AbstractModel):
    """What sells, and where."""

    _inherit = "outlet.desk"

    @api.model
    def _get_sale_labels(self):
        return {
            "sales": self.env._("Sales"),
            "pieces": self.env._("Pieces sold"),
            "price": self.env._("Average price"),
            "places": self.env._("Places that sold"),
            "revenue": self.env._("Revenue at supply price"),
            "margin": self.env._("Margin"),
        }

    @api.model
    def _get_sale_cards(self, role, window):
        """Return the cards of sales with their change and their course."""
        labels = self._get_sale_labels()
        domain = self._get_period_domain(window)
        measures = [measure for _key, measure, _unit in SALE_CARDS[role]]
        report = self.env[REPORT]
        before = self._get_before_domain(window)
        # the share of lower tiers, a card of its own, comes with them
        now, before = (
            report._read_group(one, [], [*measures, LOW_TIER_MEASURE])[0]
            for one in (domain, before)
        )
        course = self._get_course(domain, window, measures)
        cards = []
        for index, (key, measure, unit) in enumerate(SALE_CARDS[role]):
            cards.append(
                {
                    "key": key,
                    "label": labels[key],
                    "value": self._get_value(now[index], key),
                    "unit": unit,
                    "delta": self._get_delta(now[index], before[index]),
                    "spark": [values[index] or 0 for values in course],
                    "measure": measure,
                    "action": self._open_sales(labels[key], domain, measure),
                }
            )
        return [*cards, self._get_low_tier_card(now[-1], before[-1], domain)]

    @api.model
    def _get_value(self, figure, key):
        """Return a figure for the screen: an unknown margin is no zero."""
        if figure is False and key == "margin":
            return None
        return figure or 0

    @api.model
    def _get_course(self, domain, window, measures):
        """Return the measures of every step of the period, also of those without."""
        rows = self.env[REPORT]._read_group(domain, [f"date:{window.step}"], measures)
        figures = {moment: values for moment, *values in rows}
        nothing = [0] * len(measures)
        return [
            figures.get(moment, nothing) for moment, _label in self._get_steps(window)
        ]

    @api.model
    def _get_low_tier_card(self, now, before, domain):
        """Return the share of tier 3 and below among the pieces of known tier."""
        label = self.env._("Tier 3 and below")
        domain = [*domain, ("city_tier", "!=", False)]
        # no figure is False, a share of nothing at all is 0.0
        known = now is not False and before is not False
        return {
            "key": "low_tier",
            "label": label,
            "value": now or 0,
            "unit": "percent",
            "delta": now - before if known else None,
            "delta_unit": "points",
            "spark": [],
            "hint": self.env._(
                "Target %(percent)g%%",
                percent=self.env.company.outlet_low_tier_target,
            ),
            "measure": LOW_TIER_MEASURE,
            "action": self._open_sales(label, domain, LOW_TIER_MEASURE, ["city_tier"]),
        }

    @api.model
    def _get_delta(self, now, before):
        """Return the change in per cent, or None where nothing was before."""
        return 100 * (now or 0) / before - 100 if before else None

    @api.model
    def _open_sales(self, name, domain, measure, groupbys=("date:day",)):
        """Open the sales behind a figure, its own measure first."""
        measure = measure.split(":")[0]
        measures = [measure] if measure != "place_id" else ["pieces"]
        return self._open(
            name,
            REPORT,
            domain,
            ("graph", "pivot", "list"),
            graph_measure=measures[0],
            graph_groupbys=list(groupbys),
            pivot_measures=measures,
            pivot_row_groupby=list(groupbys),
            pivot_column_groupby=[],
        )

    @api.model
    def _get_trend(self, window, cards):
        """Return the pieces and the money of each step of the period."""
        sparks = {card["key"]: card["spark"] for card in cards}
        domain = self._get_period_domain(window)
        return {
            "labels": [label for _moment, label in self._get_steps(window)],
            "pieces": sparks["pieces"],
            "money": sparks.get("sales") or sparks.get("revenue"),
            "action": self._open_sales(self.env._("Sales"), domain, "pieces"),
        }

    @api.model
    def _get_steps(self, window):
        """Return the start of every step of the period up to now, and its label."""
        zone = pytz.timezone(window.tz)
        first, now = (
            pytz.utc.localize(moment).astimezone(zone).replace(tzinfo=None)
            for moment in (window.start, fields.Datetime.now())
        )
        if window.step == "week":
            week_start = int(get_lang(self.env).week_start) - 1
            first -= timedelta(days=(first.weekday() - week_start) % 7)
        size = timedelta(**{f"{window.step}s": 1})
        words = "%H:00" if window.step == "hour" else "%m-%d"
        count = (now - first) // size + 1
        moments = [first + index * size for index in range(count)]
        return [(moment, moment.strftime(words)) for moment in moments]

    @api.model
    def _get_where(self, role, window):
        """Return the pieces by province, kind of place, tier and place."""
        domain = self._get_period_domain(window)
        titles = {
            "state_id": self.env._("Province"),
            "place_type": self.env._("Place type"),
            "city_tier": self.env._("City tier"),
            "place_id": self.env._("Place"),
        }
        return [
            {
                "key": name,
                "title": titles[name],
                "rows": self._get_where_rows(name, titles[name], domain),
            }
            for name in WHERE
        ]

    @api.model
    def _get_where_rows(self, name, title, domain):
        report = self.env[REPORT]
        groups = report._read_group(
            domain, [name], ["pieces:sum"], order="pieces:sum DESC", limit=LIMIT
        )
        words = (
            dict(report._fields[name]._description_selection(self.env))
            if (report._fields[name].type == "selection")
            else {}
        )
        rows = []
        for value, pieces in groups:
            is_record = isinstance(value, models.BaseModel)
            # A place is named to whoever may know that his goods were sold there.
            label = value.sudo()[value._rec_name] if is_record else words.get(value)
            key = value.id if is_record else value
            rows.append(
                {
                    "label": label or self.env._("Unknown"),
                    "value": pieces,
                    "action": self._open_sales(
                        label or title,
                        [*domain, (name, "=", key or False)],
                        "pieces",
                        ["product_tmpl_id"],
                    ),
                }
            )
        return rows

    @api.model
    def _get_tier_bars(self, cards):
        """Return the own share of lower tiers beside the target and what others say."""
        card = next(card for card in cards if card["key"] == "low_tier")
        target = self.env.company.outlet_low_tier_target
        rows = [
            {"label": self.env._("We"), "value": card["value"], "kind": "own"},
            {"label": self.env._("Target"), "value": target, "kind": "target"},
        ]
        rows += [
            {"label": one.name, "value": one.percent, "kind": "other"}
            for one in self.env["outlet.benchmark"].search([])
        ]
        return {
            "key": "tiers",
            "title": self.env._("Share of tier 3 and below"),
            "unit": "percent",
            "full": 100,
            "rows": [row | {"action": card["action"]} for row in rows],
        }
