import logging
from functools import partial

from odoo import api, models
from odoo.tools import SQL, split_every

_logger = logging.getLogger(__name__)

# So many deliveries are booked in one transaction of the scheduled run.
CHUNK = 500_000
# So many of those that are not of the usual kind.
REST = 500


class SaleOrderLine(models.Model):
    """What was never booked, as imported history, is booked by a scheduled run."""

    _inherit = "sale.order.line"

    @api.model
    def _cron_book_missed(self, chunk=CHUNK):
        """Book what arrived or came back without being booked, as imported history.

        In the order it happened, a transaction for each piece; who is killed half-way
        goes on with what is left.
        """
        cron = self.env["ir.cron"]
        ranges = self._read_missed(chunk)
        left = sum(count for *_range, count in ranges)
        cron._commit_progress(remaining=left)
        for first, last, companies, count in ranges:
            for act in self._generate_missed(first, last, companies):
                try:
                    act()
                    self.env.flush_all()
                except Exception:
                    self.env.cr.rollback()
                    _logger.exception("Not booked: of moves %s to %s", first, last)
                self.env.invalidate_all(flush=False)
                if not cron._commit_progress():
                    return
            left -= count
            if not cron._commit_progress(count, remaining=left):
                break

    @api.model
    def _generate_missed(self, first, last, companies):
        """Yield what to do, each in a transaction, about the moves first to last.

        Those of the usual kind together; the rest some at a time, as they take long
        and one that can not be booked should not hold up the others.
        """
        chosen = SQL(
            "move.id BETWEEN %s AND %s AND picking.delivered_at IS NOT NULL",
            first,
            last,
        )
        for company in self.env["res.company"].browse(companies):
            yield partial(self._book_chosen, company, chosen)
        moves = self.env["stock.move"]
        for ids in split_every(REST, self._read_missed_ids(first, last)):
            yield partial(self._create_share_entries, moves.browse(ids))

    @api.model
    def _read_missed(self, chunk):
        """Return ``[(first id, last id, companies, count)]`` of what is not booked."""
        return self.env.execute_query(
            SQL(
                """
                SELECT MIN(id), MAX(id), ARRAY_AGG(DISTINCT company_id), COUNT(*)
                  FROM (SELECT id, company_id,
                               (ROW_NUMBER() OVER (ORDER BY id) - 1) / %s AS piece
                          FROM (%s) missed) numbered
                 GROUP BY piece ORDER BY piece
                """,
                chunk,
                self._get_missed_query(),
            )
        )

    @api.model
    def _read_missed_ids(self, first, last):
        query = self._get_missed_query(SQL("move.id BETWEEN %s AND %s", first, last))
        rows = self.env.execute_query(SQL("%s ORDER BY move.id", query))
        return [row[0] for row in rows]

    @api.model
    def _get_missed_query(self, condition=None):
        self.env.flush_all()
        return SQL(
            """
            SELECT move.id, move.company_id FROM stock_move move
              JOIN sale_order_line line ON line.id = move.sale_line_id
              JOIN sale_order sold ON sold.id = line.order_id
              JOIN stock_location dest ON dest.id = move.location_dest_id
              JOIN stock_location source ON source.id = move.location_id
              JOIN stock_picking picking ON picking.id = move.picking_id
         LEFT JOIN stock_move origin ON origin.id = move.origin_returned_move_id
         LEFT JOIN stock_picking delivery ON delivery.id = origin.picking_id
             WHERE move.state = 'done' AND move.quantity > 0
               AND sold.place_id IS NOT NULL
               AND CASE WHEN dest.usage = 'customer'
                        THEN picking.delivered_at IS NOT NULL AND move.quantity > (
                             SELECT COALESCE(SUM(back.quantity), 0)
                               FROM stock_move back
                              WHERE back.origin_returned_move_id = move.id
                                AND back.state = 'done')
                        ELSE source.usage = 'customer' AND (origin.id IS NULL
                             OR delivery.delivered_at < move.date) END
               AND NOT EXISTS (
                   SELECT FROM share_entry entry WHERE entry.move_id = move.id)
               AND %s
            """,
            condition or SQL("TRUE"),
        )
