from collections import Counter
from datetime import timedelta

from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from .settlement_statement_gather import CHUNK

DAY = timedelta(days=1)


class SettlementStatement(models.Model):
    """Each party's statement by its own cycle, when its own period has ended."""

    _inherit = "settlement.statement"

    @api.constrains("partner_id", "role", "company_id", "date_from", "date_to")
    def _check_days_once(self):
        """No day of a party stands on two statements."""
        self._take_calendar(self.company_id)
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT mine.name, other.name
                  FROM settlement_statement mine
                  JOIN settlement_statement other
                       ON other.partner_id = mine.partner_id
                      AND other.role = mine.role
                      AND other.company_id = mine.company_id
                      AND other.currency_id = mine.currency_id
                      AND other.id <> mine.id
                      AND other.date_from <= mine.date_to
                      AND other.date_to >= mine.date_from
                      AND (other.date_from, other.date_to)
                          <> (mine.date_from, mine.date_to)
                 WHERE mine.id IN %s LIMIT 1
                """,
                tuple(self.ids),
            )
        )
        if rows:
            raise ValidationError(
                self.env._(
                    "%(one)s and %(other)s are for the same days.",
                    one=rows[0][0],
                    other=rows[0][1],
                )
            )

    @api.model
    def _take_calendar(self, companies):
        """Only one at a time makes statements of a company.

        Transactions do not see each other's statements: of two at once the later one
        starts over and finds the days taken. One row, not one for each party: a run
        makes tens of thousands of statements.
        """
        if companies:
            self.env.cr.execute(
                SQL(
                    "UPDATE res_company SET write_date = write_date WHERE id IN %s",
                    tuple(companies.ids),
                )
            )

    @api.model
    def _cron_generate(self, chunk=CHUNK):
        """Make each party's statements of its periods that ended, company by company.

        What was missed is caught up; what is there already is not made again.

        :param chunk: how many lines in one transaction, unless a party has more
        """
        groups = self.env["share.entry"]._read_group(
            [("statement_id", "=", False), ("role", "!=", "operator")], ["company_id"]
        )
        for (company,) in groups:
            of_company = self.with_company(company)
            chunks = of_company.with_context(
                allowed_company_ids=company.ids
            )._generate_due(chunk)
            for done, left in chunks:
                if not self.env["ir.cron"]._commit_progress(done, remaining=left):
                    return

    @api.model
    def _generate_due(self, chunk=CHUNK):
        """Make what is due in the current company until yesterday.

        An early period takes its lines first: a later one would take them, too.

        :return: yields (parties done, parties left) after each chunk
        """
        plan = self._plan_periods(self.env.company._get_local_today() - DAY)
        drafts = self.search(
            [("state", "=", "draft"), ("company_id", "=", self.env.company.id)]
        ).grouped(lambda one: (one.date_from, one.date_to))
        left = sum(map(len, plan.values()))
        for period in sorted({*plan, *drafts}, key=lambda days: days[::-1]):
            drafts.get(period, self)._gather()
            for keys in self._split_parties(plan.get(period, []), chunk):
                self._generate_for(keys, *period)
                left -= len(keys)
                yield len(keys), left

    @api.model
    def _plan_periods(self, until):
        """What ended and has open lines.

        :return: ``{(first day, last day): [(party, role, company, currency, lines)]}``
        """
        terms = self.env["settlement.terms"]
        calendar = terms._get_calendar(self.env.company)
        groups = self._read_open_parties(until, "date:min", "date:max")
        settled = self._read_settled(min((row[-2] for row in groups), default=until))

        def find(key, day):
            of_party = calendar.get(key[:2], terms)
            return _find_free_period(of_party, day, settled.get(key, []), until)

        plan, several = {}, []
        for *key, count, first, last in groups:
            key = tuple(key)
            period = find(key, first)
            if find(key, last) != period:
                several.append(key)
            elif period:
                plan.setdefault(period, []).append((*key, count))
        for key, periods in self._find_periods(several, until, find).items():
            for period, count in periods.items():
                plan.setdefault(period, []).append((*key, count))
        return plan

    @api.model
    def _find_periods(self, keys, until, find):
        """``{party key: {period: lines}}`` of parties with lines in several periods."""
        if not keys:
            return {}
        domain = self._open_entries_domain(until)
        domain &= Domain("partner_id", "in", [key[0].id for key in keys])
        rows = self.env["share.entry"]._read_group(
            domain,
            ["partner_id", "role", "company_id", "currency_id", "date:day"],
            ["__count"],
        )
        found = {key: Counter() for key in keys}
        for *key, day, count in rows:
            key = tuple(key)
            if key in found and (period := find(key, day)):
                found[key][period] += count
        return found

    @api.model
    def _read_settled(self, since):
        """``{party key: [(first day, last day, still a draft)]}``."""
        statements = self.search(
            [("company_id", "=", self.env.company.id), ("date_to", ">=", since)]
        )
        settled = {}
        for one in statements:
            days = (one.date_from, one.date_to, one.state == "draft")
            settled.setdefault(one._get_party_key(), []).append(days)
        return settled

    @api.model
    def _leave_to_cycle(self, groups, start, end):
        """Return the parties a period made by hand is for.

        Who agreed on a cycle gets statements by that; who has one for some of the days
        gets no other.

        :param groups: ``[(party, role, company, currency, ...)]``
        """
        terms = self.env["settlement.terms"]
        calendars = {
            company: terms._get_calendar(company)
            for company in {group[2] for group in groups}
        }
        overlapping = self.search(
            Domain("partner_id", "in", {group[0].id for group in groups})
            & Domain([("date_from", "<=", end), ("date_to", ">=", start)])
        )
        periods = {
            one._get_party_key(): (one.date_from, one.date_to) for one in overlapping
        }

        def is_for(key):
            of_party = calendars[key[2]].get(key[:2])
            default = of_party._get_period(end) if of_party else (start, end)
            return periods.get(key, default) == (start, end)

        return [group for group in groups if is_for(tuple(group[:4]))]

    def _get_settlement_days(self):
        """The payment term of the party's settlement terms, else of its contracts."""
        self.ensure_one()
        terms = self.env["settlement.terms"]._find(
            self.partner_id, self.role, self.company_id, self.date_to
        )
        return terms.payment_days if terms else super()._get_settlement_days()


def _find_free_period(terms, day, settled, until):
    """Return the period that lines of a day are settled in, or None for now.

    Days of a statement that was sent are over: the first day after it counts. What is
    still a draft takes the lines itself.
    """
    while taken := next((days for days in settled if days[0] <= day <= days[1]), None):
        if taken[2]:
            return None
        day = taken[1] + DAY
    start, end = terms._get_period(day)
    for first, last, _draft in settled:
        if last < day:
            start = max(start, last + DAY)
        else:
            end = min(end, first - DAY)
    return (start, end) if end <= until else None
