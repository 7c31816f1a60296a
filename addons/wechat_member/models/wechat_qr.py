from urllib.parse import urlencode

from odoo import api, fields, models
from odoo.exceptions import UserError

QR_PATH = "/cgi-bin/qrcode/create"
SIZE = {"width": 600, "height": 600, "quiet": 1}
LONGEST_SCENE = 64


class WechatQr(models.Model):
    """A QR code of an official account: who scans it follows, and it is known where.

    The code of the merchant's own pages works without WeChat; this one is an extra
    entrance.
    """

    _name = "wechat.qr"
    _description = "WeChat QR Code"
    _inherit = ["mail.thread"]
    _order = "id desc"

    name = fields.Char(
        "Place", required=True, help="Where it hangs: a poster, a till, an article."
    )
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        "wechat.account",
        required=True,
        index=True,
        domain="[('kind', '=', 'official')]",
        default=lambda self: self._get_usual_account(),
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="account_id.company_id", store=True)
    channel_id = fields.Many2one(
        "member.channel",
        domain="[('company_id', '=', company_id)]",
        help="Members who came by this code are counted for this channel.",
    )
    scene = fields.Char(
        copy=False,
        required=True,
        readonly=True,
        default=lambda self: self.env["member.channel"]._make_code(),
    )
    content = fields.Char("What It Says", copy=False, readonly=True)
    qr_url = fields.Char("QR Code", compute="_compute_qr_url")
    identity_ids = fields.One2many("wechat.identity", "qr_id", readonly=True)
    scan_count = fields.Integer("Came", compute="_compute_results")
    follower_count = fields.Integer("Following Now", compute="_compute_results")
    member_count = fields.Integer("Members", compute="_compute_results")

    _scene_unique = models.UniqueIndex("(account_id, scene)")

    @api.model
    def _get_usual_account(self):
        return self.env["wechat.account"].search(
            [("kind", "=", "official"), ("company_id", "=", self.env.company.id)],
            limit=1,
        )

    @api.depends("content")
    def _compute_qr_url(self):
        for code in self:
            query = {"barcode_type": "QR", "value": code.content, **SIZE}
            code.qr_url = code.content and f"/report/barcode?{urlencode(query)}"

    def _compute_results(self):
        """Count who came by each code, who still follows, and who became a member."""
        identities = self.env["wechat.identity"]
        mine = [("qr_id", "in", self.ids)]
        figures = [
            dict(identities._read_group(mine + more, ["qr_id"], ["__count"]))
            for more in ([], [("followed", "=", True)], [("partner_id", "!=", False)])
        ]
        for code in self:
            code.scan_count, code.follower_count, code.member_count = (
                figure.get(code, 0) for figure in figures
            )

    @api.model
    def _find(self, account, scene):
        """Return the code of an account with this scene, or nothing."""
        if not scene or len(scene) > LONGEST_SCENE:
            return self.browse()
        domain = [("account_id", "=", account.id), ("scene", "=", scene)]
        return self.with_context(active_test=False).search(domain, limit=1)

    def action_fetch(self):
        """Have WeChat make the code; asked again, it is the same one.

        :raise UserError: WeChat refuses or does not answer
        """
        self.check_access("write")
        for code in self:
            scene = {"scene": {"scene_str": code.scene}}
            payload = {"action_name": "QR_LIMIT_STR_SCENE", "action_info": scene}
            with code.account_id._speaking():
                answer = code.account_id._call(QR_PATH, payload, idempotent=True)
            content = answer.get("url")
            if not isinstance(content, str) or not content.startswith("http"):
                raise UserError(self.env._("WeChat sent no code. Try again."))
            # what is printed comes from WeChat and nobody types it
            code.sudo().content = content
        return True

    def action_view_identities(self):
        """Show who came by this code."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.wechat_identity_action"
        )
        return action | {"domain": [("qr_id", "in", self.ids)], "context": {}}
