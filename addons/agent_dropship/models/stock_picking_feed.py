import re

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, file_open

CURSOR = re.compile(r"(\d{1,19})-(\d{1,19})")


class StockPicking(models.Model):
    """What changed in dispatches since somebody asked last, without losing any.

    Ids and times are given out before a transaction ends, and one that began earlier
    may end later: who remembers the highest he saw would miss it. So a dispatch carries
    the number of the transaction that changed it last (``sql/dispatch_feed.sql``), and
    nothing is told of a transaction while an older one is still running.
    """

    _inherit = "stock.picking"

    def init(self):
        result = super().init()
        with file_open("agent_dropship/sql/dispatch_feed.sql") as script:
            # the text is ours, not put together from anything
            self.env.cr.execute(script.read())  # pylint: disable=sql-injection
        return result

    @api.model
    def _get_feed(self, agent_ids, cursor, limit):
        """Return (ids of dispatches in the order of their last change, next cursor).

        :param str cursor: where the answer before ended, empty for the beginning
        :raise ValidationError: that is no cursor
        """
        self.env.flush_all()
        after = self._read_feed_cursor(cursor)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, feed_tx FROM stock_picking
                 WHERE agent_id = ANY(%(agents)s)
                   AND dispatch_state IS NOT NULL
                   AND (feed_tx, id) > (%(tx)s, %(id)s)
                   AND feed_tx < %(horizon)s
                 ORDER BY feed_tx, id
                 LIMIT %(limit)s
                """,
                agents=list(agent_ids),
                tx=after[0],
                id=after[1],
                horizon=self._get_feed_horizon(),
                limit=limit,
            )
        )
        if rows:
            after = rows[-1][1], rows[-1][0]
        return [row[0] for row in rows], f"{after[0]}-{after[1]}"

    @api.model
    def _get_feed_horizon(self):
        """Return the number of the oldest transaction still running when this one took
        its view; those of other databases of the server write no dispatch of ours."""
        ((horizon,),) = self.env.execute_query(
            SQL(
                """
                SELECT LEAST(
                       pg_snapshot_xmax(pg_current_snapshot())::text::bigint,
                       (SELECT MIN(running::text::bigint)
                          FROM pg_snapshot_xip(pg_current_snapshot()) running
                         WHERE NOT EXISTS (
                               SELECT FROM pg_stat_activity other
                                WHERE other.datname <> current_database()
                                  AND other.backend_xid::text::bigint
                                      = running::text::bigint %% 4294967296)))
                """
            )
        )
        return horizon

    @api.model
    def _read_feed_cursor(self, cursor):
        if not cursor:
            return -1, 0
        match = CURSOR.fullmatch(str(cursor))
        if not match:
            raise ValidationError(
                self.env._("“%(cursor)s” is not a cursor of ours.", cursor=cursor)
            )
        tx, last_id = map(int, match.groups())
        ((now,),) = self.env.execute_query(
            SQL("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        )
        # the database was moved to another server, which counts anew: tell all again
        return (tx, last_id) if tx <= now else (-1, 0)
