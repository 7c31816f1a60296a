from collections import namedtuple
from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

PERIODS = {"today": 1, "7": 7, "30": 30, "90": 90}
# Start and end of a period in UTC, the same span before it, and the steps of charts.
Window = namedtuple("Window", "start end before_start before_end step tz")


class OutletDesk(models.AbstractModel):
    """The first screen of operator, brand and agent: one call, few queries.

    Addons add to a face by extending ``_get_cards``, ``_get_todos`` and
    ``_get_tables`` by ``super()``. Everything is computed with the user's own rights,
    and each figure carries the records it is made of.
    """

    _name = "outlet.desk"
    _description = "Desk"

    @api.model
    def get_desk(self, period="30", role=None):
        """Return what the desk shows.

        :param period: a key of ``PERIODS``
        :param role: ``operator``, ``brand`` or ``agent``; by default the user's first
        :raise AccessError: the user does not have this role
        """
        roles = self._get_desk_roles()
        role = role or next(iter(roles), None)
        if role not in roles:
            raise AccessError(self.env._("This desk is not yours."))
        window = self._get_window(period if period in PERIODS else "30")
        desk = self.with_context(tz=window.tz)
        stock = desk._get_stock_facts()
        cards = desk._get_cards(role, window) + desk._get_stock_cards(role, stock)
        # whose staff one is, is one's own to know
        return {
            "role": role,
            "roles": roles,
            "period": period,
            "party": self.env.user.sudo().party_id.name or self.env.company.name,
            "currency_id": self.env.company.currency_id.id,
            "cards": cards,
            "todos": [todo for todo in desk._get_todos(role, window) if todo["count"]],
            "trend": desk._get_trend(window, cards),
            "where": desk._get_where(role, window),
            "bars": [desk._get_tier_bars(cards), desk._get_age_bars(stock)],
            "tables": desk._get_tables(role, window),
            "start": desk._get_next_step(role),
        }

    @api.model
    def _get_desk_roles(self):
        """Return the faces the user may look at, the widest first."""
        user = self.env.user
        if user.has_group("brand_outlet.group_operator"):
            return ["operator"]
        roles = ("brand", "agent")
        return [r for r in roles if user.has_group(f"brand_outlet.group_{r}")]

    @api.model
    def _get_window(self, period):
        """Return the window of a period, whole days in the company's time zone.

        The days before are cut at the same time of day as today is by now, so that
        the comparison is fair.
        """
        zone_name = self.env.company.partner_id.tz or self.env.user.tz or "UTC"
        zone = pytz.timezone(zone_name)
        days = timedelta(days=PERIODS[period])
        now = datetime.now(zone)
        tomorrow = datetime.combine(now.date() + timedelta(days=1), time.min)

        def to_utc(moment):
            return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

        return Window(
            start=to_utc(tomorrow - days),
            end=to_utc(tomorrow),
            before_start=to_utc(tomorrow - 2 * days),
            before_end=to_utc(now.replace(tzinfo=None) - days),
            step="hour" if period == "today" else "day" if period != "90" else "week",
            tz=zone_name,
        )

    @api.model
    def _get_period_domain(self, window, field="date"):
        """Return the domain of the records of the period."""
        return [
            (field, ">=", fields.Datetime.to_string(window.start)),
            (field, "<", fields.Datetime.to_string(window.end)),
        ]

    @api.model
    def _get_before_domain(self, window, field="date"):
        """Return the domain of the same span before."""
        return [
            (field, ">=", fields.Datetime.to_string(window.before_start)),
            (field, "<", fields.Datetime.to_string(window.before_end)),
        ]

    @api.model
    def _open(self, name, model, domain, views=("list", "form"), **context):
        """Return the action that opens the records behind a figure."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "domain": domain,
            "views": [(False, view) for view in views],
            "context": context,
            "target": "current",
        }

    @api.model
    def _open_action(self, xml_id, domain):
        """Return an action of a menu, narrowed to the records behind a figure."""
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return action | {"domain": domain, "context": {}}

    @api.model
    def _prepare_todo(self, key, label, action, level="info", icon="fa-circle-o"):
        """Return one line of the list of what needs doing, with its records."""
        model = self.env[action["res_model"]]
        allowed = model.has_access("read")
        return {
            "key": key,
            "label": label,
            "count": model.search_count(action["domain"]) if allowed else 0,
            "level": level,
            "icon": icon,
            "action": action,
        }

    @api.model
    def _get_cards(self, role, window):
        """Return the cards of a face: key, label, value, unit, delta, spark, action."""
        return self._get_sale_cards(role, window)
