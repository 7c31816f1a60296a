from odoo import api, fields, models

# So many lines are on statements before the next commit, unless a party has more.
CHUNK = 250_000


class SettlementRun(models.Model):
    """A period whose statements are made in the background, as it is a large one.

    The scheduled job commits after each part: whoever looks sees how far it is, and
    a job that was stopped goes on with the parties that are left.
    """

    _name = "settlement.run"
    _description = "Statements Being Made"
    _order = "id desc"

    company_id = fields.Many2one("res.company", required=True, readonly=True)
    date_from = fields.Date("First Day", required=True, readonly=True)
    date_to = fields.Date("Last Day", required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("running", "Running"), ("done", "Done")],
        required=True,
        default="waiting",
        readonly=True,
    )
    done_count = fields.Integer("Parties Done", readonly=True)
    left_count = fields.Integer("Parties Left", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")

    @api.depends("done_count", "left_count", "state")
    def _compute_progress(self):
        for run in self:
            parties = run.done_count + run.left_count
            done = 100.0 * run.done_count / parties if parties else 0.0
            run.progress = 100.0 if run.state == "done" else done

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for run in self:
            run.display_name = f"{run.date_from} – {run.date_to}"

    @api.model
    def _start(self, date_from, date_to, companies):
        """Have the statements of a period made; return the runs, one per company."""
        runs = self.create(
            [
                {"company_id": company.id, "date_from": date_from, "date_to": date_to}
                for company in companies
            ]
        )
        # the schedule is the system's; whoever settles only rings its bell
        self.env.ref("agent_dropship.cron_settlement_run").sudo()._trigger()
        return runs

    @api.model
    def _cron_run(self, chunk=CHUNK):
        """Make what was asked for, the earliest wish first."""
        cron = self.env["ir.cron"]
        for run in self.search([("state", "!=", "done")], order="id"):
            run.state = "running"
            for done, left in run._get_statements()._generate_chunks(
                run.date_from, run.date_to, chunk
            ):
                run.done_count += done
                run.left_count = left
                if not cron._commit_progress(done, remaining=left + 1):
                    return
            run.state = "done"
            cron._commit_progress(1)

    def _get_statements(self):
        self.ensure_one()
        return (
            self.env["settlement.statement"]
            .with_company(self.company_id)
            .with_context(allowed_company_ids=self.company_id.ids)
        )

    def action_open_statements(self):
        """Show the statements of the period that are there so far."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "agent_dropship.settlement_statement_action"
        )
        period = [("date_from", "=", self.date_from), ("date_to", "=", self.date_to)]
        company = [("company_id", "=", self.company_id.id)]
        return action | {"domain": period + company, "context": {}}
