from datetime import datetime, timezone

from odoo import api, fields, models

from ..wechat import Refused, WechatError

INFO_PATH = "/cgi-bin/user/info"


class WechatIdentity(models.Model):
    """Following: how somebody came, and what WeChat tells of him.

    It is good to know and needed for nothing: the card works without.
    """

    _inherit = "wechat.identity"

    qr_id = fields.Many2one(
        "wechat.qr",
        "Came by QR Code",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The first code that was scanned; it stays.",
    )

    def _note_scan(self, scene):
        """Note the QR code that was scanned; the first one is how he came."""
        self.ensure_one()
        if not scene:
            return
        if not self.scene:
            self.scene = scene[:64]
        if not self.qr_id:
            self.qr_id = self.env["wechat.qr"]._find(self.account_id, scene)

    def _refresh(self):
        """Ask WeChat what it tells of these people; who cannot be asked is left out."""
        for identity in self:
            try:
                data = identity.account_id._call(
                    INFO_PATH,
                    verb="GET",
                    params={"openid": identity.openid, "lang": "zh_CN"},
                )
            except Refused:
                continue
            identity._take_over(data)

    def _take_over(self, data):
        """Write what ``user/info`` said about one person."""
        vals = self._read_told(data)
        if "subscribe" in data:
            vals["followed"] = str(data["subscribe"]) == "1"
        since = data.get("subscribe_time")
        if isinstance(since, int) and since > 0 and not self.subscribed_at:
            moment = datetime.fromtimestamp(since, timezone.utc)
            vals["subscribed_at"] = moment.replace(tzinfo=None)
        self.write({name: value for name, value in vals.items() if value != ""})
        self._note_scan(self._read_text(data.get("qr_scene_str")))
        self._recognise()

    def _recognise(self):
        """Bind who is a member by his unionid in another account of the merchant."""
        if self.unionid and not self.partner_id and (member := self._match_member()):
            self._bind(member)

    @api.model
    def _read_told(self, data):
        """Return our values of what WeChat tells of somebody, shortened and cleaned."""
        sex = str(data.get("sex") or "")
        told = {
            "unionid": data.get("unionid"),
            "nickname": data.get("nickname"),
            "avatar_url": data.get("headimgurl"),
            "language": data.get("language"),
            "subscribe_scene": data.get("subscribe_scene"),
        }
        vals = {name: self._read_text(value) for name, value in told.items()}
        if not vals["avatar_url"].startswith("https://"):
            vals["avatar_url"] = ""
        vals["sex"] = sex if sex in ("1", "2") else ""
        return {name: value for name, value in vals.items() if value}

    @api.model
    def _read_text(self, value):
        """Return decoration from outside as text that can be shown on one line."""
        if not isinstance(value, str):
            return ""
        whole = value.encode("utf-8", "ignore").decode("utf-8")
        return "".join(sign for sign in whole if sign.isprintable())[:256].strip()

    def action_refresh(self):
        """Ask WeChat about these people again, and say so where it does not answer."""
        self.check_access("write")
        with self.env["wechat.account"]._speaking():
            # what WeChat tells is read-only for everybody
            self.sudo()._refresh()
        return True

    @api.model
    def _cron_refresh(self, batch=100):
        """Ask about followers of whom nothing is known yet, the newest first."""
        since = fields.Datetime.subtract(fields.Datetime.now(), days=2)
        domain = [
            ("followed", "=", True),
            ("subscribe_scene", "=", False),
            ("create_date", ">", since),
            ("account_id.active", "=", True),
        ]
        for identity in self.search(domain, limit=batch):
            try:
                identity._refresh()
            except WechatError:
                # its account rests now; the others go on
                continue
            self.env["ir.cron"]._commit_progress(1)
