"""What reports read: records added up by day, kept so that millions open at once."""

from datetime import date, datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.tools import SQL

# Every time these are added up anew: what is under way today may have begun yesterday.
FRESH = timedelta(days=1)
# transactions that began before the last time may have ended after it
OVERLAP = timedelta(minutes=15)
# so many former days that changed at once are a reason to add up all
MANY = 15
FIRST, LAST = date(1990, 1, 1), date(2200, 1, 1)


class MemberSummary(models.AbstractModel):
    """Rows of one day each, made from the records by one statement and replaced whole.

    Adding a day up twice gives the same, so nobody needs to know what has been counted:
    ``_refresh`` does the days that changed, ``_rebuild`` does all. A model gives
    ``_query_rows``, the names of its columns, and the days that changed late.
    """

    _name = "member.summary"
    _description = "Records Added up by Day"
    _log_access = False

    company_id = fields.Many2one(
        "res.company",
        string="Merchant",
        required=True,
        readonly=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Date(required=True, readonly=True)
    computed_at = fields.Datetime(string="Computed on", readonly=True)

    _company_date_idx = models.Index("(company_id, date)")

    @api.model
    def _get_columns(self):
        """Return the names of what ``_query_rows`` selects after company and date."""
        raise NotImplementedError

    @api.model
    def _query_rows(self, company, window):
        """Return the SQL of the rows of a company's days.

        :param window: SQL values ``company``, ``tz``, the days ``first`` and ``last``,
            and the moments ``start`` and ``end`` in UTC that they begin and end with
        """
        raise NotImplementedError

    @api.model
    def _find_changed_days(self, company, since):
        """Return days before yesterday whose records changed since a moment (UTC)."""
        return set()

    @api.model
    def _cron_rebuild(self):
        """Add everything up anew, for each company by itself."""
        companies = self.env["res.company"].search([])  # pylint: disable=no-search-all
        for company in companies:
            self._rebuild(company)
            self.env["ir.cron"]._commit_progress(1)

    @api.model
    def _rebuild(self, company):
        """Add up all days of a company."""
        self._write_days(company, FIRST, LAST)

    @api.model
    def _refresh(self, company):
        """Add up the days that changed since the last time."""
        self.env.cr.execute(
            SQL(
                "SELECT max(computed_at) FROM %s WHERE company_id = %s",
                SQL.identifier(self._table),
                company.id,
            )
        )
        [since] = self.env.cr.fetchone()
        if not since:
            return self._rebuild(company)
        today = company._get_local_today()
        zone = pytz.timezone(company._get_local_tz())
        last = pytz.utc.localize(since).astimezone(zone)
        begin = min(last.date(), today) - FRESH
        days = self._find_changed_days(company, since - OVERLAP)
        days = sorted(day for day in days if day < begin)
        if len(days) > MANY:
            return self._rebuild(company)
        for day in days:
            self._write_days(company, day, day)
        return self._write_days(company, begin, LAST)

    @api.model
    def _open_fresh(self, xml_id):
        """Return the action of a report whose figures are those of this moment."""
        self._keep_fresh()
        return self.env["ir.actions.act_window"]._for_xml_id(xml_id)

    @api.model
    def _keep_fresh(self, age=timedelta(0)):
        """Refresh the companies one works for, unless that was done within ``age``."""
        # Who looks may not write; what he looks at is worked out from the records.
        summary_sudo = self.sudo()
        done = summary_sudo._read_group(
            [("company_id", "in", self.env.companies.ids)],
            ["company_id"],
            ["computed_at:max"],
        )
        latest = fields.Datetime.now() - age
        fresh = {company for company, moment in done if age and moment > latest}
        for company in self.env.companies.filtered(lambda one: one not in fresh):
            # Two who look at once: the second sees what the first works out.
            self.env.cr.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), %s)",
                [self._table, company.id],
            )
            if self.env.cr.fetchone()[0]:
                summary_sudo._refresh(company)

    @api.model
    def _write_days(self, company, first, last):
        """Replace the rows of the days from first to last."""
        self.env.flush_all()
        window = self._get_window(company, first, last)
        self.env.cr.execute(
            SQL(
                "DELETE FROM %s WHERE company_id = %s AND date BETWEEN %s AND %s",
                SQL.identifier(self._table),
                company.id,
                first,
                last,
            )
        )
        columns = ["company_id", "date", *self._get_columns()]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (computed_at, %s) "
                "SELECT now() AT TIME ZONE 'UTC', x.* FROM (%s) x",
                SQL.identifier(self._table),
                SQL(", ").join(SQL.identifier(name) for name in columns),
                self._query_rows(company, window),
            )
        )
        self.invalidate_model()

    @api.model
    def _get_window(self, company, first, last):
        zone = pytz.timezone(company._get_local_tz())
        start, end = (
            zone.localize(datetime.combine(day, time.min))
            .astimezone(pytz.utc)
            .replace(tzinfo=None)
            for day in (first, last + timedelta(days=1))
        )
        return {
            "company": company.id,
            "tz": zone.zone,
            "first": first,
            "last": last,
            "start": start,
            "end": end,
        }

    @api.model
    def _to_day(self, column):
        """Return the SQL of the shop's day of a moment; ``tz`` comes by the window."""
        return f"({column} AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date"

    def _open(self, model, name, domain, views="list,form"):
        """Return the action that shows the records behind figures."""
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "view_mode": views,
            "domain": domain,
            "context": {"create": False, "active_test": False},
        }
