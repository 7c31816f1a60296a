from collections import defaultdict

import numpy as np

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL, ormcache

from ..routing import Day, Network, Reason
from ..supplies import Contracts, Known


class DropshipRouter(models.AbstractModel):
    """What does not change from order to order: warehouses, contracts, rate cards.

    Kept in memory until one of the records it is made of changes, see
    ``_forget_network``.
    """

    _inherit = "dropship.router"

    @api.model
    def _get_known(self, company):
        """Return what is known of the warehouses that serve a company's orders."""
        root = company.root_id
        return self._load_known(root.id, root._get_local_today())

    @api.model
    def _forget_network(self):
        """Read warehouses, contracts and rate cards again, in every process."""
        self.env.registry.clear_cache()

    @ormcache("root_id", "today")
    def _load_known(self, root_id, today):
        self.env["stock.location"].flush_model()
        # branches trade as one with their root
        companies = self.env["res.company"].search([("id", "child_of", root_id)])
        warehouses = self.env["stock.warehouse"].search(
            [("agent_id", "!=", False), ("company_id", "in", companies.ids)],
            order="id",
        )
        agents = warehouses.agent_id
        parties = {
            agent: frozenset((agent | agent.branch_of_id).ids) for agent in agents
        }
        return Known(
            network=self._make_network(warehouses),
            agents=np.array([one.agent_id.id for one in warehouses], np.int64),
            parties=[parties[one.agent_id] for one in warehouses],
            territories={
                row: one._get_territory(one.partner_id)
                for row, one in enumerate(warehouses)
                if one.is_foreign
            },
            limited=tuple(
                one.id for one in warehouses if one.capacity_per_day or one.cutoff_hour
            ),
            shelves=self._load_shelves(warehouses),
            contracts=self._load_contracts(warehouses, companies, today),
            own=np.array([one.is_own for one in warehouses], bool),
        )

    def _load_shelves(self, warehouses):
        """Return {location id: (warehouse id, agent's id)} below the stock of each."""
        agents = {one.id: one.agent_id.id for one in warehouses}
        rows = self.env.execute_query(
            SQL(
                """
                SELECT location.id, warehouse.id
                  FROM stock_warehouse warehouse
                  JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
                  JOIN stock_location location
                    ON location.warehouse_id = warehouse.id
                   AND location.usage = 'internal'
                   AND starts_with(location.parent_path, stock.parent_path)
                 WHERE warehouse.id = ANY(%s)
                """,
                warehouses.ids,
            )
        )
        return {location: (one, agents[one]) for location, one in rows}

    def _make_network(self, warehouses):
        return Network(
            keys=warehouses.ids,
            lat=[one.latitude or None for one in warehouses],
            lon=[one.longitude or None for one in warehouses],
            names=[one.name for one in warehouses],
            agents=[one.agent_id.name for one in warehouses],
            score=[one.agent_id.agent_score / 100 for one in warehouses],
            handling=[one.handling_fee for one in warehouses],
            barred={
                one.id: reason for one in warehouses if (reason := self._get_bar(one))
            },
            lanes=self._get_lanes(warehouses),
        )

    def _get_bar(self, warehouse):
        """Return why a warehouse serves nobody at present, or None."""
        if warehouse.cooperation_state != "active":
            return Reason("cooperation", {"state": warehouse.cooperation_state})
        if not warehouse.manager_id:
            return Reason("no_manager")
        return None

    # --- contracts ----------------------------------------------------------------

    def _load_contracts(self, warehouses, companies, today):
        """Return {brand id: Contracts}; of several versions in force the latest."""
        rows_of = defaultdict(list)
        for row, warehouse in enumerate(warehouses):
            rows_of[warehouse.agent_id.id].append(row)
        contracts = self.env["brand.contract"]
        contracts = contracts.search(
            contracts._valid_domain(today)
            & Domain("company_id", "in", companies.ids)
            & Domain("agent_id", "in", list(rows_of)),
            order="version, id",
        )
        return {
            brand.id: self._make_contracts(of_brand, rows_of, len(warehouses))
            for brand, of_brand in contracts.grouped("brand_id").items()
        }

    def _make_contracts(self, contracts, rows_of, size):
        ids, supply, floor = (np.zeros(size) for _column in range(3))
        limits = {}
        for contract in contracts:
            for row in rows_of[contract.agent_id.id]:
                ids[row] = contract.id
                supply[row] = contract.supply_ratio
                floor[row] = contract.floor_ratio
                limits[row] = contract
        limited = [
            (
                row,
                contract.region_mode,
                frozenset(contract.region_ids.ids),
                {
                    state.id: frozenset(cities.ids)
                    for state, cities in contract.city_ids.grouped("state_id").items()
                },
            )
            for row, contract in limits.items()
            if contract.region_mode != "all"
        ]
        return Contracts(ids.astype(np.int64), supply, floor, limited)

    # --- the day ------------------------------------------------------------------

    def _get_day(self, known):
        """Return the ``Day``: what can still leave today, and whose cut-off passed."""
        limited = self.env["stock.warehouse"].browse(known.limited)
        return Day.of(
            known.network, limited._get_free_parcels(), limited._get_late_days()
        )
