"""How the members stand today: stages, levels, last seen, and what their cards hold."""

from odoo import api, fields, models
from odoo.tools import SQL

from .member_activity import STAGES

SEEN = [
    ("30", "Within 30 Days"),
    ("60", "31 to 60 Days Ago"),
    ("180", "61 to 180 Days Ago"),
    ("365", "181 to 365 Days Ago"),
    ("more", "Longer Ago"),
    ("never", "Never"),
]


class MemberReport(models.Model):
    """One picture a day of each merchant's members; former days stay as they were.

    Stage and last activity come from ``member.activity``, which is kept from the
    receipts; what the cards hold is the cards' own.
    """

    _name = "member.report"
    _description = "Members in Numbers"
    _inherit = ["member.summary"]
    _order = "date desc, id"
    _rec_name = "stage"

    stage = fields.Selection(STAGES, readonly=True)
    level_id = fields.Many2one("member.level", readonly=True, ondelete="cascade")
    seen = fields.Selection(
        SEEN,
        string="Last Active",
        readonly=True,
        help="The last purchase or redemption, whichever came later.",
    )
    members = fields.Integer(readonly=True)
    points = fields.Float(readonly=True)
    value = fields.Monetary(string="Stored Value", readonly=True)
    coupons = fields.Integer(string="Usable Coupons", readonly=True)
    sales = fields.Monetary(string="Net Sales in a Year", readonly=True)

    def action_open_records(self):
        """Show the members behind the row, as they stand now."""
        self.ensure_one()
        activities = self.env["member.activity"]
        domain = [
            ("is_member", "=", True),
            ("member_company_id", "=", self.company_id.id),
            ("member_level_id", "=", self.level_id.id),
        ]
        of_company = [("company_id", "=", self.company_id.id)]
        if self.stage == "none":
            # without a row one has not bought; a row may say that all came back
            bought = activities._search([*of_company, ("last_date", "!=", False)])
            domain.append(("member_activity_ids", "not any", [("id", "in", bought)]))
        else:
            stage = self.company_id._get_stage_domain(self.stage)
            domain.append(("member_activity_ids", "any", of_company + list(stage)))
        if self.seen == "never":
            active = activities._search([*of_company, ("last_active", "!=", False)])
            domain.append(("member_activity_ids", "not any", [("id", "in", active)]))
        else:
            active = [("last_active", op, day) for op, day in self._get_seen_days()]
            domain.append(("member_activity_ids", "any", of_company + active))
        return self._open("res.partner", self.env._("Members"), domain)

    def _get_seen_days(self):
        """Return the bounds of the last activity as (operator, day)."""
        days = [0, *(int(key) for key, _words in SEEN if key.isdigit())]
        today = self.company_id._get_local_today()
        number = [key for key, _words in SEEN].index(self.seen)
        newest = fields.Date.subtract(today, days=days[number] + bool(number))
        bounds = [("<=", newest)] if number else []
        if self.seen.isdigit():
            oldest = fields.Date.subtract(today, days=int(self.seen))
            bounds.append((">=", oldest))
        return bounds

    # ---------------------------------------------------------------------- adding up
    @api.model
    def _rebuild(self, company):
        # Nobody knows any more how it was before: today is all that is made anew.
        today = company._get_local_today()
        self.env["member.activity"]._refresh(company)
        self._write_days(company, today, today)

    @api.model
    def _refresh(self, company):
        today = company._get_local_today()
        known = [("company_id", "=", company.id), ("date", "=", today)]
        if not self.search_count(known, limit=1):
            self._rebuild(company)

    @api.model
    def action_rebuild(self):
        """Count once more, as it is at this moment."""
        self.check_access("read")
        # Who looks may not write; what he looks at is worked out from the records.
        for company in self.env.companies:
            self.sudo()._rebuild(company)
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    def _get_columns(self):
        return "stage level_id seen members points value coupons sales".split()

    def _query_rows(self, company, window):
        return SQL(
            _MEMBERS,
            today=window["first"],
            company=company.id,
            new=company.member_new_days,
            risk=company.member_risk_days,
            lost=company.member_lost_days,
            types=tuple(self.env["loyalty.card"]._coupon_types()),
        )


_MEMBERS = """
    SELECT %(company)s, %(today)s::date, stage, level_id, seen, count(*),
           COALESCE(SUM(points), 0), COALESCE(SUM(value), 0)::numeric,
           COALESCE(SUM(coupons), 0), COALESCE(SUM(sales), 0)
      FROM (SELECT member.member_level_id AS level_id,
                   CASE WHEN ago.silent IS NULL THEN 'none'
                        WHEN ago.silent >= %(lost)s THEN 'lost'
                        WHEN ago.silent >= %(risk)s THEN 'risk'
                        WHEN ago.first <= %(new)s THEN 'new'
                        ELSE 'old' END AS stage,
                   CASE WHEN ago.active IS NULL THEN 'never'
                        WHEN ago.active <= 30 THEN '30'
                        WHEN ago.active <= 60 THEN '60'
                        WHEN ago.active <= 180 THEN '180'
                        WHEN ago.active <= 365 THEN '365'
                        ELSE 'more' END AS seen,
                   held.points, held.value, held.coupons, activity.year_net AS sales
              FROM res_partner member
         LEFT JOIN member_activity activity ON activity.partner_id = member.id
             CROSS JOIN LATERAL (
                   SELECT %(today)s::date - activity.last_date AS silent,
                          %(today)s::date - activity.first_date AS first,
                          %(today)s::date - activity.last_active AS active) ago
         LEFT JOIN (SELECT card.partner_id,
                           SUM(card.points) FILTER (
                               WHERE program.program_type = 'loyalty') AS points,
                           SUM(card.points) FILTER (WHERE program.program_type IN (
                               'ewallet', 'gift_card')) AS value,
                           count(*) FILTER (WHERE program.program_type IN %(types)s
                               AND card.points > 0) AS coupons
                      FROM loyalty_card card
                      JOIN loyalty_program program ON program.id = card.program_id
                     WHERE card.active AND card.points != 0
                       AND (card.expiration_date IS NULL
                            OR card.expiration_date >= %(today)s::date)
                  GROUP BY card.partner_id) held ON held.partner_id = member.id
             WHERE member.is_member AND member.active
               AND member.member_company_id = %(company)s) x
  GROUP BY 3, 4, 5"""
