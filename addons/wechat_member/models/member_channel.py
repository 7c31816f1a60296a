import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError

# No letter or digit that is mistaken for another one when typed from a poster.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 8


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
        domain="[('is_claimable', '=', True), ('company_id', 'in', [False, company_id])]",
        tracking=True,
        help="The coupon the link gives. Without one the link only joins members.",
    )
    partner_ids = fields.One2many(
        "res.partner", "member_channel_id", string="Members Gained", readonly=True
    )

    _code_unique = models.UniqueIndex("(code)", "This code is taken.")

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
