from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL


class StockGate(models.Model):
    """One row per product and warehouse that every promise of stock must write.

    Transactions are REPEATABLE READ: a lock that waits does not refresh the snapshot,
    so reading what is free behind a mere lock still sees pieces that are gone. A write
    that had to wait fails instead, and the framework starts the request over.
    """

    _name = "stock.gate"
    _description = "Stock gate"
    _log_access = False

    product_id = fields.Many2one("product.product", required=True, ondelete="cascade")
    warehouse_id = fields.Many2one("stock.warehouse", required=True, ondelete="cascade")
    turn = fields.Integer(default=0)

    _product_warehouse_unique = models.Constraint(
        "unique (product_id, warehouse_id)", "This product has its gate here already."
    )

    @api.model
    def _pass(self, pairs):
        """Write the gates of these (product id, warehouse id) pairs, in id order.

        Whoever promises stock passes the gate in the transaction in which he read
        what is free. If a competitor passed it and committed since that transaction
        began, the write fails and the framework starts the request over, with a view
        that knows of the competitor. It does not matter whether the gate is passed
        before or after the reading; after it, only the gates of what is really taken
        need to be written, so buyers of the same article elsewhere do not meet.

        What this transaction claimed (see ``stock.claim``) is its own already.

        :raise ConcurrencyError: somebody claimed these goods and has not reserved
            them yet; the framework starts the request over
        """
        promises = self.env["stock.claim"]._get_promises()
        pairs = sorted(set(pairs) - promises["claimed"])
        if not pairs:
            return
        promises["passed"].update(pairs)
        products, warehouses = map(list, zip(*pairs, strict=True))
        self.env.cr.execute(self._get_open_sql(products, warehouses))
        # the sub-query locks in id order, so that two batches never wait crosswise
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_gate SET turn = turn + 1
                 WHERE id IN (
                       SELECT gate.id
                         FROM stock_gate gate
                         JOIN unnest(%s, %s) AS pair(product_id, warehouse_id)
                           ON pair.product_id = gate.product_id
                          AND pair.warehouse_id = gate.warehouse_id
                        ORDER BY gate.id
                          FOR NO KEY UPDATE OF gate)
                """,
                products,
                warehouses,
            )
        )
        self.invalidate_model(["turn"])
        if self.env["stock.claim"]._are_live(products, warehouses):
            raise ConcurrencyError("goods are being promised at this moment")

    @api.model
    def _get_open_sql(self, products, warehouses):
        """Return the statement that makes the gates that are missing."""
        return SQL(
            """
            INSERT INTO stock_gate (product_id, warehouse_id, turn)
            SELECT product.id, warehouse.id, 0
              FROM unnest(%s, %s) AS pair(product_id, warehouse_id)
              JOIN product_product product ON product.id = pair.product_id
              JOIN stock_warehouse warehouse ON warehouse.id = pair.warehouse_id
             WHERE NOT EXISTS (
                   SELECT FROM stock_gate gate
                    WHERE gate.product_id = pair.product_id
                      AND gate.warehouse_id = pair.warehouse_id)
             ORDER BY product.id, warehouse.id
                ON CONFLICT DO NOTHING
            """,
            products,
            warehouses,
        )
