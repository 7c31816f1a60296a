from odoo import api, fields, models

MODES = [
    ("dynamic", "Changes every minute"),
    ("both", "Changes every minute, card number below"),
    ("static", "Card number only"),
]


class MemberCardType(models.Model):
    """How the card of a company's members looks, and which code it shows."""

    _name = "member.card.type"
    _description = "Member Card Type"
    _order = "company_id, sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    color = fields.Char(
        required=True, default="#2F4B5C", help="Colour of the card and of the buttons."
    )
    is_level_colored = fields.Boolean(
        "Colour of the Level",
        default=True,
        help="The card takes the colour of the member's level; its own colour is for "
        "members without a level.",
    )
    logo = fields.Image(
        max_width=256,
        max_height=256,
        help="Empty: the logo of the company.",
    )
    picture = fields.Image(
        max_width=750,
        max_height=480,
        help="Lies behind the words of the card, 750 x 470 pixels at best.",
    )
    title = fields.Char(
        translate=True, help="Stands on the card. Empty: the name of the company."
    )
    slogan = fields.Char(translate=True, help="One line below the name of the member.")
    notice = fields.Text(
        translate=True, help="How the card is used, in the words members read."
    )
    service_phone = fields.Char(help="Whom members call. Empty: the company's phone.")
    template_id = fields.Many2one(
        "member.page.template",
        "Page Template",
        required=True,
        default=lambda self: self.env["member.page.template"].search([], limit=1),
        ondelete="restrict",
    )
    code_mode = fields.Selection(
        MODES,
        required=True,
        default="dynamic",
        help="A code that changes every minute is of no use to who takes a picture "
        "of it. It also works while the phone has no connection.",
    )
    sequence_id = fields.Many2one(
        "ir.sequence",
        "Number Series",
        check_company=True,
        help="Card numbers of this type. Empty: the series of all members.",
    )
    member_count = fields.Integer(compute="_compute_member_count")

    _color_hex = models.Constraint(
        "CHECK (color ~ '^#[0-9A-Fa-f]{6}$')",
        "Write the colour as # and six hexadecimal digits, e.g. #2F4B5C.",
    )

    def _compute_member_count(self):
        counts = dict(
            self.env["res.partner"]._read_group(
                [("is_member", "=", True), ("member_card_type_id", "in", self.ids)],
                ["member_card_type_id"],
                ["__count"],
            )
        )
        for card_type in self:
            card_type.member_count = counts.get(card_type, 0)

    @api.model
    def _get_default(self, company):
        """Return the first card type of a company; an unsaved one if it has none."""
        return self.search([("company_id", "=", company.id)], limit=1) or self.new(
            {"name": company.name, "company_id": company.id}
        )

    def action_open_members(self):
        """Show the members with this card."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.res_partner_action_member"
        )
        domain = [("is_member", "=", True), ("member_card_type_id", "=", self.id)]
        return action | {"domain": domain}
