from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged

from .settlement_common import SettlementCommon

ZONES = ("Asia/Shanghai", "America/New_York")


@tagged("post_install", "-at_install")
class TestReportsOfTwoCompanies(SettlementCommon):
    """Two companies, two currencies, two midnights: the figures of each report are
    worked out from what was sold, and its ways lead to just these lines.

    Proves R207.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = ZONES[0]
        own = cls.currency
        foreign = cls.env.ref("base.EUR" if own.name != "EUR" else "base.USD")
        foreign.active = True
        other = cls.env["res.company"].create(
            {"name": "Other Company", "currency_id": foreign.id}
        )
        other.partner_id.tz = ZONES[1]
        cls.env.user.company_ids |= other
        cls.companies = cls.company | other
        agents = {cls.company: cls.near}
        home = cls.env
        cls.env = home(context={**home.context, "allowed_company_ids": other.ids})
        cls.carrier.company_id = False
        agents[other] = cls._make_agent("Coast", "COAST", 39.1, 117.2)
        cls._give_contract(agents[other], other)
        cls._stock(cls.coat, agents[other], 500)
        place = cls.env["outlet.place"].create(
            {"name": "Harbour", "owner_id": cls.seller.id, "company_id": other.id}
        )
        cls.env = home
        cls.agents = agents
        cls.places = {cls.company: cls.place, other: place}
        # the first day of a month that is not settled yet, in the time of nowhere
        today = fields.Date.context_today(cls.env.user)
        cls.month = today.replace(day=1) + relativedelta(months=2)

    @classmethod
    def _give_contract(cls, agent, company, **vals):
        cls.env["brand.contract"].create(
            {
                "brand_id": cls.brand.id,
                "agent_id": agent.id,
                "company_id": company.id,
                "supply_ratio": 30,
                "date_start": "2018-01-01",
                **vals,
            }
        ).action_activate()

    def _in(self, company):
        context = {**self.env.context, "allowed_company_ids": company.ids}
        return self.env(context=context)

    def _midnight(self, company):
        """The moment, in UTC, at which the month begins for the company."""
        zone = ZoneInfo(company.partner_id.tz)
        start = datetime(self.month.year, self.month.month, 1, tzinfo=zone)
        return start.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)

    def _sell(self, company, pieces, minutes):
        """Sell coats that arrive so many minutes after the month began, or do not."""
        order = self._in(company)["sale.order"].create(
            {
                "partner_id": self.consumer.id,
                "company_id": company.id,
                "place_id": self.places[company].id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.coat.id,
                            "product_uom_qty": pieces,
                            "price_unit": 400.0,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )
        order.action_confirm()
        if minutes is None:
            return order
        with freeze_time(self._midnight(company) + timedelta(minutes=minutes)):
            self._deliver(order.picking_ids)
        return order

    def _trade(self):
        """A piece before midnight and two after it; three before come back after."""
        for company in self.companies:
            self._sell(company, 1, -30)
            self._sell(company, 2, 30)
            order = self._sell(company, 5, -30)
            picking = order.picking_ids
            with freeze_time(self._midnight(company) + timedelta(minutes=30)):
                self._return(picking, {picking.move_ids: 3})
        self.env.flush_all()

    def _get_period(self, number):
        """First and last day of the month before (0) or of the month (1)."""
        start = self.month + relativedelta(months=number - 1)
        return start, fields.Date.end_of(start, "month")

    def _get_pieces(self):
        """``{period: (delivered, returned)}``, the same in both companies."""
        return {0: (6, 0), 1: (2, 3)}

    def _get_supply(self, company):
        return {self.company: 250.0}.get(company, 300.0)

    def test_margins_are_of_the_month_of_the_company(self):
        self._trade()
        for company in self.companies:
            report = self._in(company)["settlement.margin.report"]
            for number, (out, back) in self._get_pieces().items():
                start, end = self._get_period(number)
                domain = [("date", ">=", start), ("date", "<=", end)]
                names = ("pieces", "amount_paid", "amount_agent", "amount_kept")
                [sums] = report._read_group(
                    [*domain, ("company_id", "=", company.id)],
                    aggregates=[f"{name}:sum" for name in names],
                )
                pieces, supply = out - back, self._get_supply(company)
                self.assertEqual(
                    sums,
                    (pieces, pieces * 400, pieces * supply, pieces * (400 - supply)),
                    (company.name, number),
                )
                rows = report.search([*domain, ("company_id", "=", company.id)])
                self.assertEqual(rows.currency_id, company.currency_id)

    def test_the_closing_of_each_company_is_that_of_its_midnight(self):
        self._trade()
        for company in self.companies:
            supply, opening = self._get_supply(company), 0.0
            for number, (out, back) in self._get_pieces().items():
                start, end = self._get_period(number)
                self.env.invalidate_all()
                closing = self._in(company)["settlement.closing"].with_context(
                    closing_from=start, closing_to=end
                )
                row = closing.search([("partner_id", "=", self.agents[company].id)])
                told = (row.opening, row.delivered, row.returned, row.closing)
                closed = opening + (out - back) * supply
                self.assertEqual(told, (opening, out * supply, -back * supply, closed))
                self.assertFalse(row.is_wrong)
                self.assertEqual(row.currency_id, company.currency_id)
                opening = closed
                action = row.action_view_entries()
                entries = closing.env["share.entry"].search(action["domain"])
                self.assertEqual(sum(entries.mapped("amount")), (out - back) * supply)
                self.assertEqual(entries.partner_id, self.agents[company])

    def test_the_reconciliation_counts_the_days_of_the_company(self):
        self._trade()
        for company in self.companies:
            for number, (out, back) in self._get_pieces().items():
                start, end = self._get_period(number)
                record = self._in(company)["settlement.reconciliation"].create(
                    {"date_from": start, "date_to": end}
                )
                record.action_reconcile()
                pieces = out - back
                self.assertEqual(record.delivered_quantity, pieces)
                self.assertEqual(record.paid, pieces * 400)
                self.assertEqual((record.difference, record.wrong_count), (0, 0))
                for row in record.role_ids.filtered("count"):
                    action = row.action_view_entries()
                    found = record.env[action["res_model"]].search(action["domain"])
                    self.assertEqual(len(found), row.count)
                    self.assertEqual(sum(found.mapped("amount")), row.amount)
                for row in record.party_ids:
                    action = row.action_view_entries()
                    found = record.env[action["res_model"]].search(action["domain"])
                    self.assertEqual(sum(found.mapped("amount")), row.open_amount)

    def test_what_is_to_be_paid_is_told_once_and_by_company(self):
        self._trade()
        for company in self.companies:
            forecast = self._in(company)["settlement.forecast"]
            domain = [("partner_id", "=", self.agents[company].id)]
            rows = forecast.search(domain)
            self.assertEqual(set(rows.mapped("stage")), {"share"})
            self.assertEqual(sum(rows.mapped("amount")), -5 * self._get_supply(company))
            self.assertEqual(rows.currency_id, company.currency_id)
            first = min(rows.mapped("date"))
            self.assertGreaterEqual(first, self._get_period(0)[1])

    def test_both_companies_together_are_each_as_alone(self):
        self._trade()
        start, end = self._get_period(0)
        both = self._in(self.companies)["settlement.closing"].with_context(
            closing_from=start, closing_to=end
        )
        agents = self.env["res.partner"].union(*self.agents.values())
        rows = both.search([("partner_id", "in", agents.ids)])
        self.assertEqual(
            {row.company_id: row.closing for row in rows},
            {company: 6 * self._get_supply(company) for company in self.companies},
        )

    def test_rows_of_both_companies_are_those_of_each_alone(self):
        other = self.companies[1]
        currency = other.currency_id
        charts = self._in(other)["account.chart.template"]
        charts.try_loading("generic_coa", company=other, install_demo=False)
        other.currency_id = currency
        self._give_contract(self.near, other, settlement_days=70)
        self._trade()
        for company in self.companies:
            self._bill_month(company)
            self._sell(company, 1, None)
        # it is the next day already for one of them
        with freeze_time(self._midnight(self.company) + timedelta(minutes=30)):
            for model in ("settlement.forecast", "settlement.ageing"):
                alone = sum((self._read(model, one) for one in self.companies), [])
                self.assertEqual(len({row["company_id"] for row in alone}), 2)
                for companies in (self.companies, self.companies[::-1]):
                    together = self._read(model, companies)
                    self.assertCountEqual(together, alone, (model, companies))

    def _bill_month(self, company):
        """Bill what arrived before the month began; it is due and not paid."""
        statements = self._in(company)["settlement.statement"]
        period = self._get_period(0)
        for _done in statements._generate_chunks(*period):
            pass
        mine = [("company_id", "=", company.id), ("date_to", "=", period[1])]
        bills = statements.search(mine)
        bills.action_send()
        bills.action_agree()
        bills.action_agree_for_party()
        bills.action_bill()

    def _read(self, model, companies):
        self.env.flush_all()
        self.env.invalidate_all()
        report = self._in(companies)[model]
        names = [name for name, field in report._fields.items() if field.store]
        return report.search([]).read(names, load=None)
