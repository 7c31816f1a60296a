from odoo import api, fields, models
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
        """
        pairs = sorted(set(pairs))
        if not pairs:
            return
        products = [product for product, _warehouse in pairs]
        warehouses = [warehouse for _product, warehouse in pairs]
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO stock_gate (product_id, warehouse_id, turn)
                SELECT pair.product_id, pair.warehouse_id, 0
                  FROM unnest(%s, %s) AS pair(product_id, warehouse_id)
                 WHERE NOT EXISTS (
                       SELECT FROM stock_gate gate
                        WHERE gate.product_id = pair.product_id
                          AND gate.warehouse_id = pair.warehouse_id)
                 ORDER BY pair.product_id, pair.warehouse_id
                    ON CONFLICT DO NOTHING
                """,
                products,
                warehouses,
            )
        )
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
