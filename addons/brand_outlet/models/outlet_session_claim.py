import datetime
import logging
import time

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.modules import module
from odoo.tools import SQL, file_open

from ..claim_channel import ChannelBusy, get_channel

_logger = logging.getLogger(__name__)
DEADLOCK = "40P01"
UNIQUE = "23505"
TRIES = 3


def _give_back(database, keys):
    """Return claims whose orders came to nothing; confirmed ones stay."""
    if module.current_test:
        return
    now = fields.Datetime.now()
    try:
        rows = get_channel(database).fetch(
            """
            UPDATE outlet_session_claim SET deadline = %s
             WHERE key = ANY(%s) AND state = 'held'
         RETURNING id
            """,
            [now - datetime.timedelta(seconds=1), keys],
        )
        get_channel(database).fetch(
            "SELECT outlet_session_fold(%s, %s, %s)",
            [[claim_id for (claim_id,) in rows], now, now],
        )
    except (psycopg2.Error, ChannelBusy):
        # they are free after their deadline all the same
        _logger.warning("claims not given back yet", exc_info=True)


class OutletSessionClaim(models.Model):
    """A promise: pieces of a quota that are one buyer's until a deadline.

    Claims are written by two functions of the database (``sql/session_claim.sql``) on
    a connection of their own, so that thousands can claim one article: a claim takes
    a millisecond, confirming an order a hundred. What ties a claim to what became of
    it is its key, which the order line carries too. A claim says "sold" only after
    its order was committed as confirmed; until then it counts as claimed.
    """

    _name = "outlet.session.claim"
    _description = "Session Claim"
    _order = "id desc"
    _log_access = False

    key = fields.Char(required=True, readonly=True)
    quota_id = fields.Many2one(
        "outlet.session.quota", required=True, readonly=True, ondelete="cascade"
    )
    line_id = fields.Many2one(
        "outlet.session.line", required=True, readonly=True, ondelete="cascade"
    )
    session_id = fields.Many2one(related="line_id.session_id")
    product_id = fields.Many2one(related="quota_id.product_id")
    pieces = fields.Integer(required=True, readonly=True)
    buyer = fields.Char(readonly=True, help="The consumer's phone.")
    state = fields.Selection(
        [("held", "Claimed"), ("sold", "Sold"), ("returned", "Returned")],
        required=True,
        readonly=True,
    )
    releasing = fields.Boolean(
        readonly=True, help="Given back with its order, not yet counted."
    )
    claimed_at = fields.Datetime(readonly=True)
    deadline = fields.Datetime(readonly=True)

    _pieces_check = models.Constraint(
        "CHECK (pieces > 0)", "A claim is for a piece at least."
    )
    _live_key_unique = models.UniqueIndex(
        "(key, quota_id) WHERE state <> 'returned'", "This claim was made already."
    )
    _due_idx = models.Index("(quota_id, deadline) WHERE state = 'held'")
    _releasing_idx = models.Index("(quota_id) WHERE releasing")
    _buyer_idx = models.Index("(line_id, buyer) WHERE state <> 'returned'")

    def init(self):
        with file_open("brand_outlet/sql/session_claim.sql") as script:
            self.env.cr.execute(script.read())

    # --- claiming -----------------------------------------------------------------

    @api.model
    def _take(self, wants, buyer, warehouses=()):
        """Claim pieces for one buyer, all or nothing; safe to repeat with its keys.

        :param list wants: (key, session line, product, pieces) each
        :param str buyer: who a limit per buyer counts for
        :param warehouses: ids, the preferred ones first
        :return: {key: [(warehouse id, pieces)]}
        :raise UserError: not open, sold out or beyond the limit, in words
        """
        if not wants:
            return {}
        wants = sorted(wants, key=lambda want: (want[1].id, want[2].id, want[0]))
        now = fields.Datetime.now()
        until = now + datetime.timedelta(minutes=self.env.company.session_claim_minutes)
        # an abandoned claim does not outlive its session
        last = max(line.date_end for _key, line, _product, _pieces in wants)
        until = min(until, last + datetime.timedelta(minutes=1))
        rows = self._call(
            "SELECT * FROM outlet_session_take(%s, %s, %s, %s, %s, %s::int[], %s, %s)",
            [
                [want[0] for want in wants],
                [want[1].id for want in wants],
                [want[2].id for want in wants],
                [want[3] for want in wants],
                buyer,
                list(warehouses),
                now,
                until,
            ],
            wants,
        )
        fresh = {key for key, _warehouse, _pieces, is_fresh in rows if is_fresh}
        if fresh:
            # what a transaction claimed goes back with it; its cursor may be closed
            # by then, so nothing of the environment is asked
            database = self.env.cr.dbname
            self.env.cr.postrollback.add(lambda: _give_back(database, list(fresh)))
        taken = {}
        for key, warehouse, pieces, _fresh in rows:
            taken.setdefault(key, []).append((warehouse, pieces))
        return taken

    def _call(self, query, params, wants=()):
        """Run one statement, again when it met a deadlock; word its refusals."""
        for attempt in range(TRIES):
            try:
                return self._fetch(query, params)
            except ChannelBusy:
                raise UserError(
                    self.env._("Too many buyers at this moment. Please try again.")
                ) from None
            except psycopg2.Error as error:
                if error.pgcode in (DEADLOCK, UNIQUE) and attempt + 1 < TRIES:
                    time.sleep(0.01 * (attempt + 1))
                    continue
                if (error.pgcode or "").startswith("OS"):
                    raise UserError(self._word_refusal(error, wants)) from None
                raise

    def _fetch(self, query, params):
        if not module.current_test:
            return get_channel(self.env.cr.dbname).fetch(query, params)
        # another connection does not see what a test has not committed
        self.env["outlet.session.quota"]._flush_frozen()
        with self.env.cr.savepoint():
            self.env.cr.execute(query, params, log_exceptions=False)
            rows = self.env.cr.fetchall()
        self.env["outlet.session.quota"].invalidate_model(["claimed", "sold", "left"])
        self.invalidate_model()
        return rows

    def _word_refusal(self, error, wants):
        """Return in words why pieces were not claimed."""
        by_key = {want[0]: want for want in wants}
        _key, line, product, _pieces = by_key[error.diag.message_detail]
        # the buyer need not see whose goods they are
        values = {
            "article": product.sudo().display_name,
            "session": line.sudo().session_id.name,
        }
        if error.pgcode == "OS001":
            return line.sudo()._word_closed()
        left = int(error.diag.message_hint)
        if error.pgcode == "OS002":
            return self.env._(
                "%(article)s: one buyer gets %(limit)s in this session, %(left)s more "
                "now.",
                limit=line.sudo().buyer_limit,
                left=max(left, 0),
                **values,
            )
        if left > 0:
            return self.env._(
                "%(article)s: only %(left)s left in %(session)s.", left=left, **values
            )
        return self.env._("%(article)s is sold out in %(session)s.", **values)

    # --- what became of them ------------------------------------------------------

    @api.model
    def _settle(self, keys):
        """Count in the quotas what became of these claims; safe to repeat."""
        rows = self._fetch(
            "SELECT id FROM outlet_session_claim "
            "WHERE key = ANY(%s) AND (state = 'held' OR releasing) ORDER BY id",
            [list(keys)],
        )
        self._fold([claim_id for (claim_id,) in rows])

    @api.model
    def _fold(self, claim_ids):
        """Let the database judge claims by their orders; return how many quotas
        changed."""
        if not claim_ids:
            return 0
        now = fields.Datetime.now()
        until = now + datetime.timedelta(minutes=self.env.company.session_claim_minutes)
        [(moved,)] = self._call(
            "SELECT outlet_session_fold(%s, %s, %s)", [claim_ids, now, until]
        )
        return moved

    @api.model
    def _settle_after_commit(self, keys):
        """Count these claims once the transaction that decides on them is through."""
        pending = self.env.cr.postcommit.data.setdefault("session_keys", set())
        if not pending:
            self.env.cr.postcommit.add(self._settle_pending)
        pending.update(keys)

    def _settle_pending(self):
        keys = self.env.cr.postcommit.data.pop("session_keys", set())
        try:
            self._settle(keys)
        except (psycopg2.Error, ChannelBusy, UserError):
            # the order stands; the check counts the claims within the minute
            _logger.warning("claims not counted yet", exc_info=True)

    @api.model
    def _release(self, keys):
        """Give claims back together with the order that is cancelled here.

        The mark on what was sold is part of this transaction: other sales see the
        goods as free and as the session's at the same moment. What is only claimed
        was never reserved, and is judged by its order afterwards.
        """
        self.env["outlet.session.quota"]._flush_frozen()
        self.env.cr.execute(
            SQL(
                "UPDATE outlet_session_claim SET releasing = TRUE "
                "WHERE key = ANY(%s) AND state = 'sold'",
                list(keys),
            )
        )
        self._settle_after_commit(keys)
