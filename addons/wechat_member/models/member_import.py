import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import split_every

from ..tools.members_file import UnreadableFile, read_rows

CHUNK = 1000
# So many rows are taken in while the user waits; more go to the background.
AT_ONCE = 2000


class MemberImport(models.Model):
    """Members out of a workbook: looked at first, then taken in.

    Nothing is taken in that the workbook does not say clearly: each row in doubt is
    left out and named, with what to do about it. The same file twice changes nothing.
    """

    _name = "member.import"
    _description = "Import of Members"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(string="File Name", required=True)
    file = fields.Binary(required=True, attachment=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    origin = fields.Char(
        string="Where They Come From",
        required=True,
        help="How the shop came to have these numbers, e.g. paper forms of 2023. "
        "Bought lists are not for members.",
    )
    consent = fields.Selection(
        [
            ("no", "Nobody was asked"),
            ("yes", "All agreed to messages"),
            ("column", "A column of the file says so"),
        ],
        string="Agreed to Messages",
        required=True,
        default="no",
        help="Who did not agree is a member, but gets no messages.",
    )
    channel_id = fields.Many2one(
        "member.channel", domain="[('company_id', '=', company_id)]"
    )
    state = fields.Selection(
        [
            ("draft", "Not Checked"),
            ("checked", "Checked"),
            ("running", "In Progress"),
            ("done", "Done"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
        tracking=True,
    )
    row_count = fields.Integer("Rows", readonly=True, copy=False)
    new_count = fields.Integer("New Members", readonly=True, copy=False)
    changed_count = fields.Integer("Completed", readonly=True, copy=False)
    same_count = fields.Integer("Unchanged", readonly=True, copy=False)
    error_count = fields.Integer("Left Out", readonly=True, copy=False)
    done_count = fields.Integer("Rows Done", readonly=True, copy=False)
    progress = fields.Char(compute="_compute_progress")
    error_ids = fields.One2many("member.import.error", "import_id", readonly=True)

    @api.depends("done_count", "row_count")
    def _compute_progress(self):
        for record in self:
            record.progress = self.env._(
                "%(done)s of %(rows)s rows are done. You may leave this page.",
                done=record.done_count,
                rows=record.row_count,
            )

    def write(self, vals):
        if {"file", "consent", "company_id"} & set(vals):
            if any(record.state in ("running", "done") for record in self):
                raise UserError(self.env._("This file has been taken in already."))
            vals = vals | {"state": "draft"}
        return super().write(vals)

    def action_check(self):
        """Read the file and say what taking it in would do; changes no member.

        :raise UserError: the file cannot be read; says what to do
        """
        self.ensure_one()
        if self.state in ("running", "done"):
            raise UserError(self.env._("This file has been taken in already."))
        rows, errors = self._judge(self._read())
        known = self._find_known([row["phone"] for row in rows])
        self.error_ids.unlink()
        self.error_ids.create([{"import_id": self.id, **error} for error in errors])
        self.write(
            {
                "state": "checked",
                "row_count": len(rows) + len({error["row"] for error in errors}),
                "new_count": len(rows) - len(known),
                "same_count": len(known),
                "changed_count": 0,
                "error_count": len({error["row"] for error in errors}),
                "done_count": 0,
            }
        )
        return True

    def action_apply(self):
        """Take the rows in that are in order; long files go on in the background."""
        self.ensure_one()
        if self.state != "checked":
            raise UserError(self.env._("Check the file first."))
        self.write({"state": "running", "new_count": 0, "same_count": 0})
        if self.row_count <= AT_ONCE:
            return self._run()
        # the schedule belongs to the system; who may import may start it
        cron_sudo = self.env.ref("wechat_member.ir_cron_member_import").sudo()
        cron_sudo._trigger()
        return True

    @api.model
    def _cron_run(self):
        """Take in the files that wait, in pieces that stay done if one fails."""
        for record in self.search([("state", "=", "running")], order="id"):
            record._run(commit=True)

    def _run(self, commit=False):
        """Take in the rows that are not done yet."""
        rows, _errors = self._judge(self._read())
        cron = self.env["ir.cron"]
        rest = rows[self.done_count :]
        for chunk in split_every(CHUNK, rest, list):
            self._apply(chunk)
            self.done_count += len(chunk)
            if commit:
                cron._commit_progress(len(chunk), remaining=len(rows) - self.done_count)
        self.state = "done"
        return True

    def _read(self):
        try:
            return read_rows(base64.b64decode(self.file), self.name)
        except UnreadableFile as error:
            raise UserError(self._explain_unreadable(str(error))) from error

    def _explain_unreadable(self, reason):
        words = {
            "locked": self.env._(
                "The file has a password or is of an old format. Save it as an Excel "
                "workbook (.xlsx) without a password."
            ),
            "big": self.env._(
                "The file is too big. Split it into files of 200,000 rows at most."
            ),
            "headers": self.env._(
                "No column is called Mobile Number. Write the names of the columns "
                "into the first row."
            ),
        }
        return words.get(
            reason,
            self.env._("The file can't be read. Save it as an Excel workbook (.xlsx)."),
        )

    def _find_known(self, phones):
        """Return {phone: member} of this company."""
        members = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("is_member", "=", True),
                    ("member_company_id", "=", self.company_id.id),
                    ("member_phone", "in", phones),
                ]
            )
        )
        return {member.member_phone: member for member in members}
