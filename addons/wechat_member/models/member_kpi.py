"""One row per merchant and month: is it getting better? Kept, so that it stays true."""

from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

# how far back months are made up for at the first run
MONTHS = 12


class MemberKpi(models.Model):
    _name = "member.kpi"
    _description = "Month in Figures"
    _order = "month desc, company_id"
    _rec_name = "name"

    company_id = fields.Many2one(
        "res.company", string="Merchant", required=True, readonly=True, index=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date("First Day", required=True, readonly=True)
    name = fields.Char(string="Month", compute="_compute_name")
    members = fields.Integer(readonly=True, help="At the end of the month.")
    joined = fields.Integer(string="New Members", readonly=True)
    buyers = fields.Integer(
        string="Active Members", readonly=True, help="Bought in the month."
    )
    again = fields.Integer(
        string="Bought Again",
        readonly=True,
        help="Of the active members: those for whom it was not the first purchase.",
    )
    repeat_rate = fields.Float(
        readonly=True, aggregator="avg", help="Bought again ÷ active members."
    )
    sales = fields.Monetary(
        string="Members' Sales",
        readonly=True,
        help="Receipts and orders of members in the month, less what was returned.",
    )
    sales_each = fields.Monetary(
        string="Sales per Active Member", readonly=True, aggregator="avg"
    )
    claimed = fields.Integer(string="Coupons Claimed", readonly=True)
    redeemed = fields.Integer(string="Coupons Redeemed", readonly=True)
    redemption_rate = fields.Float(
        readonly=True, aggregator="avg", help="Redeemed ÷ claimed in the month."
    )
    computed_at = fields.Datetime(string="Computed on", readonly=True)

    _once = models.UniqueIndex(
        "(company_id, month)", "This month of the merchant has its figures already."
    )

    @api.depends("month")
    def _compute_name(self):
        for row in self:
            row.name = row.month and f"{row.month:%Y-%m}"

    @api.model
    def _cron_keep_months(self):
        """Compute the months that are over and have no figures yet; asked again, none.

        :return: the new rows
        """
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        made = self.browse()
        for company in companies:
            made |= self._keep_months(company)
        return made

    @api.model
    def _keep_months(self, company):
        members = self.env["res.partner"].with_context(active_test=False)
        of_company = [("is_member", "=", True), ("member_company_id", "=", company.id)]
        first = members.search(
            [*of_company, ("member_since", "!=", False)], order="member_since", limit=1
        ).member_since
        if not first:
            return self.browse()
        this = company._get_local_today().replace(day=1)
        known = set(self.search([("company_id", "=", company.id)]).mapped("month"))
        start = max(first.replace(day=1), fields.Date.subtract(this, months=MONTHS))
        months = []
        while start < this:
            if start not in known:
                months.append(start)
            start = fields.Date.add(start, months=1)
        return self.create([self._prepare_month(company, month) for month in months])

    def action_recompute(self):
        """Compute the month once more from the records of today.

        Returns of later months and merged members change what a month was.
        """
        self.check_access("write")
        for row in self:
            row.write(row._prepare_month(row.company_id, row.month))

    @api.model
    def _prepare_month(self, company, month):
        """Return the values of a merchant's month, counted from the records."""
        self.env.flush_all()
        values = {}
        for query in (self._query_members, self._query_sales, self._query_coupons):
            self.env.cr.execute(query(company, *self._get_window(company, month)))
            values |= self.env.cr.dictfetchone()
        return values | {
            "company_id": company.id,
            "month": month,
            "repeat_rate": _share(values["again"], values["buyers"]),
            "sales_each": _share(values["sales"], values["buyers"]),
            "redemption_rate": _share(values["redeemed"], values["claimed"]),
            "computed_at": fields.Datetime.now(),
        }

    @api.model
    def _get_window(self, company, month):
        """Return the first moment of a month and of the next, in UTC."""
        zone = pytz.timezone(company._get_local_tz())
        return [
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (month, fields.Date.add(month, months=1))
        ]

    def _query_members(self, company, start, end):
        # a card is dated by the day in the shop's zone, which both ends stand for
        zone = pytz.timezone(company._get_local_tz())
        first, after = (
            pytz.utc.localize(moment).astimezone(zone).date() for moment in (start, end)
        )
        return SQL(
            """
            SELECT count(*) AS members,
                   count(*) FILTER (WHERE member_since >= %(first)s) AS joined
              FROM res_partner
             WHERE is_member AND member_company_id = %(company)s
               AND member_since <= %(last)s
            """,
            company=company.id,
            first=first,
            last=after - timedelta(days=1),
        )

    def _query_sales(self, company, start, end):
        return SQL(
            """
            WITH bought AS (
                SELECT sold.partner_id, COALESCE(SUM(sold.amount), 0) AS amount,
                       count(*) FILTER (WHERE sold.amount > 0) AS times
                  FROM (SELECT partner_id, amount_total AS amount
                          FROM pos_order
                         WHERE state IN ('paid', 'done')
                           AND company_id = %(company)s
                           AND date_order >= %(start)s AND date_order < %(end)s
                         UNION ALL
                        SELECT partner_id, amount_total
                          FROM sale_order
                         WHERE state = 'sale'
                           AND company_id = %(company)s
                           AND date_order >= %(start)s AND date_order < %(end)s
                       ) sold
                  JOIN res_partner member ON member.id = sold.partner_id
                   AND member.is_member
              GROUP BY sold.partner_id)
            SELECT COALESCE(SUM(amount), 0) AS sales,
                   count(*) FILTER (WHERE times > 0) AS buyers,
                   count(*) FILTER (WHERE times > 1 OR times = 1 AND (
                       EXISTS (SELECT FROM pos_order
                                WHERE partner_id = bought.partner_id
                                  AND company_id = %(company)s
                                  AND state IN ('paid', 'done')
                                  AND amount_total > 0
                                  AND date_order < %(start)s)
                       OR EXISTS (SELECT FROM sale_order
                                   WHERE partner_id = bought.partner_id
                                     AND company_id = %(company)s
                                     AND state = 'sale'
                                     AND date_order < %(start)s))) AS again
              FROM bought
            """,
            company=company.id,
            start=start,
            end=end,
        )

    def _query_coupons(self, company, start, end):
        return SQL(
            """
            SELECT (SELECT count(*)
                      FROM loyalty_card card
                      JOIN loyalty_program program ON program.id = card.program_id
                       AND program.program_type IN %(types)s
                      JOIN res_partner member ON member.id = card.partner_id
                       AND member.member_company_id = %(company)s
                     WHERE COALESCE(card.claimed_at, card.create_date) >= %(start)s
                       AND COALESCE(card.claimed_at, card.create_date) < %(end)s
                   ) AS claimed,
                   (SELECT count(*)
                      FROM coupon_redemption taken
                      JOIN loyalty_program program ON program.id = taken.program_id
                       AND program.program_type IN %(types)s
                     WHERE taken.company_id = %(company)s
                       AND taken.state = 'consumed'
                       AND taken.closed_at >= %(start)s AND taken.closed_at < %(end)s
                   ) AS redeemed
            """,
            company=company.id,
            start=start,
            end=end,
            types=tuple(self.env["loyalty.card"]._coupon_types()),
        )


def _share(part, whole):
    return part / whole if whole else 0.0
