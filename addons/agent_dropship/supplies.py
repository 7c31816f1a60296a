"""What routing reads, as columns: no loop over warehouses is left for an order."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from .routing import Holdings, Network

#: remembered answers to "which agents may send there" per brand
REMEMBERED_PLACES = 500


@dataclass(eq=False)
class Contracts:
    """The contracts of one brand in force today, one per row of the network.

    :param ids: 0 where the agent has none
    :param supply_ratio, floor_ratio: per cent of the tag
    :param limited: [(row, mode, province ids, {province id: city ids})] of those that
        do not reach everywhere
    """

    ids: np.ndarray
    supply_ratio: np.ndarray
    floor_ratio: np.ndarray
    limited: list = field(default_factory=list)
    _covering: dict = field(default_factory=dict)

    @property
    def name_cities(self) -> bool:
        """Whether it matters in which city of a province somebody lives."""
        return any(cities for _row, _mode, _states, cities in self.limited)

    def covers(self, state: int, city: int) -> np.ndarray:
        """Per row whether the agent may send to a province and city (0: unknown)."""
        key = (state, city)
        covers = self._covering.get(key)
        if covers is None:
            if len(self._covering) > REMEMBERED_PLACES:
                self._covering.clear()
            covers = np.ones(len(self.ids), bool)
            for row, mode, states, cities in self.limited:
                covers[row] = _covers(mode, states, cities.get(state), state, city)
            self._covering[key] = covers
        return covers


def _covers(mode, states, named, state, city) -> bool:
    if state not in states:
        return mode == "except"
    if not named:
        return mode == "only"
    # an address in an unknown city is not covered: a brand would rather lose the sale
    return bool(city) and (city in named) == (mode == "only")


@dataclass(eq=False)
class Known:
    """All agents' warehouses of a company, as they are between two changes.

    :param agents: agent's id per row
    :param parties: per row whom a rule may name to mean the agent
    :param territories: per foreign row the customs territory it lies in
    :param limited: ids of the warehouses whose day has a capacity or a cut-off
    :param shelves: location id -> (warehouse id, agent's id) of all shelves
    :param contracts: brand id -> Contracts
    :param own: per row whether the operator runs the warehouse
    """

    network: Network
    agents: np.ndarray
    parties: list[frozenset]
    territories: dict[int, tuple]
    limited: tuple[int, ...]
    shelves: dict[int, tuple[int, int]]
    contracts: dict[int, Contracts]
    own: np.ndarray

    def get_rows(self, warehouses) -> list[int]:
        """The rows of these warehouses, as far as they are known."""
        row_of = self.network.row_of
        return [row_of[key] for key in warehouses if key in row_of]

    def get_contracts(self, brand: int) -> Contracts:
        """The contracts of a brand, also of one that nobody has a contract for."""
        if brand not in self.contracts:
            nothing = np.zeros(len(self.network))
            self.contracts[brand] = Contracts(nothing.astype(int), nothing, nothing)
        return self.contracts[brand]


@dataclass(eq=False)
class Goods:
    """Who has one article: columns beside its offers in the holdings.

    :param rows: of the network, ascending
    :param agents: agent's id
    :param contracts: contract's id, 0 without
    :param contract_ratio: what he gets by contract, per cent of the tag
    :param own_ratio: what his offer says instead, else NaN
    :param floor_ratio: the least price his contract allows, per cent of the tag
    :param offers, states, kinds, fulfilments: id (0 without), state, kind of his
        offer and which of his warehouses it ships from ("" without)
    """

    rows: np.ndarray
    agents: np.ndarray
    contracts: np.ndarray
    contract_ratio: np.ndarray
    own_ratio: np.ndarray
    floor_ratio: np.ndarray
    offers: np.ndarray
    states: np.ndarray
    kinds: np.ndarray
    fulfilments: np.ndarray


@dataclass(eq=False)
class Supplies:
    """What a batch of lines may be served from, and the brands' rules about it."""

    known: Known
    holdings: Holdings
    goods: dict[int, Goods]
    judge: object

    def take(self, plan, sign: int = 1) -> None:
        """Subtract what a plan ships; ``sign=-1`` gives it back."""
        self.holdings.take(plan.pieces, self.known.network, sign)

    def limit(self, product: int, warehouse: int, pieces: int) -> None:
        """Note that a warehouse has no more than so many pieces."""
        offers = self.holdings[product]
        qty = offers.qty.copy()
        at = self.at(product, warehouse)
        qty[at] = min(qty[at], pieces)
        self.holdings[product] = offers.with_qty(qty)

    def at(self, product: int, warehouse: int) -> int:
        """The place of a warehouse in the columns of an article."""
        row = self.known.network.row_of[warehouse]
        return int(np.searchsorted(self.goods[product].rows, row))

    def get(self, product: int, warehouse: int) -> dict:
        """What is known of an article in a warehouse, by name."""
        goods, at = self.goods[product], self.at(product, warehouse)
        return {
            "agent_id": int(goods.agents[at]),
            "contract_id": int(goods.contracts[at]),
            "contract_ratio": float(goods.contract_ratio[at]),
            "own_ratio": None
            if np.isnan(goods.own_ratio[at])
            else float(goods.own_ratio[at]),
            "offer_id": int(goods.offers[at]) or False,
        }
