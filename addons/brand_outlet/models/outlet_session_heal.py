import datetime

from odoo import api, fields, models
from odoo.tools import SQL

# sessions that ended longer ago are history
REACH = datetime.timedelta(days=2)


class OutletSessionQuota(models.Model):
    """The check: do the counters, the claims and the order lines tell the same?"""

    _inherit = "outlet.session.quota"

    @api.model
    def _cron_heal(self):
        """Look at the sessions of these days; what was mended is told on them."""
        since = fields.Datetime.now() - REACH
        self.search(
            [
                ("line_id.state", "=", "approved"),
                "|",
                ("session_id.date_end", ">", since),
                ("claimed", ">", 0),
            ]
        )._heal()

    def _heal(self):
        """Compare counters, claims and order lines, and mend what differs.

        :return: {session: [what was mended, in words]}
        """
        if not self:
            return {}
        Claim = self.env["outlet.session.claim"]
        Claim._mark_orphans(self)
        Claim._fold(Claim._find_due(self))
        rows = Claim._call("SELECT * FROM outlet_session_recount(%s)", [self.ids])
        self.invalidate_recordset(["quota", "claimed", "sold", "left"])
        healed = {}
        for quota_id, *figures in rows:
            quota = self.browse(quota_id)
            healed.setdefault(quota.session_id, []).append(quota._word_healed(*figures))
        for session, words in healed.items():
            # a note for the operator: other parties do not read it
            session.message_post(body="; ".join(words))
        return healed

    def _word_healed(self, claimed_before, claimed, sold_before, sold, oversold):
        words = self.env._(
            "%(article)s: claimed %(claimed_before)s → %(claimed)s, sold "
            "%(sold_before)s → %(sold)s",
            article=self.product_id.display_name,
            claimed_before=claimed_before,
            claimed=claimed,
            sold_before=sold_before,
            sold=sold,
        )
        if oversold:
            words += self.env._(", %(pieces)s more than the quota", pieces=oversold)
        return words


class OutletSessionClaim(models.Model):
    _inherit = "outlet.session.claim"

    @api.model
    def _mark_orphans(self, quotas):
        """Mark what counts as sold, but whose order was cancelled or deleted."""
        self._fetch(
            """
            UPDATE outlet_session_claim claim SET releasing = TRUE
             WHERE claim.quota_id = ANY(%s)
               AND claim.state = 'sold'
               AND NOT claim.releasing
               AND NOT EXISTS (
                   SELECT FROM sale_order_line line
                     JOIN sale_order ordered ON ordered.id = line.order_id
                    WHERE line.session_key = claim.key AND ordered.state = 'sale')
         RETURNING claim.id
            """,
            [quotas.ids],
        )

    @api.model
    def _find_due(self, quotas):
        """Return the ids of claims that are not what their orders say."""
        quotas._flush_frozen()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT claim.id
                  FROM outlet_session_claim claim
                 WHERE claim.quota_id = ANY(%s)
                   AND (claim.releasing
                        OR claim.state = 'held' AND (
                           claim.deadline <= %s
                           OR EXISTS (
                              SELECT FROM sale_order_line line
                                JOIN sale_order ordered ON ordered.id = line.order_id
                               WHERE line.session_key = claim.key
                                 AND ordered.state IN ('sale', 'cancel'))))
                 ORDER BY claim.id
                """,
                quotas.ids,
                fields.Datetime.now(),
            )
        )
        return [claim_id for (claim_id,) in rows]


class OutletSession(models.Model):
    _inherit = "outlet.session"

    def action_check(self):
        """Compare what was sold with the orders, mend what differs and say so."""
        healed = self.line_ids.quota_ids._heal()
        words = [word for words in healed.values() for word in words]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if words else "success",
                "message": "; ".join(words)
                or self.env._("Quotas, claims and orders agree."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
