from odoo import models


class DropshipRouter(models.AbstractModel):
    """Rates are those of the order's day, whenever its goods are routed.

    Whether an agent may still ship is asked of the contract in force today.
    """

    _inherit = "dropship.router"

    def _add_dated_terms(self, orders, supplies):
        """Note with every supply the terms of the days before today in question."""
        contracts = self.env["brand.contract"]
        for row in supplies.values():
            contracts |= row["contract"]
        today = orders._get_terms_today() if orders else None
        companies = self._get_companies(orders.order_line)
        for date in {order._get_terms_date() for order in orders} - {today}:
            terms = contracts._find_terms(
                contracts.brand_id, contracts.agent_id, date, companies
            )
            for row in supplies.values():
                pair = (row["contract"].brand_id, row["contract"].agent_id)
                row.setdefault("dated_terms", {})[date] = terms.get(pair)

    def _get_terms(self, order, row):
        """Return the contract whose rates count for an order at a warehouse."""
        if "dated_terms" not in row:
            return row["contract"]
        # An agent who had no contract on that day is paid by the one he has.
        return row["dated_terms"].get(order._get_terms_date()) or row["contract"]

    def _get_supply_ratio(self, order, row):
        """Return the supply price in per cent of the tag for an order's date."""
        ratio = row["supply_ratio"] or 0.0
        terms = self._get_terms(order, row)
        if ratio == row["contract"].supply_ratio:
            return terms.supply_ratio
        # Agreed on for this style alone, whatever the contract says.
        return ratio
