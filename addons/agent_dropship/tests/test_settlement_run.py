from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.brand_outlet.tests.test_import_tour import leave_out_missing_asset

from ..wizards import settlement_generate
from .settlement_common import SettlementCommon


class RunCommon(SettlementCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finance = new_test_user(
            cls.env, "run_finance", "brand_outlet.group_finance"
        )
        cls._deliver_order(cls._make_order((cls.coat, 2, 300.0)))
        cls._stock(cls.coat, cls.near, -490)
        cls._deliver_order(cls._make_order((cls.coat, 20, 300.0)))
        cls.start = fields.Date.start_of(
            fields.Date.context_today(cls.env.user), "month"
        )
        cls.end = fields.Date.end_of(cls.start, "month")
        cls.agents = cls.near | cls.far

    def _ask(self, user=None):
        wizard = self.env["settlement.generate"].with_user(user or self.finance)
        wizard = wizard.create({"date_from": self.start, "date_to": self.end})
        return wizard.action_generate()

    def _ask_for_many(self):
        with patch.object(settlement_generate, "LARGE", 0):
            action = self._ask()
        run = self.env[action["res_model"]].browse(action["res_id"])
        return run.with_user(self.finance)

    def _read_statements(self):
        return self.env["settlement.statement"].search(
            [("partner_id", "in", self.agents.ids), ("date_from", "=", self.start)]
        )

    def _work(self):
        with self.enter_registry_test_mode():
            self.env.ref("agent_dropship.cron_settlement_run").method_direct_trigger()


@tagged("post_install", "-at_install")
class TestSettlementRun(RunCommon):
    """Many statements are made in the background, for everybody to watch."""

    def test_few_lines_are_on_statements_at_once(self):
        action = self._ask()
        self.assertEqual(action["res_model"], "settlement.statement")
        self.assertEqual(self._read_statements().partner_id, self.agents)

    def test_many_lines_are_left_to_the_job_which_tells_how_far_it_is(self):
        run = self._ask_for_many()
        self.assertEqual((run._name, run.state), ("settlement.run", "waiting"))
        self.assertEqual(run.progress, 0)
        self.assertFalse(self._read_statements())
        self._work()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.progress, run.left_count), ("done", 100, 0))
        self.assertGreaterEqual(run.done_count, 2)
        made = self.env["settlement.statement"].search(
            run.action_open_statements()["domain"]
        )
        self.assertEqual(made & self._read_statements(), self._read_statements())
        self.assertEqual(self._read_statements().partner_id, self.agents)

    def test_job_that_was_stopped_goes_on(self):
        run = self._ask_for_many()
        statements = run.sudo()._get_statements()
        chunks = statements._generate_chunks(self.start, self.end, chunk=1)
        done, left = next(chunks)
        chunks.close()
        run.sudo().write({"state": "running", "done_count": done, "left_count": left})
        first = self._read_statements()
        self._work()
        self.env.invalidate_all()
        self.assertEqual((run.state, run.done_count), ("done", done + left))
        self.assertEqual(self._read_statements() & first, first)
        self.assertEqual(self._read_statements().partner_id, self.agents)
        self._work()
        self.assertEqual(len(self._read_statements()), 2)

    def test_only_who_settles_asks_for_statements(self):
        for user in (self.near_user, self.brand_user):
            with self.assertRaises(AccessError):
                self._ask(user)
            with self.assertRaises(AccessError):
                self.env["settlement.run"].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestWatchedRun(RunCommon, HttpCase):
    def test_who_watches_sees_the_end_without_a_click(self):
        leave_out_missing_asset(self.env)
        run = self._ask_for_many()
        cron = self.env.ref("agent_dropship.cron_settlement_run")
        self.browser_js(
            f"/odoo/outlet-statement-runs/{run.id}",
            """
            const until = async (found) => {
                while (!found()) await new Promise((done) => setTimeout(done, 100));
            };
            const stage = () => document.querySelector(
                ".o_field_statusbar .o_arrow_button_current")?.dataset.value;
            (async () => {
                await until(() => stage() === "waiting"
                    && document.querySelector("[role=status] .fa-spin"));
                const params = {model: "ir.cron", method: "method_direct_trigger",
                                args: [[CRON]], kwargs: {}};
                await fetch("/web/dataset/call_kw", {
                    method: "POST", headers: {"Content-Type": "application/json"},
                    body: JSON.stringify({jsonrpc: "2.0", method: "call", params})});
                await until(() => stage() === "done"
                    && !document.querySelector("[role=status] .fa-spin"));
                console.log("test successful");
            })();
            """.replace("CRON", str(cron.id)),
            login="admin",
            timeout=60,
        )
        self.env.invalidate_all()
        self.assertEqual(run.state, "done")
