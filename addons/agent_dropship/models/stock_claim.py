import datetime
import logging

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.modules import module
from odoo.tools import SQL

from odoo.addons.brand_outlet.claim_channel import ChannelBusy, get_channel

_logger = logging.getLogger(__name__)
# how long a claim that is over may be needed to tell who overlapped with whom
KEPT_MINUTES = 15


class StockClaim(models.Model):
    """Pieces that a transaction which is still open is about to reserve.

    A transaction of the framework sees the stock as it was when it began, and nobody
    sees what it reserves before it ends. So it says on another connection, in one
    short READ COMMITTED transaction, what it is going to take; everybody who asks
    what is free counts that as taken. A claim is worth exactly as much as the
    transaction it names: once that is committed its reservation counts instead, and
    if it is rolled back, refused or killed the claim is void at the same moment.
    Nothing has to be given back, and no deadline is needed.

    The table is not logged: where the database crashes, all transactions end too.
    """

    _name = "stock.claim"
    _description = "Claim of an Open Transaction"
    _log_access = False

    # no references: whoever deletes an article need not wait for its buyers
    product = fields.Integer(required=True, readonly=True)
    warehouse = fields.Integer(required=True, readonly=True)
    pieces = fields.Integer(required=True, readonly=True)
    xid = fields.Char(required=True, readonly=True)
    claimed_at = fields.Datetime(required=True, readonly=True)

    _goods_idx = models.Index("(product, warehouse)")

    def init(self):
        self.env.cr.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = 'stock_claim'::regclass"
        )
        if self.env.cr.fetchone() != ("u",):
            self.env.cr.execute("ALTER TABLE stock_claim SET UNLOGGED")

    # --- what is claimed ----------------------------------------------------------

    @api.model
    def _get_live_sql(self):
        """Return the SQL condition on ``claim`` that its transaction is still open,
        as the snapshot of the query sees it: so a piece is counted either here or as
        reserved, never twice and never not at all."""
        return SQL(
            """
            NOT pg_visible_in_snapshot(claim.xid::xid8, pg_current_snapshot())
            AND claim.xid::xid8 < pg_snapshot_xmax(pg_current_snapshot())
            AND claim.xid::xid8
                IS DISTINCT FROM pg_current_xact_id_if_assigned()
            """
        )

    @api.model
    def _get_frozen_sql(self):
        """Return a query of (product_id, warehouse_id, pieces) that others claim."""
        return SQL(
            """
            SELECT claim.product AS product_id, claim.warehouse AS warehouse_id,
                   claim.pieces
              FROM stock_claim claim
             WHERE %s
            """,
            self._get_live_sql(),
        )

    @api.model
    def _are_live(self, products, warehouses):
        """Return whether others are about to reserve any of these."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT 1
                  FROM stock_claim claim
                  JOIN unnest(%s, %s) AS pair(product_id, warehouse_id)
                    ON pair.product_id = claim.product
                   AND pair.warehouse_id = claim.warehouse
                 WHERE %s
                 LIMIT 1
                """,
                products,
                warehouses,
                self._get_live_sql(),
            )
        )
        return bool(rows)

    # --- claiming -----------------------------------------------------------------

    @api.model
    def _is_possible(self, pairs):
        """Whether another connection can claim these: in a test it does not see the
        stock, and it would wait for the gates this transaction holds itself."""
        held = self._get_promises()["passed"]
        return not module.current_test and held.isdisjoint(pairs)

    @api.model
    def _take(self, wants):
        """Claim pieces for this transaction, all or nothing.

        :param dict wants: {(product id, warehouse id): pieces}
        :return: {} if they were claimed, else {pair: pieces really free} of those
            pairs that others were faster at
        :raise ChannelBusy: no turn came in time, or the stock can only be seen from
            within this transaction; nothing was claimed
        """
        pairs = sorted(wants)
        rows = self._send(pairs, [wants[pair] for pair in pairs])
        short = {
            (product, warehouse): max(int(free), 0)
            for product, warehouse, pieces, free, _turn, _overlaps in rows
            if free < pieces
        }
        if not short:
            promises = self._get_promises()
            promises["claimed"].update(pairs)
            promises["apart"].update(row[:2] for row in rows if row[5])
            self.env.cr.postrollback.add(self._prepare_wake(pairs))
        elif self._are_turns({row[:2]: row[4] for row in rows if row[:2] in short}):
            # nobody came in between: these pieces were brought by this transaction
            raise ChannelBusy
        return short

    @api.model
    def _get_promises(self):
        """What this transaction claimed or holds the gate of, and where others
        reserve at the same time: sets of (product id, warehouse id)."""
        empty = {"claimed": set(), "passed": set(), "apart": set()}
        return self.env.cr.postcommit.data.setdefault("stock_promises", empty)

    def _send(self, pairs, pieces):
        """Run the claim; return its rows."""
        [(xid, snapshot)] = self.env.execute_query(
            SQL("SELECT pg_current_xact_id()::text, pg_current_snapshot()::text")
        )
        products, warehouses = map(list, zip(*pairs, strict=True))
        wanted = SQL(
            "unnest(%s, %s, %s) AS wanted(product_id, warehouse_id, pieces)",
            products,
            warehouses,
            pieces,
        )
        query = SQL(
            """
            SELECT set_config('lock_timeout', '5s', TRUE),
                   set_config('synchronous_commit', 'off', TRUE);
            %s;
            SELECT FROM stock_gate gate JOIN %s USING (product_id, warehouse_id)
             ORDER BY gate.id FOR NO KEY UPDATE OF gate;
            DELETE FROM stock_claim claim
             WHERE claim.product = ANY(%s) AND claimed_at < %s AND NOT (%s);
            %s
            """,
            self.env["stock.gate"]._get_open_sql(products, warehouses),
            wanted,
            products,
            fields.Datetime.now() - datetime.timedelta(minutes=KEPT_MINUTES),
            self._get_live_sql(),
            self._get_take_sql(wanted, products, warehouses, xid, snapshot),
        )
        return get_channel(self.env.cr.dbname).fetch(query.code, query.params)

    def _get_take_sql(self, wanted, products, warehouses, xid, snapshot):
        """Return the statement that counts what is free and claims it, if all is.

        Its rows: product, warehouse, pieces wanted, pieces free, turn of the gate and
        whether somebody else took of it whom this transaction does not see.
        """
        return SQL(
            """
            WITH judged AS (
                SELECT wanted.product_id, wanted.warehouse_id, wanted.pieces,
                       COALESCE(free.pieces, 0) AS free, gate.turn,
                       EXISTS (
                           SELECT FROM stock_claim claim
                            WHERE claim.product = wanted.product_id
                              AND claim.warehouse = wanted.warehouse_id
                              AND claim.xid <> %(xid)s
                              AND NOT pg_visible_in_snapshot(
                                  claim.xid::xid8, %(snapshot)s::pg_snapshot)
                       ) AS overlaps
                  FROM %(wanted)s
             LEFT JOIN (%(free)s) free USING (product_id, warehouse_id)
             LEFT JOIN stock_gate gate USING (product_id, warehouse_id)
            ), taken AS (
                INSERT INTO stock_claim (product, warehouse, pieces, xid, claimed_at)
                SELECT product_id, warehouse_id, pieces, %(xid)s, %(now)s
                  FROM judged
                 WHERE NOT EXISTS (SELECT FROM judged WHERE free < pieces)
            ), turned AS (
                UPDATE stock_gate gate
                   SET turn = gate.turn + 1
                  FROM judged
                 WHERE gate.product_id = judged.product_id
                   AND gate.warehouse_id = judged.warehouse_id
                   AND NOT EXISTS (SELECT FROM judged WHERE free < pieces)
            )
            SELECT * FROM judged
            """,
            wanted=wanted,
            free=self.env["dropship.router"]._get_free_sql(products, warehouses),
            xid=xid,
            snapshot=snapshot,
            now=fields.Datetime.now(),
        )

    def _are_turns(self, turns):
        """Whether this transaction sees the gates of these pairs as they are now."""
        products, warehouses = map(list, zip(*turns, strict=True))
        rows = self.env.execute_query(
            SQL(
                """
                SELECT gate.product_id, gate.warehouse_id, gate.turn
                  FROM stock_gate gate
                  JOIN unnest(%s, %s) AS pair(product_id, warehouse_id)
                       USING (product_id, warehouse_id)
                """,
                products,
                warehouses,
            )
        )
        seen = {(product, warehouse): turn for product, warehouse, turn in rows}
        # a gate is opened with 0: the claim may have opened it itself just now
        return all((seen.get(pair) or 0) == (turn or 0) for pair, turn in turns.items())

    def _prepare_wake(self, pairs):
        """Return what to do if this transaction comes to nothing: whoever was told
        that these goods are gone has to look again."""
        registry, products = self.env.registry, [product for product, _ in pairs]

        def wake():
            try:
                with registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["sale.order.line"]._wake_waiting(products)
            except psycopg2.Error:
                # the retry comes every hour all the same
                _logger.warning("waiting orders not woken", exc_info=True)

        return wake
