"""How somebody becomes a member, whatever door he comes through."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain

from ..tools.phone import normalise_phone

SOURCES = [
    ("office", "Back Office"),
    ("till", "Till"),
    ("page", "Member Page"),
    ("claim", "Coupon Claim"),
    ("wechat", "WeChat"),
    ("workbook", "Workbook"),
    ("api", "API"),
]
LAST_DIGITS = 4


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_source = fields.Selection(
        SOURCES,
        string="Joined Through",
        copy=False,
        readonly=True,
        help="The door through which the member joined.",
    )
    member_channel_id = fields.Many2one(
        "member.channel",
        string="Joined by Channel",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The poster, article or advertisement that brought the member.",
    )
    member_consent = fields.Boolean(
        string="Agrees to Messages",
        copy=False,
        tracking=True,
        help="The member said yes to news of the shop. Without it none are sent.",
    )
    member_consent_at = fields.Datetime(string="Answered on", copy=False, readonly=True)
    member_consent_source = fields.Selection(
        SOURCES, string="Answered Through", copy=False, readonly=True
    )
    member_phone_verified_at = fields.Datetime(
        string="Phone Verified on",
        copy=False,
        readonly=True,
        help="When the member proved with a code, or WeChat for him, that the phone "
        "is his. Empty where somebody else typed the number.",
    )
    member_gender = fields.Selection(
        [("female", "Female"), ("male", "Male")], string="Gender", copy=False
    )

    def write(self, vals):
        if vals.get("member_phone") and "member_phone_verified_at" not in vals:
            # Another number is not proven by the code sent to the one before.
            phone = normalise_phone(vals["member_phone"])
            self.sudo().filtered(  # the field is read-only for everybody
                lambda partner: (
                    partner.member_phone_verified_at and partner.member_phone != phone
                )
            ).member_phone_verified_at = False
        if "member_consent" in vals and "member_consent_at" not in vals:
            vals = vals | self._prepare_consent_vals(vals["member_consent"], "office")
        return super().write(vals)

    @api.model
    def _join_member(
        self,
        phone,
        company,
        source,
        channel=None,
        name=None,
        consent=None,
        verified=False,
    ):
        """Return the member of ``company`` with this phone, made if there is none.

        The one way to join, for every door. Asked twice, or by two doors at once,
        it is one member: the later transaction starts over and finds the earlier
        one's. A contact the company already has under this number becomes the
        member, so that orders, invoices and card stay with one record.

        :param str source: the door, see ``member_source``
        :param channel: the member.channel that brought him; the first one stays
        :param consent: his answer to "may we write to you", None if not asked
        :param bool verified: the phone is proven by a code or by WeChat
        :raise ValidationError: no mobile number
        :raise ConcurrencyError: joined elsewhere at this moment; to be tried again
        """
        phone = self._read_member_phone(phone)
        # The doors stand open to visitors and cashiers, who may not search partners.
        partners_sudo = self.sudo().with_company(company)
        vals = {"name": name} if name else {}
        if consent is not None:
            vals |= self._prepare_consent_vals(consent, source)
        if verified:
            vals["member_phone_verified_at"] = fields.Datetime.now()
        member_sudo = partners_sudo._find_member_by_phone(phone, company)
        if member_sudo:
            member_sudo._rejoin(vals)
        else:
            member_sudo = partners_sudo._make_member(
                phone,
                company,
                vals
                | {
                    "member_source": source,
                    "member_channel_id": channel.id if channel else False,
                },
            )
        return self.browse(member_sudo.id)

    @api.model
    def _find_member_by_phone(self, phone, company):
        # Also one who was put into the archive: the number is still his.
        return self.with_context(active_test=False).search(
            [
                ("is_member", "=", True),
                ("member_company_id", "=", company.id),
                ("member_phone", "=", phone),
            ],
            limit=1,
        )

    @api.model
    def _make_member(self, phone, company, vals):
        contact = self._find_contact_to_join(phone, company)
        vals = {
            **vals,
            "is_member": True,
            "member_phone": phone,
            "member_company_id": company.id,
        }
        if contact.name:
            vals["name"] = contact.name
        vals.setdefault("name", self.env._("Member %s", phone[-LAST_DIGITS:]))
        try:
            if contact:
                contact.write(vals)
            else:
                contact = self.create(vals)
            contact.flush_recordset()
        except UniqueViolation as error:
            # Joined through two doors at once: start over and find the other one's.
            raise ConcurrencyError("member joins") from error
        return contact

    def _rejoin(self, vals):
        """Note what somebody who is a member already has told again."""
        self.ensure_one()
        # His name is what he or the shop chose before.
        vals = {key: value for key, value in vals.items() if key != "name"}
        if vals.get("member_consent") == self.member_consent and self.member_consent_at:
            vals = {
                key: value
                for key, value in vals.items()
                if not key.startswith("member_consent")
            }
        if not self.active:
            vals["active"] = True
        if vals:
            self.write(vals)

    @api.model
    def _find_contact_to_join(self, phone, company):
        """Return the one contact of the company that has this phone, if it is one."""
        # The core's search reads the table itself.
        self.flush_model(["phone"])
        contacts = self.search(
            Domain("phone_mobile_search", "in", [phone, f"+86{phone}"])
            & Domain("is_member", "=", False)
            & Domain("is_company", "=", False)
            & Domain("company_id", "in", [False, company.id]),
            limit=2,
        )
        if len(contacts) != 1 or contacts._trades_elsewhere(company):
            return self.browse()
        return contacts

    def _trades_elsewhere(self, company):
        """Return whether another company deals with this contact as well.

        A member is seen by his merchant only, so it would lose the contact.
        """
        self.ensure_one()
        domain = Domain("partner_id", "=", self.id) & Domain(
            "company_id", "!=", company.id
        )
        return any(
            self.env[model].search_count(domain, limit=1)
            for model in ("sale.order", "pos.order", "account.move")
        )

    @api.model
    def _prepare_consent_vals(self, consent, source):
        return {
            "member_consent": bool(consent),
            "member_consent_at": fields.Datetime.now(),
            "member_consent_source": source,
        }

    @api.model
    def _read_member_phone(self, text):
        """Return a mobile number in its one spelling.

        :raise ValidationError: it is none
        """
        if phone := normalise_phone(text):
            return phone
        raise ValidationError(
            self.env._(
                "%s is not a mobile number. A mainland number has eleven digits; "
                "others start with + and the country code.",
                text or "",
            )
        )
