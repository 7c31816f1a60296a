from datetime import datetime, timezone

from odoo import api, fields, models

from ..wechat import Refused, WechatError

INFO_PATH = "/cgi-bin/user/info"
QR_PREFIX = "qrscene_"


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

    def _note_follow(self, sent_at, event_key=""):
        """Note that this person follows the account since ``sent_at`` (naive UTC).

        :param str event_key: what the event says of the QR code that was scanned
        """
        self.ensure_one()
        if self.unsubscribed_at and self.unsubscribed_at > sent_at:
            return
        scene = (event_key or "").removeprefix(QR_PREFIX)
        self.write({"followed": True, "subscribed_at": sent_at})
        self._note_scan(scene)

    def _note_unfollow(self, sent_at):
        """Note that this person has left, unless he came back later."""
        self.ensure_one()
        if not self.subscribed_at or self.subscribed_at <= sent_at:
            self.write({"followed": False, "unsubscribed_at": sent_at})

    def _note_scan(self, scene):
        """Note the QR code that was scanned; the first one is how he came."""
        self.ensure_one()
        if not scene:
            return
        code = self.env["wechat.qr"]._find(self.account_id, scene)
        vals = {"scene": scene[:64]}
        if code and not self.qr_id:
            vals["qr_id"] = code.id
        self.write(vals)

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
        if not self.qr_id:
            self._note_scan(str(data.get("qr_scene_str") or ""))

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
