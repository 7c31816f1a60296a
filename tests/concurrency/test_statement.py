"""Two hands on one statement at the very same moment: one of them sees the other."""

from odoo.exceptions import UserError, ValidationError

from .race import Race

ROUNDS = 5


class TestConcurrentStatement(Race):
    def setUp(self):
        super().setUp()
        with self.environment() as env:
            self._make_world(env)

    def _make_world(self, env):
        """A party whose statements hold no lines: who agrees is what matters."""
        self.party = env["res.partner"].create({"name": f"代理{self.key}"}).id
        statements = env["settlement.statement"].create(
            [
                {
                    "partner_id": self.party,
                    "role": "agent",
                    "company_id": env.company.id,
                    "currency_id": env.company.currency_id.id,
                    "date_from": f"2001-{month:02}-01",
                    "date_to": f"2001-{month:02}-28",
                }
                for month in range(1, ROUNDS + 1)
            ]
        )
        statements.action_send()
        self.statements = statements.ids

    def _try(self, act):
        """Whether a request was taken; a refusal is an answer, too."""
        try:
            self.transaction(act)
        except (UserError, ValidationError):
            return False
        return True

    def _dispute(self, statement):
        return self._try(
            lambda env: env["settlement.dispute"].create(
                {
                    "statement_id": statement,
                    "reason": "missing",
                    "order_name": f"SO{self.key}",
                }
            )
        )

    def _agree(self, statement):
        return self._try(
            lambda env: (
                env["settlement.statement"].browse(statement).action_agree_for_party()
                or env["settlement.statement"].browse(statement).action_agree()
            )
        )

    def _bill(self, statement):
        return self._try(
            lambda env: env["settlement.statement"].browse(statement).action_bill()
        )

    def test_nobody_agrees_on_what_is_disputed_at_the_same_moment(self):
        for statement in self.statements:
            results, errors, _waits = self.run_together(
                [
                    lambda statement=statement: self._dispute(statement),
                    lambda statement=statement: self._agree(statement),
                ]
            )
            self.assertFalse(errors)
            self.assertEqual(sorted(results), [False, True])
            with self.environment() as env:
                record = env["settlement.statement"].browse(statement)
                agreed, disputed = record.state == "agreed", record.open_dispute_count
                self.assertNotEqual(agreed, bool(disputed))

    def test_two_who_agree_at_once_are_both_heard(self):
        for statement in self.statements:
            sides = [
                lambda env, one=statement: (
                    env["settlement.statement"].browse(one).action_agree()
                ),
                lambda env, one=statement: (
                    env["settlement.statement"].browse(one).action_agree_for_party()
                ),
            ]
            results, errors, _waits = self.run_together(
                [lambda act=act: self._try(act) for act in sides]
            )
            self.assertFalse(errors)
            self.assertEqual(results, [True, True])
            with self.environment() as env:
                record = env["settlement.statement"].browse(statement)
                self.assertEqual(record.state, "agreed")

    def test_one_of_two_closes_a_statement(self):
        statement = self.statements[0]
        self.assertTrue(self._agree(statement))
        results, errors, _waits = self.run_together(
            [lambda: self._bill(statement) for _number in range(4)]
        )
        self.assertFalse(errors)
        self.assertEqual(sum(results), 1)
