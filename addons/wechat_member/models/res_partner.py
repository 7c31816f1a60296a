import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.phone import mask_phone, normalise_phone

RANDOM_DIGITS = 4


class ResPartner(models.Model):
    _inherit = "res.partner"

    is_member = fields.Boolean(string="Member", copy=False, tracking=True)
    member_no = fields.Char(
        string="Card Number",
        copy=False,
        index="btree_not_null",
        help="What the card's barcode says. Given by the sequence when left empty.",
    )
    member_phone = fields.Char(
        copy=False,
        tracking=True,
        help="The verified mobile number that identifies the member. Unique in the "
        "company.",
    )
    member_company_id = fields.Many2one(
        "res.company",
        string="Member of",
        copy=False,
        help="The merchant the member belongs to.",
    )
    member_since = fields.Date(copy=False)
    growth = fields.Integer(
        copy=False,
        tracking=True,
        help="Grows with what the member pays and decides the level. It is not spent.",
    )
    member_level_id = fields.Many2one(
        "member.level",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Follows from growth: rises at once, falls at the end of the period.",
    )
    member_level_color = fields.Char(related="member_level_id.color")
    member_token = fields.Char(
        copy=False,
        groups="base.group_system",
        help="The secret part of the address of the member's own page.",
    )
    member_card_ids = fields.One2many(
        "loyalty.card", "partner_id", string="Points, Stored Value and Coupons"
    )
    member_redemption_ids = fields.One2many(
        "coupon.redemption", "partner_id", string="Redemptions"
    )
    member_points = fields.Float(compute="_compute_member_balances")
    member_stored_value = fields.Float(compute="_compute_member_balances")
    member_coupon_count = fields.Integer(
        string="Coupons", compute="_compute_member_balances"
    )

    _member_no_unique = models.UniqueIndex(
        "(member_company_id, member_no) WHERE is_member IS TRUE",
        "This card number belongs to another member.",
    )
    _member_phone_unique = models.UniqueIndex(
        "(member_company_id, member_phone) WHERE is_member IS TRUE",
        "This mobile number belongs to another member.",
    )
    # what is counted among all members: whom offers may reach, who joined when
    _member_reach_idx = models.Index(
        "(member_company_id, id) INCLUDE (member_consent, member_phone, member_since)"
        " WHERE is_member IS TRUE AND active IS TRUE"
    )
    _member_since_idx = models.Index("(member_since) WHERE is_member IS TRUE")
    _member_token_unique = models.UniqueIndex(
        "(member_token) WHERE member_token IS NOT NULL"
    )

    @api.depends("member_card_ids.points", "member_card_ids.program_id")
    def _compute_member_balances(self):
        cards = self.env["loyalty.card"]
        groups = cards._read_group(
            self._live_cards_domain(),
            ["partner_id", "program_type"],
            ["points:sum", "__count"],
        )
        figures = {
            (partner, kind): (points, count) for partner, kind, points, count in groups
        }
        for partner in self:
            partner.member_points = figures.get((partner, "loyalty"), (0, 0))[0]
            partner.member_stored_value = figures.get((partner, "ewallet"), (0, 0))[0]
            partner.member_coupon_count = sum(
                figures.get((partner, kind), (0, 0))[1]
                for kind in cards._coupon_types()
            )

    @api.constrains("is_member", "member_phone")
    def _check_member_phone(self):
        for partner in self:
            if partner.is_member and not partner.member_phone:
                raise ValidationError(
                    self.env._("A member card needs a valid mobile number.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._prepare_member_vals(vals) for vals in vals_list]
        partners = super().create(vals_list)
        partners.filtered("is_member")._complete_membership()
        return partners

    def write(self, vals):
        result = super().write(self._prepare_member_vals(vals))
        if vals.get("is_member"):
            self._complete_membership()
        return result

    def action_join(self):
        """Make this contact a member, identified by its phone number.

        :raise UserError: the contact has no valid mobile number.
        """
        for partner in self:
            if not normalise_phone(partner.phone):
                raise UserError(
                    self.env._("Enter the mobile number of %s first.", partner.name)
                )
            partner.write({"is_member": True, "member_phone": partner.phone})
        return True

    def action_open_member_page(self):
        """Open the page the member sees on the phone."""
        self.ensure_one()
        self.check_access("write")
        return {
            "type": "ir.actions.act_url",
            "url": self._get_member_page_path(),
            "target": "new",
        }

    def _get_member_page_path(self):
        # Who keeps the members may open their page; the token itself is not shown.
        return f"/member/{self.sudo().member_token}"

    @api.model
    def _prepare_member_vals(self, vals):
        if not vals.get("member_phone"):
            return vals
        phone = self._read_member_phone(vals["member_phone"])
        return vals | {"member_phone": phone}

    def _complete_membership(self):
        """Give new members what every member has: number, page, date and company."""
        for partner in self:
            # The token is hidden from everybody but the system, also from here.
            partner_sudo = partner.sudo()
            company = partner.member_company_id or self.env.company
            missing = {
                name: make()
                for name, make in partner._get_membership_defaults(company).items()
                if not partner_sudo[name]
            }
            if not partner_sudo.phone:
                missing["phone"] = partner_sudo.member_phone
            if missing:
                partner_sudo.write(missing)

    @api.model
    def _get_membership_defaults(self, company):
        """Return {field: function that makes its value} of what every member has."""
        return {
            "member_no": lambda: self._next_member_no(company),
            "member_since": lambda: fields.Date.context_today(self),
            "member_source": lambda: "office",
            "member_company_id": lambda: company.id,
            "member_token": lambda: secrets.token_urlsafe(24),
        }

    def _next_member_no(self, company):
        """Return the next number: of the card type, the company, or the common one."""
        # Random digits at the end: a card number is not guessed from another one.
        types_sudo = self.env["member.card.type"].sudo()
        card_type = self.member_card_type_id.sudo() or types_sudo._get_default(company)
        sequences_sudo = self.env["ir.sequence"].sudo().with_company(company)
        if card_type.sequence_id:
            number = card_type.sequence_id.next_by_id()
        else:
            number = sequences_sudo.next_by_code("wechat_member.member")
        tail = secrets.randbelow(10**RANDOM_DIGITS)
        return f"{number}{tail:0{RANDOM_DIGITS}d}"

    def _get_member_phone_masked(self):
        return mask_phone(self.member_phone)

    def _live_cards_domain(self):
        """Cards of these partners that can still be used today."""
        unexpired = Domain("expiration_date", "=", False) | Domain(
            "expiration_date", ">=", fields.Date.context_today(self)
        )
        return (
            Domain("partner_id", "in", self.ids)
            & Domain("points", ">", 0)
            & Domain("program_id.active", "=", True)
            & unexpired
        )

    @api.model
    def _find_member(self, code, company):
        """Return the member with this card number, phone or coupon code, if any."""
        code = (code or "").strip()
        if not code:
            return self.browse()
        domain = Domain("member_no", "=", code)
        if phone := normalise_phone(code):
            domain |= Domain("member_phone", "=", phone)
        member = self.search(
            domain
            & Domain("is_member", "=", True)
            & Domain("member_company_id", "=", company.id),
            limit=1,
        )
        if member:
            return member
        card = self.env["loyalty.card"].search(
            [("code", "=", code), ("company_id", "in", [False, company.id])], limit=1
        )
        owner = card.partner_id
        of_company = owner.is_member and owner.member_company_id == company
        return owner if of_company else self.browse()
