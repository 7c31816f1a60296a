from datetime import timedelta

from odoo import api, fields, models

KEPT = timedelta(days=30)


class WechatRequest(models.Model):
    """One request to WeChat as it may be kept: without secrets, people shortened.

    Rows are only added. How much of a day's quota is used, and whether an account
    answers at all, is counted from them.
    """

    _name = "wechat.request"
    _description = "WeChat Request"
    _log_access = False
    _order = "id desc"
    _rec_name = "path"

    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="account_id.company_id")
    date = fields.Datetime(required=True, readonly=True)
    path = fields.Char("Interface", required=True, readonly=True)
    state = fields.Selection(
        [
            ("done", "Done"),
            ("refused", "Refused"),
            ("failed", "Not answered"),
        ],
        required=True,
        readonly=True,
    )
    code = fields.Integer(
        "Error Code", readonly=True, help="The platform's error code; 0 is none."
    )
    text = fields.Char("Answer in Words", readonly=True)
    rid = fields.Char(
        "Request Number",
        readonly=True,
        help="What WeChat's support asks for; they know it for seven days.",
    )
    meaning = fields.Char(compute="_compute_meaning")
    duration = fields.Integer("Milliseconds", readonly=True)
    clock_skew = fields.Integer(
        "Clock", readonly=True, help="Seconds that WeChat's clock is ahead of ours."
    )
    sent = fields.Text(readonly=True)
    received = fields.Text(readonly=True)

    _account_idx = models.Index("(account_id, id DESC)")
    _path_idx = models.Index("(account_id, date, path)")
    _date_idx = models.Index("(date)")

    @api.depends("code", "state")
    def _compute_meaning(self):
        words = self.env["wechat.account"]
        for one in self:
            one.meaning = "" if one.state == "done" else words._get_words(one.code)

    @api.autovacuum
    def _gc_old(self):
        """Forget requests that nobody will ask about any more."""
        old = self.search([("date", "<", fields.Datetime.now() - KEPT)], limit=50_000)
        old.unlink()
