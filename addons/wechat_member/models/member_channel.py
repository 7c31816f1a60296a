import secrets
from urllib.parse import urlencode

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError

# No letter or digit that is mistaken for another one when typed from a poster.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8
QR_PIXELS = 600


class MemberChannel(models.Model):
    """Where members come from: one poster, one article, one bought advertisement.

    The code of the channel is part of the link and of the QR printed there. What it
    brought is counted from the records that carry it, never kept beside them.
    """

    _name = "member.channel"
    _description = "Channel"
    _inherit = ["mail.thread"]
    _order = "active desc, id desc"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    code = fields.Char(
        required=True,
        copy=False,
        readonly=True,
        default=lambda self: self._make_code(),
        help="Stands in the link. It is given once, because it may be in print.",
    )
    kind = fields.Selection(
        [
            ("poster", "Poster"),
            ("article", "Article"),
            ("ad", "Advertisement"),
            ("till", "Till"),
            ("wechat", "WeChat"),
            ("workbook", "Workbook"),
            ("other", "Other"),
        ],
        required=True,
        default="poster",
        tracking=True,
    )
    article = fields.Char(
        string="Article ID",
        index="btree_not_null",
        tracking=True,
        help="The article of the official account this channel stands in.",
    )
    cost = fields.Monetary(
        tracking=True, help="What the poster, article or advertisement cost."
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    program_id = fields.Many2one(
        "loyalty.program",
        string="Coupon",
        domain="[('is_claimable', '=', True), "
        "('company_id', 'in', [False, company_id])]",
        tracking=True,
        help="The coupon the link gives. Without one the link only joins members.",
    )
    partner_ids = fields.One2many(
        "res.partner", "member_channel_id", string="Members", readonly=True
    )

    link = fields.Char(compute="_compute_link")
    qr_url = fields.Char(string="QR Code", compute="_compute_link")
    snippet = fields.Text(
        string="For the Article",
        compute="_compute_link",
        help="Picture and link to paste into an article.",
    )
    open_count = fields.Integer(string="Opened", compute="_compute_results")
    claim_count = fields.Integer(string="Claimed", compute="_compute_results")
    member_count = fields.Integer(string="Members Gained", compute="_compute_results")
    redeemed_count = fields.Integer(string="Redeemed", compute="_compute_results")

    _code_unique = models.UniqueIndex("(code)", "This code is taken.")

    @api.depends("code", "program_id")
    def _compute_link(self):
        for channel in self:
            program = channel.program_id
            path = f"/member/join/{channel.code}"
            if program.claim_token:
                path = program._get_claim_path(channel)
            link = f"{channel.get_base_url()}{path}"
            size = {"width": QR_PIXELS, "height": QR_PIXELS, "quiet": 1}
            query = urlencode({"barcode_type": "QR", "value": link, **size})
            channel.link = link
            channel.qr_url = f"/report/barcode?{query}"
            channel.snippet = Markup(
                '<p><a href="%s"><img src="%s" alt="%s"/></a></p>'
            ) % (link, f"{channel.get_base_url()}{channel.qr_url}", channel.name)

    def _compute_results(self):
        """Count what each channel brought, from the records that carry it."""
        cards = self.env["loyalty.card"].with_context(active_test=False)
        of_these = [("claim_channel_id", "in", self.ids)]
        claimed = dict(cards._read_group(of_these, ["claim_channel_id"], ["__count"]))
        redeemed = dict(
            self.env["coupon.redemption"]._read_group(
                [("claim_channel_id", "in", self.ids), ("state", "=", "consumed")],
                ["claim_channel_id"],
                ["__count"],
            )
        )
        opened = dict(
            self.env["member.channel.open"]._read_group(
                [("channel_id", "in", self.ids)], ["channel_id"], ["opens:sum"]
            )
        )
        members = dict(
            self.env["res.partner"]
            .with_context(active_test=False)
            ._read_group(
                [("member_channel_id", "in", self.ids), ("is_member", "=", True)],
                ["member_channel_id"],
                ["__count"],
            )
        )
        for channel in self:
            channel.open_count = opened.get(channel, 0)
            channel.claim_count = claimed.get(channel, 0)
            channel.member_count = members.get(channel, 0)
            channel.redeemed_count = redeemed.get(channel, 0)

    @api.model
    def _make_code(self):
        return "".join(secrets.choice(ALPHABET) for _digit in range(CODE_LENGTH))

    @api.model
    def _find(self, code, company=None):
        """Return the channel with this code, or nothing; any text may be asked.

        :param company: a channel of another company is none
        """
        code = (code or "").strip().lower()
        if len(code) != CODE_LENGTH:
            return self.browse()
        domain = [("code", "=", code)]
        if company:
            domain.append(("company_id", "=", company.id))
        # Visitors carry codes; only the channel's id goes on from here.
        return self.browse(self.sudo().search(domain, limit=1).id)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # Whoever scans the poster next year must still be counted.
        cards = self.env["loyalty.card"].with_context(active_test=False)
        if self.sudo().partner_ids or cards.search_count(
            [("claim_channel_id", "in", self.ids)], limit=1
        ):
            raise UserError(
                self.env._("This channel brought members. Archive it instead.")
            )

    def action_open_members(self):
        """Show the members this channel brought."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.res_partner_action_member"
        )
        domain = [("member_channel_id", "in", self.ids), ("is_member", "=", True)]
        return action | {"domain": domain, "context": {"create": False}}

    def action_open_claims(self):
        """Show the coupons claimed through this channel."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.loyalty_card_action_claimed"
        )
        return action | {"domain": [("claim_channel_id", "in", self.ids)]}

    def action_open_redemptions(self):
        """Show where coupons of this channel were redeemed."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.coupon_redemption_action"
        )
        domain = [("claim_channel_id", "in", self.ids), ("state", "=", "consumed")]
        return action | {"domain": domain}
