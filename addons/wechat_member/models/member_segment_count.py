"""How many belong to a segment, and whom of them an offer may reach."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL


class MemberSegment(models.Model):
    """Counted in one statement for all figures, so that a million is counted soon.

    An open segment is counted anew; lists of segments show what was counted last,
    which is every night and whenever a segment changes.
    """

    _inherit = "member.segment"

    kept_count = fields.Integer("Members at Last Count", readonly=True, copy=False)
    kept_at = fields.Datetime("Counted on", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        segments = super().create(vals_list)
        segments._keep_counts()
        return segments

    def write(self, vals):
        result = super().write(vals)
        if set(self._get_criteria()) & set(vals):
            self._keep_counts()
        return result

    @api.model
    def _keep_company_counts(self, company):
        """Count the segments of a company; the tags are up to date."""
        self.search([("company_id", "=", company.id)])._keep_counts()

    def _keep_counts(self):
        for segment in self:
            members, _reachable, _net, _tickets = segment._count_people()
            segment.write({"kept_count": members, "kept_at": fields.Datetime.now()})

    @api.depends(lambda self: self._get_criteria())
    def _compute_counts(self):
        for segment in self:
            segment.member_count, segment.reachable_count, *_rest = (
                segment._count_people()
            )

    def _count_people(self):
        """Return (members, those an offer may reach, their net sales, their receipts).

        Reachable is whom the message gate would let an offer pass to now.
        """
        self.ensure_one()
        company = self.company_id or self.env.company
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT count(*),
                       count(*) FILTER (
                           WHERE member.member_consent IS TRUE
                             AND member.member_phone IS NOT NULL
                             AND quiet.phone IS NULL),
                       COALESCE(sum(bought.net), 0),
                       COALESCE(sum(bought.ticket_count), 0)
                  FROM %(people)s
             LEFT JOIN (%(quiet)s) quiet ON quiet.phone = member.member_phone
                """,
                people=self._query_people(),
                quiet=self._query_quiet(company),
            )
        )[0]

    def _query_people(self):
        """Return the members ``member`` joined with what they ``bought``.

        A condition on purchases is met by the row that is joined, not by another one.
        """
        partners, rows = self.env["res.partner"], self.env["member.activity"]
        wanted = self._get_activity_domain()
        inner = self.stage != "none" and not wanted.is_true()
        domain = self._get_member_domain() if inner else self._get_domain()
        members = partners._search(domain).select(
            *(
                SQL.identifier(partners._table, name)
                for name in ("id", "member_consent", "member_phone")
            )
        )
        bought = rows._search(wanted if inner else []).select(
            *(
                SQL.identifier(rows._table, name)
                for name in ("partner_id", "net", "ticket_count")
            )
        )
        return SQL(
            "(%s) member %s (%s) bought ON bought.partner_id = member.id",
            members,
            SQL("JOIN") if inner else SQL("LEFT JOIN"),
            bought,
        )

    def _query_quiet(self, company):
        """Return the numbers that no offer may go to now."""
        return SQL(
            """
            SELECT person.phone
              FROM message_recipient person
             WHERE person.company_id = %(company)s
               AND (person.opted_out_at IS NOT NULL OR %(cap)s <= 0 OR person.id IN (
                    SELECT recipient_id FROM message_gate
                     WHERE kind = 'marketing' AND state = 'passed'
                       AND date > %(since)s
                  GROUP BY recipient_id
                    HAVING count(*) >= %(cap)s))
            """,
            company=company.id,
            cap=company.message_cap,
            since=fields.Datetime.now() - timedelta(days=company.message_window_days),
        )
