from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .settlement_common import SettlementCommon

DAY = timedelta(days=1)


class CycleCommon(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.finance = new_test_user(
            cls.env, "settle_finance", "brand_outlet.group_finance"
        )
        order = cls._make_order((cls.coat, 1, 400.0))
        cls._deliver_order(order)
        cls.delivered = cls._entries(order).filtered(lambda one: one.role == "agent")
        cls.Statement = cls.env["settlement.statement"]
        # the delivery itself is no business of these tests
        cls._generate().unlink()

    @classmethod
    def _book(cls, day, amount=10.0):
        """Owe the agent something on a day."""
        return cls.env["share.entry"].create(
            {
                **cls.delivered._prepare_correction_vals(f"test {day} {amount}"),
                "partner_id": cls.near.id,
                "role": "agent",
                "amount": amount,
                "date": day,
            }
        )

    @classmethod
    def _agree_on(cls, day, cycle, **vals):
        return cls.env["settlement.terms"].create(
            {
                "partner_id": cls.near.id,
                "role": "agent",
                "date_from": day,
                "cycle": cycle,
                **vals,
            }
        )

    def _run_job(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(
                "agent_dropship.cron_settlement_generate"
            ).method_direct_trigger()
        self.env.invalidate_all()

    def _run_on(self, day, hour="02:00:00"):
        """Let the job run in the morning of a day of the company."""
        with freeze_time(f"{day} {hour}"):
            self._run_job()
        return self.Statement.search(
            [("partner_id", "=", self.near.id)], order="date_from"
        )

    def _periods(self, statements):
        return [(one.date_from, one.date_to) for one in statements]


@tagged("post_install", "-at_install")
class TestCycles(CycleCommon):
    def test_each_cycle_ends_on_its_own_days(self):
        """Proves R62."""
        cases = [
            ("month", {}, "2023-02-10", ("2023-02-01", "2023-02-28")),
            ("month", {"cutoff_day": 25}, "2023-02-26", ("2023-02-26", "2023-03-25")),
            ("month", {"cutoff_day": 30}, "2023-03-01", ("2023-03-01", "2023-03-30")),
            ("month", {"every_months": 2}, "2023-01-05", ("2023-01-02", "2023-02-28")),
            ("month", {"every_months": 2}, "2023-03-05", ("2023-03-01", "2023-04-30")),
            ("half", {}, "2023-02-15", ("2023-02-01", "2023-02-15")),
            ("half", {}, "2023-02-16", ("2023-02-16", "2023-02-28")),
            ("week", {}, "2023-02-12", ("2023-02-06", "2023-02-12")),
            ("days", {"every_days": 10}, "2023-01-31", ("2023-01-22", "2023-01-31")),
        ]
        for cycle, vals, day, period in cases:
            terms = self._agree_on("2023-01-02", cycle, **vals)
            found = terms._get_period(date.fromisoformat(day))
            self.assertEqual(tuple(map(str, found)), period, f"{cycle} {vals} on {day}")
            terms.unlink()

    def test_statement_comes_when_the_own_period_has_ended(self):
        """Proves R62."""
        self._agree_on("2023-03-01", "half")
        self._book("2023-03-03")
        self.assertFalse(self._run_on("2023-03-15"))
        statement = self._run_on("2023-03-16")
        self.assertEqual(
            self._periods(statement), [(date(2023, 3, 1), date(2023, 3, 15))]
        )
        self.assertEqual(statement.total, 10.0)

    def test_the_day_ends_where_the_company_is(self):
        self._agree_on("2023-03-01", "half")
        self._book("2023-03-15")
        self.assertFalse(self._run_on("2023-03-15", "15:59:00"))
        self.assertTrue(self._run_on("2023-03-15", "16:01:00"))

    def test_missed_periods_are_caught_up_and_nothing_is_made_twice(self):
        self._agree_on("2023-01-02", "week")
        days = [date(2023, 1, 3) + 5 * number * DAY for number in range(9)]
        for number, day in enumerate(days):
            self._book(day, 10.0 + number)
        statements = self._run_on("2023-02-15")
        again = self._run_on("2023-02-15")
        self.assertEqual(again, statements)
        open_days = [day for day in days if day >= date(2023, 2, 13)]
        self.assertEqual(len(statements.entry_ids), len(days) - len(open_days))
        for statement in statements:
            for entry in statement.entry_ids:
                self.assertTrue(statement.date_from <= entry.date <= statement.date_to)

    def test_other_terms_in_the_middle_leave_no_day_out(self):
        """Every day stands on exactly one statement, whatever follows what."""
        first = date(2022, 12, 20)
        days = [first + number * DAY for number in range(120)]
        for day in days:
            self._book(day, 1.0)
        self._agree_on("2023-01-10", "half")
        self._agree_on("2023-01-19", "days", every_days=9)
        self._agree_on("2023-02-22", "week")
        self._agree_on("2023-03-07", "month", cutoff_day=25)
        statements = self._run_on(days[-1] + 40 * DAY)
        covered = [
            start + number * DAY
            for start, end in self._periods(statements)
            for number in range((end - start).days + 1)
        ]
        self.assertEqual(len(covered), len(set(covered)))
        self.assertLessEqual(set(days), set(covered))
        for statement in statements:
            self.assertEqual(
                set(statement.entry_ids.mapped("date")),
                {
                    day
                    for day in days
                    if statement.date_from <= day <= statement.date_to
                },
            )

    def test_what_is_late_goes_to_the_next_statement(self):
        self._agree_on("2023-03-01", "half")
        self._book("2023-03-03")
        self._run_on("2023-03-16").action_send()
        late = self._book("2023-03-04", 7.0)
        self.assertEqual(len(self._run_on("2023-03-20")), 1)
        statements = self._run_on("2023-04-01")
        self.assertEqual(late.statement_id, statements[1])
        self.assertEqual(
            self._periods(statements[1]), [(date(2023, 3, 16), date(2023, 3, 31))]
        )

    def test_statements_made_by_hand_leave_the_cycle_alone(self):
        self._agree_on("2023-03-01", "half")
        self._book("2023-03-03")
        self.Statement.generate("2023-03-01", "2023-03-31")
        self.assertFalse(self._run_on("2023-03-10"))
        self.assertEqual(len(self._run_on("2023-03-16")), 1)

    def test_days_that_are_settled_keep_their_terms(self):
        terms = self._agree_on("2023-03-01", "half")
        self._book("2023-03-03")
        self._run_on("2023-03-16")
        for change in ({"cycle": "week"}, {"date_from": "2023-04-01"}):
            with self.assertRaises(UserError):
                terms.write(change)
        with self.assertRaises(UserError):
            terms.unlink()
        with self.assertRaises(ValidationError):
            self._agree_on("2023-03-15", "week")
        self._agree_on("2023-03-16", "week")

    def test_two_statements_for_one_day_are_refused(self):
        self._book("2023-03-03")
        statement = self._run_on("2023-04-02")
        with self.assertRaisesRegex(ValidationError, "same days"):
            statement.copy({"date_from": "2023-03-20", "date_to": "2023-04-05"})

    def test_payment_term_is_that_of_the_terms(self):
        self._agree_on("2023-03-01", "half", payment_days=75)
        self._book("2023-03-03")
        statement = self._run_on("2023-03-16")
        statement.action_send()
        statement.action_agree()
        statement.action_agree_for_party()
        statement.with_user(self.finance).action_bill()
        bill = statement.bill_id
        self.assertEqual(
            bill.invoice_date_due, bill.invoice_date + relativedelta(days=75)
        )

    def test_the_agent_reads_his_terms_and_nobody_elses(self):
        terms = self._agree_on("2023-03-01", "half")
        self.assertEqual(terms.with_user(self.near_user).cycle, "half")
        for user in (self.far_user, self.brand_user):
            with self.assertRaises(AccessError):
                terms.with_user(user).read(["cycle"])
        with self.assertRaises(AccessError):
            terms.with_user(self.near_user).payment_days = 1
        contract = self.env["brand.contract"].search(
            [("agent_id", "=", self.near.id)], limit=1
        )
        self.assertEqual(contract.with_user(self.finance).settlement_terms_id, terms)
