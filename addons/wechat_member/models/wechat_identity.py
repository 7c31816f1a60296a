from odoo import api, fields, models
from odoo.tools import SQL

SEXES = [("0", "Unknown"), ("1", "Male"), ("2", "Female")]


class WechatIdentity(models.Model):
    """A person as one WeChat account knows him: the openid is good there only.

    It is an entrance to a member and never the member himself: a card works without,
    and one member may have several.
    """

    _name = "wechat.identity"
    _description = "WeChat Identity"
    _order = "id desc"
    _rec_name = "display_name"

    account_id = fields.Many2one(
        "wechat.account", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", related="account_id.company_id", store=True, index=True
    )
    openid = fields.Char(required=True, readonly=True)
    unionid = fields.Char(
        readonly=True,
        index="btree_not_null",
        help="The same for all accounts that the merchant has joined at the platform.",
    )
    partner_id = fields.Many2one(
        "res.partner", "Member", index="btree_not_null", ondelete="set null"
    )
    member_no = fields.Char(related="partner_id.member_no")
    nickname = fields.Char(
        readonly=True, help="Decoration; WeChat gives it to few accounts."
    )
    avatar_url = fields.Char("Avatar", readonly=True)
    sex = fields.Selection(SEXES, readonly=True, default="0")
    language = fields.Char(readonly=True)
    followed = fields.Boolean("Follows", readonly=True, index=True)
    subscribed_at = fields.Datetime("Following Since", readonly=True)
    unsubscribed_at = fields.Datetime("Left", readonly=True)
    subscribe_scene = fields.Char("How He Came", readonly=True)
    scene = fields.Char(readonly=True, help="The scene of the QR code scanned.")
    last_seen_at = fields.Datetime(readonly=True)

    _openid_unique = models.UniqueIndex("(account_id, openid)")

    @api.depends("nickname", "partner_id.name", "openid")
    def _compute_display_name(self):
        for identity in self:
            name = identity.partner_id.name or identity.nickname
            identity.display_name = name or f"…{identity.openid[-6:]}"

    @api.model
    def _get_for(self, account, openid, **vals):
        """Return the identity of an openid, made if it is new, with these values.

        Values that say nothing change nothing. Two processes that hear of the same
        person at once make one record.
        """
        # people are told to us by WeChat, whoever's request it is
        self = self.sudo()
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO wechat_identity (account_id, company_id, openid, sex,
                                             create_uid, create_date, write_uid,
                                             write_date)
                VALUES (%(account)s, %(company)s, %(openid)s, '0', %(user)s,
                        now() AT TIME ZONE 'UTC', %(user)s, now() AT TIME ZONE 'UTC')
                    ON CONFLICT (account_id, openid) DO NOTHING
                """,
                account=account.id,
                company=account.sudo().company_id.id,
                openid=openid,
                user=self.env.uid,
            )
        )
        identity = self.search(
            [("account_id", "=", account.id), ("openid", "=", openid)], limit=1
        )
        news = {
            name: value
            for name, value in vals.items()
            if value and identity[name] != value
        }
        if news:
            identity.write(news)
        return identity

    def _bind(self, partner):
        """Let these identities be entrances of a member; nothing else changes hands.

        Which member an identity belongs to is decided by who calls: by unionid, by the
        openid itself or by a verified phone.
        """
        self.partner_id = partner

    def _join(self, phone, verified=False, consent=None):
        """Let this person become a member by a phone, and return the member.

        :param bool verified: the phone is proven by a code or by WeChat; otherwise
            the identity is not bound to whoever has this phone
        """
        self.ensure_one()
        member = self.env["res.partner"]._join_member(
            phone,
            self.company_id,
            "wechat",
            channel=self.qr_id.channel_id,
            consent=consent,
            verified=verified,
        )
        if verified:
            self._bind(member)
        return member
