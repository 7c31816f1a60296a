from datetime import datetime, timedelta

from odoo import fields, models

from .wechat_account_call import PLATFORM_TZ
from .wechat_account_token import STABLE_TOKEN

STATES = [
    ("new", "Not Connected"),
    ("working", "Working"),
    ("trouble", "Trouble"),
    ("paused", "Paused"),
]
# calls that ask for nothing, to see whether anybody answers
PROBE = {"official": "/cgi-bin/getcallbackip", "mini": "/cgi-bin/get_api_domain_ip"}
# the platform refuses what is further off
MOST_SKEW = 120
MOST_RENEWALS_AN_HOUR = 4


class WechatAccount(models.Model):
    """How an account is: whether WeChat answers, and if not, what to do."""

    _inherit = "wechat.account"

    state = fields.Selection(STATES, compute="_compute_health")
    advice = fields.Text(
        compute="_compute_health", help="What is wrong and who can mend it."
    )
    pause_ids = fields.One2many(
        "wechat.pause", "account_id", compute="_compute_health", string="Resting"
    )
    last_request_at = fields.Datetime("Last Asked", compute="_compute_health")
    clock_skew = fields.Integer(
        "Clock (seconds)",
        compute="_compute_health",
        help="How far WeChat's clock is ahead of this server's.",
    )
    calls_today = fields.Integer(compute="_compute_health")
    errors_today = fields.Integer("Refused or Unanswered", compute="_compute_health")
    token_expires_at = fields.Datetime("Token Good Until", compute="_compute_health")
    renewals = fields.Integer("Renewed in 24 Hours", compute="_compute_health")
    follower_count = fields.Integer("Following Now", compute="_compute_follower_count")

    def _compute_follower_count(self):
        counts = dict(
            self.env["wechat.identity"]._read_group(
                [("account_id", "in", self.ids), ("followed", "=", True)],
                ["account_id"],
                ["__count"],
            )
        )
        for account in self:
            account.follower_count = counts.get(account, 0)

    def _compute_health(self):
        now = fields.Datetime.now()
        for account in self:
            # figures of its own account; the log itself is for managers
            account_sudo = account.sudo()
            last = account_sudo.request_ids.browse(account_sudo._find_last_ids())
            counts = account_sudo._count_today()
            token = account_sudo.env["wechat.token"].search(
                [("account_id", "=", account.id), ("kind", "=", "api")], limit=1
            )
            account.update(
                {
                    "last_request_at": last[:1].date,
                    "clock_skew": account_sudo._get_skew(),
                    "calls_today": sum(counts.values()),
                    "errors_today": sum(counts.values()) - counts.get("done", 0),
                    "token_expires_at": token.lent_to == account._get_token_mark()
                    and token.expires_at,
                    "renewals": account_sudo._count_renewals(hours=24),
                    "pause_ids": account_sudo.env["wechat.pause"]
                    .search([("account_id", "=", account.id), ("until", ">", now)])
                    .ids,
                }
            )
            account.state = account._judge_state(last)
            account.advice = "\n".join(account_sudo._collect_advice(last))

    def _find_last_ids(self):
        requests = self.env["wechat.request"]
        return requests.search([("account_id", "=", self.id)], limit=3).ids

    def _count_today(self):
        """Return ``{state: calls}`` since the platform's midnight, as quotas count."""
        day = datetime.now(PLATFORM_TZ).replace(hour=0, minute=0, second=0)
        since = (day - day.utcoffset()).replace(tzinfo=None, microsecond=0)
        return dict(
            self.env["wechat.request"]._read_group(
                [("account_id", "=", self.id), ("date", ">=", since)],
                ["state"],
                ["__count"],
            )
        )

    def _count_renewals(self, hours):
        since = fields.Datetime.now() - timedelta(hours=hours)
        return self.env["wechat.request"].search_count(
            [
                ("account_id", "=", self.id),
                ("path", "=", STABLE_TOKEN),
                ("state", "=", "done"),
                ("date", ">=", since),
            ]
        )

    def _get_skew(self):
        answered = [("account_id", "=", self.id), ("state", "=", "done")]
        return self.env["wechat.request"].search(answered, limit=1).clock_skew

    def _judge_state(self, last):
        self.ensure_one()
        if not self.has_secret or not last:
            return "new"
        if any(not pause.path for pause in self.pause_ids):
            return "paused"
        return "trouble" if last[0].state == "failed" else "working"

    def _collect_advice(self, last):
        """Return sentences about what is wrong, the most pressing first."""
        if not self.has_secret:
            yield self._get_words(41004)
        for pause in self.pause_ids:
            # the address of this server stands in the text of the platform only
            words = self._get_words(pause.code)
            yield f"{pause.path}: {words}" if pause.path else f"{words} {pause.text}"
        if last and last[0].state == "failed" and not self.pause_ids:
            yield self._get_words(0)
        if abs(self.clock_skew) > MOST_SKEW:
            yield self.env._(
                "The clock of this server is %s seconds away from WeChat's. Set it "
                "right, or codes and signatures are refused.",
                self.clock_skew,
            )
        if self._count_renewals(hours=1) > MOST_RENEWALS_AN_HOUR:
            yield self.env._(
                "The token was renewed often: another system uses this app ID and "
                "secret. Let only one of them do so."
            )
        if self.has_secret and not self.has_callback and self.kind == "official":
            yield self.env._(
                "WeChat cannot tell us anything yet: enter token and key here, and "
                "the server address at the platform."
            )

    def action_check(self):
        """Ask WeChat for something that changes nothing, and say whether it answers.

        Ends the rests of the account: who presses this has mended something.

        :raise UserError: WeChat refuses or does not answer, in words
        """
        self.ensure_one()
        self.check_access("write")
        self._wake()
        with self._speaking():
            self._call(PROBE[self.kind], verb="GET")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("WeChat answers."),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_view_identities(self):
        """Show who follows or has logged in."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.wechat_identity_action"
        )
        return action | {"domain": [("account_id", "in", self.ids)]}

    def action_view_requests(self):
        """Show what was asked."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.wechat_request_action"
        )
        return action | {"domain": [("account_id", "in", self.ids)]}
