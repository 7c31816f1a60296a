from odoo import models


class DropshipRouter(models.AbstractModel):
    """Rates are those of the order's day, whenever its goods are routed.

    Whether an agent may still ship, and what routing weighs, is asked of the contract
    in force today.
    """

    _inherit = "dropship.router"

    def _find_dated_terms(self, orders, pairs):
        """Return {order: {(brand, agent): contract}} for orders of another day.

        :param pairs: [(product, agent)] that ship
        """
        today = orders._get_terms_today() if orders else None
        other = orders.filtered(lambda order: order._get_terms_date() != today)
        if not other:
            return {}
        brands = self.env["product.brand"].union(
            *(product.product_brand_id for product, _agent in pairs)
        )
        agents = self.env["res.partner"].union(*(agent for _product, agent in pairs))
        companies = self.env["res.company"].search(
            [("id", "child_of", orders.company_id.root_id.ids)]
        )
        contracts = self.env["brand.contract"]
        return {
            order: contracts._find_terms(brands, agents, date, companies)
            for date, dated in other.grouped(lambda one: one._get_terms_date()).items()
            for order in dated
        }

    def _get_terms(self, order, product, row, dated):
        """Return (contract, supply ratio) that count for an order.

        :param row: see ``Supplies.get``
        :param dated: see ``_find_dated_terms``
        """
        contract = self.env["brand.contract"].browse(row["contract_id"] or [])
        agent = self.env["res.partner"].browse(row["agent_id"])
        # An agent who had no contract on that day is paid by the one he has.
        terms = dated.get(order, {}).get((product.product_brand_id, agent), contract)
        own = row["own_ratio"]
        if own is None or own == row["contract_ratio"]:
            ratio = terms.supply_ratio if terms != contract else row["contract_ratio"]
            return terms, ratio
        # Agreed on for this style alone, whatever the contract says.
        return terms, own
