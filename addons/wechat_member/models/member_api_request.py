"""Requests of other systems: each number is done once, whoever repeats it."""

import hashlib
import json
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

KEPT = timedelta(days=180)


class MemberApiRequest(models.Model):
    """One request, as it may be kept: codes shortened, nobody's name or number."""

    _name = "member.api.request"
    _description = "Request of the Redemption Interface"
    _order = "id desc"
    _rec_name = "number"
    _log_access = False

    key_id = fields.Many2one(
        "member.api.key", "System", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    action = fields.Selection(
        [("query", "Query"), ("redeem", "Redeem"), ("reverse", "Reverse")],
        required=True,
        readonly=True,
    )
    number = fields.Char("Request Number", readonly=True)
    digest = fields.Char(readonly=True, groups="base.group_system")
    code = fields.Char("Coupon Code", readonly=True, help="Its last four characters.")
    status = fields.Integer(readonly=True, help="200 is done, 4xx is refused.")
    error = fields.Char("Refused for", readonly=True)
    answer = fields.Text(readonly=True, groups="base.group_system")

    _number_once = models.UniqueIndex("(key_id, number) WHERE number IS NOT NULL")
    _date_idx = models.Index("(date)")

    @api.model
    def _open(self, key, action, body):
        """Put the request down and return (it, whether it is new).

        Of many at once with one number the first inserts; the others wait for it,
        start over and find its answer.
        """
        # what is only asked may change; what is done is done once
        number = (action != "query" and body.get("request")) or None
        code = str(body.get("code") or body.get("redemption") or "")
        # nobody writes this log but the interface itself
        self = self.sudo()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO member_api_request
                            (key_id, company_id, date, action, number, digest, code)
                     VALUES (%s, %s, now() AT TIME ZONE 'UTC', %s, %s, %s, %s)
                ON CONFLICT (key_id, number) WHERE number IS NOT NULL DO NOTHING
                  RETURNING id
                """,
                key.id,
                key.company_id.id,
                action,
                number,
                self._digest(action, body),
                code[-4:].rjust(min(len(code), 8), "*"),
            ),
            # who sends a number twice at once starts over, which is no error
            log_exceptions=False,
        )
        if rows := self.env.cr.fetchall():
            return self.browse(rows[0][0]), True
        found = [("key_id", "=", key.id), ("number", "=", number)]
        return self.search(found, limit=1), False

    def _is_same(self, action, body):
        """Whether this number stood for the same request before."""
        return self.digest == self._digest(action, body)

    def _read_answer(self):
        return json.loads(self.answer)

    def _close(self, status, answer):
        self.write(
            {
                "status": status,
                "error": answer.get("error", {}).get("code"),
                "answer": json.dumps(answer, ensure_ascii=False),
            }
        )

    @api.model
    def _digest(self, action, body):
        text = json.dumps([action, body], sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    @api.autovacuum
    def _gc_old(self):
        """Forget requests nobody repeats any more; redemptions themselves stay."""
        old = fields.Datetime.now() - KEPT
        self.search([("date", "<", old)], limit=50_000).unlink()
