"""One issue started and carried out by several at once, and by one that dies."""

import uuid

from psycopg2 import OperationalError

from odoo import SUPERUSER_ID, api
from odoo.exceptions import LockError
from odoo.fields import Command

from .race import Race

PEOPLE, WORKERS, PIECE = 60, 4, 7


class TestConcurrentIssue(Race):
    """Proves R260."""

    def setUp(self):
        super().setUp()
        with self.environment() as env:
            company = env["res.company"].create({"name": f"商户{self.key}"})
            env.user.company_ids += company
            program = env["loyalty.program"].create(
                {
                    "name": f"唤醒券{self.key}",
                    "program_type": "coupons",
                    "company_id": company.id,
                    "communication_plan_ids": [Command.clear()],
                }
            )
            env["res.partner"].create(
                [
                    {
                        "name": f"会员{self.key}-{number}",
                        "is_member": True,
                        "member_phone": f"138{uuid.uuid4().int % 10**8:08d}",
                        "member_company_id": company.id,
                    }
                    for number in range(PEOPLE)
                ]
            )
            self.issue = (
                env["member.issue"]
                .create(
                    {
                        "program_id": program.id,
                        "company_id": company.id,
                        "holdout_percent": 10,
                        "notify": False,
                    }
                )
                .id
            )

    def _start(self, env):
        env["member.issue"].browse(self.issue).action_start()

    def _work(self):
        """Do what the background does, committing after each piece."""
        with self.environment() as env:
            issue = env["member.issue"].browse(self.issue)
            while issue.try_lock_for_update() and issue.state == "running":
                issue._run_piece(PIECE)
                env.cr.commit()

    def _die(self):
        """Issue a piece and lose the connection before it is committed."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            env["member.issue"].browse(self.issue)._run_piece(PIECE)
            env.flush_all()
            with self.registry.cursor() as other:
                other.execute(
                    "SELECT pg_terminate_backend(%s)", [cr._cnx.info.backend_pid]
                )
            cr.execute("SELECT 1")

    def test_each_member_gets_one_whoever_starts_and_works(self):
        starts = [lambda: self.transaction(self._start)] * WORKERS
        _answers, errors, _wait = self.run_together(starts)
        self.assertTrue(all(isinstance(error, LockError) for error in errors), errors)
        with self.assertRaises(OperationalError):
            self._die()
        _answers, errors, _wait = self.run_together([self._work] * WORKERS)
        self.assertEqual(errors, [])
        self._work()
        with self.environment() as env:
            issue = env["member.issue"].browse(self.issue)
            self.assertEqual(issue.state, "done")
            self.assertEqual(len(issue.target_ids), PEOPLE)
            self.assertEqual(issue.control_count, PEOPLE // 10)
            cards = env["loyalty.card"].search([("issue_id", "=", issue.id)])
            self.assertEqual(len(cards), PEOPLE - PEOPLE // 10)
            self.assertEqual(len(cards.partner_id), len(cards))
            aside = issue.target_ids.filtered(lambda one: one.group == "control")
            self.assertFalse(aside.partner_id & cards.partner_id)
