"""How somebody becomes a member, whatever door he comes through."""

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from odoo.addons.phone_validation.models.mail_thread_phone import PHONE_REGEX_PATTERN

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
# Ways to begin the same number, as contacts have it.
PREFIXES = ("", "+86", "86", "0086")


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
        contacts = self._find_contacts_to_join([phone], company)
        contact = contacts.get(phone, self.browse())
        vals = {
            **vals,
            "is_member": True,
            "member_phone": phone,
            "member_company_id": company.id,
        }
        if contact.name:
            vals["name"] = contact.name
        vals.setdefault("name", self._name_by_phone(phone))
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
    def _find_contacts_to_join(self, phones, company):
        """Return {phone: contact} where exactly one contact of the company has it.

        Left out are contacts another company deals with as well: a member is seen by
        his merchant only, so that company would lose it.
        """
        self.flush_model(["phone"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, regexp_replace(phone::text, %(noise)s, '', 'g')
                  FROM res_partner
                 WHERE phone IS NOT NULL
                   AND regexp_replace(phone::text, %(noise)s, '', 'g') = ANY(%(phones)s)
                """,
                noise=PHONE_REGEX_PATTERN,
                phones=[f"{prefix}{phone}" for phone in phones for prefix in PREFIXES],
            )
        )
        found = {}
        for contact_id, digits in rows:
            found.setdefault(normalise_phone(digits), []).append(contact_id)
        contacts = self.search(
            Domain("id", "in", [ids[0] for ids in found.values() if len(ids) == 1])
            & Domain("is_member", "=", False)
            & Domain("is_company", "=", False)
            & Domain("company_id", "in", [False, company.id])
        )
        contacts -= contacts._get_trading_elsewhere(company)
        return {normalise_phone(contact.phone): contact for contact in contacts}

    def _get_trading_elsewhere(self, company):
        """Return those of these contacts another company deals with as well."""
        domain = Domain("partner_id", "in", self.ids)
        domain &= Domain("company_id", "!=", company.id)
        elsewhere = self.browse()
        for model in ("sale.order", "pos.order", "account.move") if self else ():
            for (partner,) in self.env[model]._read_group(domain, ["partner_id"]):
                elsewhere |= partner
        return elsewhere

    @api.model
    def _name_by_phone(self, phone):
        """Return how a member is called who told no name."""
        return self.env._("Member %s", phone[-LAST_DIGITS:])

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
