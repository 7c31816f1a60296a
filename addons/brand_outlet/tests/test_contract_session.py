from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .session_common import SessionCommon


@tagged("post_install", "-at_install")
class TestContractSession(SessionCommon):
    """What a contract carried leaves the sessions with it."""

    def test_the_end_of_a_contract_takes_its_articles_out_of_sessions(self):
        coming = self._make_session(minutes=600)
        line = self._enrol(coming, self.offer, {self.article: 2})
        coming.action_approve_and_publish()
        self.contract.action_end()
        self.assertEqual((line.state, self.line.state), ("refused", "refused"))

    def test_who_has_bought_keeps_it_and_nobody_else_buys(self):
        order = self._order(2)
        order.action_confirm()
        quota = self.line.quota_ids
        quota.invalidate_recordset()
        taken = quota.claimed + quota.sold
        self.assertEqual(taken, 2)
        self.contract.action_end()
        self.assertEqual((self.line.state, quota.quota), ("approved", 2))
        self.assertEqual(order.state, "sale")

    def test_a_session_that_is_over_stays_as_it_was(self):
        over = self._make_session(minutes=30, length=10)
        line = self._enrol(over, self.offer, {self.article: 2})
        over.action_approve_and_publish()
        now = fields.Datetime.now()
        over.write({"date_start": now - timedelta(hours=3)})
        over.write({"date_end": now - timedelta(hours=2)})
        self.contract.action_end()
        self.assertEqual(line.state, "approved")

    def test_the_date_closes_the_session_when_the_daily_job_is_late(self):
        """Proves R4."""
        lines = self.env["outlet.session.line"]
        self.assertIn(self.line, lines.search(lines._open_domain()))
        yesterday = fields.Date.today() - timedelta(days=1)
        self.contract._write_terms({"date_end": yesterday})
        self.assertEqual(self.contract.state, "active")
        self.assertNotIn(self.line, lines.search(lines._open_domain()))
