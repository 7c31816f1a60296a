from datetime import timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError

#: a dispatch in these states is a parcel of its day
PARCEL_STATES = ("new", "accepted", "exported", "shipped", "delivered")
#: parts of a country that are customs territories of their own
CUSTOMS_STATES = ("base.state_cn_HK", "base.state_cn_MO", "base.state_cn_TW")


class StockWarehouse(models.Model):
    """What an agent's warehouse manages in a day, and whether a border lies between."""

    _inherit = "stock.warehouse"

    capacity_per_day = fields.Integer(
        "Parcels a Day",
        help="More parcels than this are not routed here on one day. 0 = no limit.",
    )
    cutoff_hour = fields.Float(
        "Cut-off Hour",
        help="What is routed here later leaves on the next day (local time). "
        "0 = no cut-off.",
    )
    handling_fee = fields.Monetary(
        help="What the warehouse charges to pack one parcel.",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    is_foreign = fields.Boolean(
        "Foreign",
        help="Hong Kong or overseas: shipping to the mainland crosses the border.",
    )
    is_own = fields.Boolean(
        "Run by Us",
        help="The operator packs and ships here what the agent has brought in. Only "
        "offers fulfilled from our own warehouse ship from here.",
    )
    carrier_ids = fields.Many2many(
        "delivery.carrier",
        string="Couriers",
        domain="[('is_courier', '=', True)]",
        help="Who picks parcels up here. Empty: every courier with a rate card.",
    )
    parcels_today = fields.Integer(compute="_compute_parcels_today")

    _capacity_positive = models.Constraint(
        "CHECK (capacity_per_day >= 0 AND handling_fee >= 0)",
        "Capacity and handling fee can not be negative.",
    )
    _cutoff_range = models.Constraint(
        "CHECK (cutoff_hour >= 0 AND cutoff_hour < 24)",
        "The cut-off hour lies between 0:00 and 24:00.",
    )

    @api.depends("capacity_per_day", "cutoff_hour")
    def _compute_parcels_today(self):
        used = self._get_used_parcels(self._get_shipping_days())
        for warehouse in self:
            warehouse.parcels_today = used.get(warehouse.id, 0)

    # --- the day --------------------------------------------------------------------

    def _get_shipping_days(self, now=None):
        """Return {warehouse id: day} on which a parcel routed now leaves, without a
        look at the capacity. Days are those of the company's local time."""
        late = self._get_late_days(now)
        return {
            warehouse.id: local.date() + timedelta(days=late.get(warehouse.id, 0))
            for warehouse, local in self._get_local_times(now).items()
        }

    def _get_local_times(self, now=None):
        now = pytz.utc.localize(now or fields.Datetime.now())
        return {
            warehouse: now.astimezone(pytz.timezone(company._get_local_tz()))
            for company, warehouses in self.grouped("company_id").items()
            for warehouse in warehouses
        }

    def _get_late_days(self, now=None):
        """Return {warehouse id: 1} of those whose cut-off hour has passed."""
        limited = self.filtered("cutoff_hour")
        return {
            warehouse.id: 1
            for warehouse, local in limited._get_local_times(now).items()
            if local.hour + local.minute / 60 >= warehouse.cutoff_hour
        }

    @api.model
    def _get_used_parcels(self, days):
        """Return {warehouse id: parcels planned on the day given for it}."""
        counts = (
            self.env["stock.picking"]
            # a look across all dispatches, whoever confirms the order
            .sudo()
            ._read_group(
                [
                    ("dispatch_day", "in", list(set(days.values()))),
                    ("dispatch_state", "in", PARCEL_STATES),
                    ("picking_type_id.warehouse_id", "in", list(days)),
                ],
                ["picking_type_id", "dispatch_day:day"],
                ["__count"],
            )
            if days
            else []
        )
        used = {}
        for picking_type, day, count in counts:
            warehouse_id = picking_type.warehouse_id.id
            if days.get(warehouse_id) == day:
                used[warehouse_id] = used.get(warehouse_id, 0) + count
        return used

    def _get_free_parcels(self, now=None):
        """Return {warehouse id: parcels it can still take on its next shipping day};
        warehouses without a limit are missing."""
        limited = self.filtered("capacity_per_day")
        used = self._get_used_parcels(limited._get_shipping_days(now))
        return {
            warehouse.id: max(0, warehouse.capacity_per_day - used.get(warehouse.id, 0))
            for warehouse in limited
        }

    # --- the border -----------------------------------------------------------------

    @api.model
    def _get_customs_states(self):
        """Return the provinces a border lies before."""
        states = self.env["res.country.state"]
        return states.union(*(self.env.ref(xmlid) for xmlid in CUSTOMS_STATES))

    @api.model
    def _get_territory(self, partner):
        """Return the customs territory an address lies in, as a comparable value."""
        state = partner.state_id
        if state in self._get_customs_states():
            return ("state", state.id)
        return ("country", (partner.country_id or self.env.company.country_id).id)

    # --- the agent ------------------------------------------------------------------

    def set_day(self, capacity_per_day, cutoff_hour):
        """Set what this warehouse manages in a day; open to the agent's own staff.

        :param int capacity_per_day: parcels, 0 for no limit
        :param float cutoff_hour: company's local time, 0 for none
        :raise AccessError: it is not the user's own warehouse
        """
        self.check_access("read")
        user = self.env.user
        operator = user.has_group("brand_outlet.group_operator")
        if not operator and not self.env["outlet.party.rule"]._acts_for(self.agent_id):
            raise AccessError(
                self.env._("Only the warehouse's agent or the operator can do this.")
            )
        # the agent's staff only reads warehouses; whose it is was checked above
        self.sudo().write(
            {"capacity_per_day": capacity_per_day, "cutoff_hour": cutoff_hour}
        )
