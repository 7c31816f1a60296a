from collections import defaultdict

from odoo import api, models

#: what the lanes are compared at: a coat with its box
TYPICAL_KG = 1.0


class DropshipRouter(models.AbstractModel):
    """Freight by rate card: which courier, and what a parcel costs."""

    _inherit = "dropship.router"

    @api.model
    def _get_policy(self, order):
        """Return the ``routing.policy`` an order is routed by."""
        return self.env["routing.policy"]._get_policy(order)

    @api.model
    def _get_lanes(self, warehouses, date=None):
        """Return the rates of each warehouse's cheapest courier on a day (today).

        :return: ``{(warehouse id, province id): (first fee, next fee per kg, first
            kg)}``, fees in the company's currency; a lane no card covers is missing
        """
        lanes = {}
        for warehouse, options in self._get_options(warehouses, date).items():
            for state_id, zones in options.items():
                _fee, zone = self._get_cheapest(zones, TYPICAL_KG)
                if zone:
                    lanes[warehouse.id, state_id] = (
                        zone.first_fee,
                        zone.next_fee / zone.next_kg,
                        zone.first_kg,
                    )
        return lanes

    @api.model
    def _get_options(self, warehouses, date=None):
        """Return ``{warehouse: {province id: zones}}``: one zone per courier that may
        be used, of the narrowest card he has there."""
        # whoever confirms an order need not see the rates of the agents
        warehouses = warehouses.sudo()
        tariffs = self.env["courier.tariff"].sudo()
        tariffs = tariffs._get_valid(warehouses.company_id, date)
        tariffs.zone_ids.mapped("state_ids")  # all read at once
        states = warehouses.company_id.country_id.state_ids
        states -= warehouses._get_customs_states()
        # a thousand agents may have cards of their own: only those are looked at
        by_agent = tariffs.grouped("agent_id")
        everybodys = by_agent.get(tariffs.agent_id.browse(), tariffs.browse())
        known, options = {}, {}
        for warehouse in warehouses:
            own = by_agent.get(warehouse.agent_id, tariffs.browse())
            served = (everybodys | own).filtered(
                lambda tariff, warehouse=warehouse: tariff._serves(warehouse)
            )
            # and many share a few cards
            if served not in known:
                known[served] = self._get_zones_by_state(served, states.ids)
            options[warehouse] = known[served]
        return options

    @api.model
    def _get_zones_by_state(self, tariffs, state_ids):
        """Return ``{province id: zones}``, per courier that of the narrowest card."""
        best = {}
        for tariff in tariffs:
            # of cards equally narrow the newer one counts
            rank = (tariff._get_narrowness(), tariff.date_start, tariff.id)
            for zone in tariff.zone_ids:
                for state_id in zone.state_ids.ids or state_ids:
                    # a zone that names the province beats the rest of the country
                    place = (tariff.carrier_id.id, state_id)
                    found = (rank, bool(zone.state_ids), zone)
                    if place not in best or best[place][:2] < found[:2]:
                        best[place] = found
        zones = defaultdict(tariffs.zone_ids.browse)
        for (_carrier_id, state_id), (_rank, _named, zone) in best.items():
            zones[state_id] |= zone
        return dict(zones)

    @api.model
    def _get_cheapest(self, zones, kg):
        """Return (fee, zone) of the cheapest courier for a weight, (0.0, empty zone)
        if none takes it. Ties go to the courier first in the list of couriers."""
        usable = [
            (zone._get_fee(kg), zone.tariff_id.carrier_id.sequence, zone.id, zone)
            for zone in zones
            if not zone.tariff_id.max_kg or kg <= zone.tariff_id.max_kg
        ]
        if not usable:
            return 0.0, zones.browse()
        fee, _sequence, _id, zone = min(usable)
        return fee, zone
