import datetime

from odoo import api, fields, models
from odoo.modules import module
from odoo.tools import SQL

from odoo.addons.brand_outlet.claim_channel import ChannelBusy, get_channel

# how long a claim that is over may be needed to tell who overlapped with whom
KEPT_MINUTES = 15


class MoneyClaim(models.Model):
    """Money of a seller that a transaction which is still open is about to bind.

    As with the claims of stock: what a transaction is going to take is said on another
    connection, in one short statement that sees all that is committed and claimed. A
    claim is worth exactly as much as the transaction it names. Once that is committed,
    what it wrote counts instead; if it comes to nothing, so does the claim.
    """

    _name = "money.claim"
    _description = "Claim on a Seller's Balance by an Open Transaction"
    _log_access = False

    # no references: nobody waits for a claim
    partner = fields.Integer(required=True, readonly=True)
    company = fields.Integer(required=True, readonly=True)
    kind = fields.Char(required=True, readonly=True)
    amount = fields.Float(required=True, readonly=True, digits=(16, 4))
    xid = fields.Char(required=True, readonly=True)
    claimed_at = fields.Datetime(required=True, readonly=True)

    _balance_idx = models.Index("(partner, company)")

    def init(self):
        self.env.cr.execute(
            "SELECT relpersistence FROM pg_class WHERE oid = 'money_claim'::regclass"
        )
        if self.env.cr.fetchone() != ("u",):
            # where the database crashes, all transactions end too
            self.env.cr.execute("ALTER TABLE money_claim SET UNLOGGED")

    @api.model
    def _get_live_sql(self):
        """Return the condition that the transaction of a claim is still open, as the
        snapshot of the query sees it: money counts either here or as bound."""
        return SQL(
            """
            NOT pg_visible_in_snapshot(claim.xid::xid8, pg_current_snapshot())
            AND claim.xid::xid8 < pg_snapshot_xmax(pg_current_snapshot())
            AND claim.xid::xid8 IS DISTINCT FROM pg_current_xact_id_if_assigned()
            """
        )

    @api.model
    def _get_sum_sql(self, partner, company, kind=None):
        """Return the expression of what others claim of this balance right now."""
        return SQL(
            """
            COALESCE((SELECT SUM(claim.amount) FROM money_claim claim
                       WHERE claim.partner = %s AND claim.company = %s AND %s AND %s),
                     0)
            """,
            partner.id,
            company.id,
            SQL("claim.kind = %s", kind) if kind else SQL("TRUE"),
            self._get_live_sql(),
        )

    @api.model
    def _take(self, partner, company, amount, kind):
        """Claim an amount for this transaction.

        :param str kind: "order" or "withdrawal", see ``reseller.account``
        :return: what is missing, 0 if it was claimed
        """
        key, promises = (partner.id, company.id), self._get_promises()
        missing = None
        if not module.current_test and key not in promises["passed"]:
            try:
                missing = self._send(partner, company, amount, kind)
            except ChannelBusy:
                missing = None
        if missing == 0:
            promises["claimed"].add(key)
            return 0.0
        if missing and key in promises["claimed"]:
            # the gate was written for the claim before: it can not be written here
            return missing
        # what this very transaction brought is only seen from within
        account = self.env["reseller.account"]
        missing = amount - account._get_room(partner, company, kind)
        if account._is_short(company, missing):
            return missing
        self.env["money.gate"]._pass(partner, company)
        promises["passed"].add(key)
        return 0.0

    @api.model
    def _get_promises(self):
        """The balances this transaction claimed from, and those whose gate it holds:
        for them another connection would have to wait."""
        empty = {"claimed": set(), "passed": set()}
        return self.env.cr.postcommit.data.setdefault("money_promises", empty)

    def _send(self, partner, company, amount, kind):
        """Claim on a connection of its own; return what is missing."""
        [(xid,)] = self.env.execute_query(SQL("SELECT pg_current_xact_id()::text"))
        room = self.env["reseller.account"]._get_room_sql(partner, company, kind)
        least = company.currency_id.rounding / 2
        query = SQL(
            """
            SELECT set_config('lock_timeout', '5s', TRUE);
            %(opened)s;
            SELECT FROM money_gate WHERE partner_id = %(partner)s
               AND company_id = %(company)s FOR NO KEY UPDATE;
            DELETE FROM money_claim claim
             WHERE claim.partner = %(partner)s AND claimed_at < %(old)s
               AND NOT (%(live)s);
            WITH judged AS (SELECT %(amount)s - (%(room)s) AS missing),
            taken AS (
                INSERT INTO money_claim
                       (partner, company, kind, amount, xid, claimed_at)
                SELECT %(partner)s, %(company)s, %(kind)s, %(amount)s, %(xid)s, %(now)s
                  FROM judged WHERE missing < %(least)s),
            turned AS (
                UPDATE money_gate SET turn = turn + 1 FROM judged
                 WHERE partner_id = %(partner)s AND company_id = %(company)s
                   AND missing < %(least)s)
            SELECT CASE WHEN missing < %(least)s THEN 0 ELSE missing END FROM judged
            """,
            opened=self.env["money.gate"]._get_open_sql(partner, company),
            partner=partner.id,
            company=company.id,
            old=fields.Datetime.now() - datetime.timedelta(minutes=KEPT_MINUTES),
            live=self._get_live_sql(),
            amount=amount,
            room=room,
            kind=kind,
            xid=xid,
            now=fields.Datetime.now(),
            least=least,
        )
        [(missing,)] = get_channel(self.env.cr.dbname).fetch(query.code, query.params)
        return float(missing)
