from odoo import api, models
from odoo.tools import SQL


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    @api.model
    def _free_by_product(self, products):
        """Return ``{(agent id, product id): free pieces}`` of these products.

        Counts what lies unreserved in warehouses that cooperate and is owned by
        their agent, as routing does, without what is held for sessions. One query
        whatever the number of products.
        """
        if not products:
            return {}
        return {
            (agent, product): pieces
            for agent, product, pieces in self.env.execute_query(
                SQL(
                    """
                    SELECT quant.owner_id, quant.product_id,
                           SUM(quant.quantity - quant.reserved_quantity)
                      FROM %s
                     WHERE %s AND quant.product_id IN %s
                     GROUP BY quant.owner_id, quant.product_id
                    """,
                    self._agents_stock_from(),
                    self._agents_stock_where(),
                    tuple(products.ids),
                )
            )
        }

    @api.model
    def _agents_stock_from(self):
        """Return the SQL tables of the agents' stock: quant and its warehouse."""
        self.env["stock.quant"].flush_model()
        self.flush_model()
        return SQL(
            """
            %s quant
            JOIN stock_location location ON location.id = quant.location_id
            JOIN stock_warehouse warehouse ON warehouse.id = location.warehouse_id
            JOIN stock_location stock ON stock.id = warehouse.lot_stock_id
            """,
            self._get_quants_sql(),
        )

    @api.model
    def _get_quants_sql(self):
        """Return the quants as a sub-query in which the pieces that are held for a
        session count as reserved.

        Where two reserve at once the core adds a quant whose quantity is empty: such
        a sum must not lose what is reserved there.
        """
        # pieces held for sessions count for everybody who asks what is free
        quotas = self.env["outlet.session.quota"].sudo()
        quotas._flush_frozen()
        return SQL(
            """(
            SELECT product_id, location_id, owner_id,
                   COALESCE(quantity, 0) AS quantity,
                   COALESCE(reserved_quantity, 0) AS reserved_quantity, in_date
              FROM stock_quant
             UNION ALL
            SELECT frozen.product_id, holder.lot_stock_id, holder.agent_id,
                   0::numeric, frozen.pieces::numeric, NULL::timestamp
              FROM (%s) frozen
              JOIN stock_warehouse holder ON holder.id = frozen.warehouse_id
            )""",
            quotas._get_frozen_sql(),
        )

    @api.model
    def _agents_stock_where(self):
        """Return the SQL condition that goes with ``_agents_stock_from``."""
        # branches trade as one with their root, whoever is asking
        companies = self.env["res.company"].sudo()
        companies = companies._search(
            [("id", "child_of", self.env.company.root_id.ids)]
        )
        return SQL(
            """
            location.usage = 'internal'
            AND starts_with(location.parent_path, stock.parent_path)
            AND warehouse.agent_id = quant.owner_id
            AND warehouse.cooperation_state = 'active'
            AND warehouse.active
            AND warehouse.company_id IN %s
            """,
            companies.subselect(),
        )
