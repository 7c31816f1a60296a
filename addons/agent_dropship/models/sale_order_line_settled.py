from odoo import fields, models
from odoo.tools.sql import column_exists


class SaleOrderLine(models.Model):
    """How much of a line is settled, in a narrow table beside the lines.

    In a column of the line every booking would write the whole row and all its
    indexes anew, which took a quarter of the time of booking.
    """

    _inherit = "sale.order.line"

    qty_settled = fields.Float(
        "Settled Quantity",
        digits="Product Unit",
        compute="_compute_qty_settled",
        compute_sudo=True,
        copy=False,
        help="Delivered less returned pieces whose shares are booked.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(
            """
            CREATE TABLE IF NOT EXISTS sale_order_line_settled (
                id integer PRIMARY KEY, quantity numeric NOT NULL)
            """
        )
        if column_exists(self.env.cr, "sale_order_line", "qty_settled"):
            self.env.cr.execute(
                """
                INSERT INTO sale_order_line_settled (id, quantity)
                SELECT id, qty_settled FROM sale_order_line WHERE qty_settled != 0
                    ON CONFLICT (id) DO NOTHING;
                ALTER TABLE sale_order_line DROP COLUMN qty_settled
                """
            )
        return result

    def _compute_qty_settled(self):
        self.env.cr.execute(
            "SELECT id, quantity FROM sale_order_line_settled WHERE id = ANY(%s)",
            [self._origin.ids],
        )
        found = dict(self.env.cr.fetchall())
        for line in self:
            line.qty_settled = found.get(line._origin.id, 0.0)

    def _write_settled(self):
        """Keep the settled quantities, which so far are only in the cache."""
        self.env.cr.execute(
            """
            INSERT INTO sale_order_line_settled (id, quantity)
            SELECT * FROM unnest(%s::int[], %s::numeric[])
                ON CONFLICT (id) DO UPDATE SET quantity = EXCLUDED.quantity
            """,
            [self.ids, [line.qty_settled for line in self]],
        )
        self.modified(["qty_settled"])

    def _lock_settled(self):
        """Make overlapping bookings of one line collide instead of both passing.

        The settled quantity is read from the transaction's snapshot; this write
        makes the later of two transactions start over with a fresh one.
        """
        self.env.cr.execute(
            """
            INSERT INTO sale_order_line_settled AS settled (id, quantity)
            SELECT id, 0 FROM unnest(%s::int[]) id ORDER BY id
                ON CONFLICT (id) DO UPDATE SET quantity = settled.quantity
            """,
            [self.ids],
        )
        self.invalidate_recordset(["qty_settled"], flush=False)
