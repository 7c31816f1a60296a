import base64
import uuid
from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..pack import ADAPTERS, Design
from ..pack.busifavor import CHINA
from ..wechat import WechatError

PACKS = [
    ("card_v1", "Member card of the account"),
    ("busifavor", "Coupon of WeChat Pay"),
    ("product_coupon", "Product coupon of WeChat Pay"),
]
STATES = [
    ("draft", "Draft"),
    ("review", "Being Reviewed"),
    ("approved", "Given Out"),
    ("refused", "Refused"),
    ("off", "Stopped"),
]
# the right of the account that each interface needs
RIGHTS = {
    "card_v1": "can_pack",
    "busifavor": "can_coupon",
    "product_coupon": "can_coupon",
}
PICTURE_TYPES = {b"\x89PNG": ("png", "image/png"), b"\xff\xd8": ("jpg", "image/jpeg")}


class WechatCardTemplate(models.Model):
    """A card type or a coupon of Odoo as WeChat's card pack knows it.

    Binding one is optional: cards and coupons are whole without it.
    """

    _name = "wechat.card.template"
    _description = "Card in WeChat"
    _inherit = ["mail.thread"]
    _order = "company_id, name, id"
    _check_company_auto = True

    name = fields.Char(required=True, help="At most nine characters stand on the card.")
    active = fields.Boolean(default=True)
    account_id = fields.Many2one(
        "wechat.account", required=True, check_company=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company", related="account_id.company_id", store=True, index=True
    )
    pack = fields.Selection(
        PACKS, string="Interface", required=True, default="card_v1", tracking=True
    )
    card_type_id = fields.Many2one(
        "member.card.type", check_company=True, ondelete="restrict"
    )
    program_id = fields.Many2one(
        "loyalty.program", "Coupon", check_company=True, ondelete="restrict"
    )
    merchant_id = fields.Many2one(
        "wechat.merchant", "Merchant Number", check_company=True, ondelete="restrict"
    )
    remote_id = fields.Char("ID at WeChat", copy=False, tracking=True)
    state = fields.Selection(
        STATES, required=True, default="draft", copy=False, tracking=True
    )
    refusal = fields.Char("Reason of the Refusal", copy=False, readonly=True)
    take_url = fields.Char("Address to Take It", copy=False, readonly=True)
    request_no = fields.Char(
        copy=False, readonly=True, default=lambda self: uuid.uuid4().hex
    )
    shows_points = fields.Boolean("Points on the Card", default=True)
    shows_level = fields.Boolean("Level on the Card", default=True)
    shows_balance = fields.Boolean(
        "Stored Value on the Card", help="WeChat grants it to few accounts."
    )
    balance_unit = fields.Selection(
        [("fen", "Fen"), ("yuan", "Yuan")],
        default="fen",
        required=True,
        help="WeChat's own pages disagree. Look at one card and choose the unit with "
        "which it shows the right amount.",
    )
    notifies = fields.Boolean(
        "Tell the Member", help="WeChat tells the member of every movement."
    )
    card_ids = fields.One2many("wechat.card", "template_id")
    card_count = fields.Integer(compute="_compute_card_count")

    _remote_id_unique = models.UniqueIndex(
        "(account_id, remote_id) WHERE remote_id IS NOT NULL",
        "This card of WeChat is bound already.",
    )

    def _compute_card_count(self):
        live = self.env["wechat.card"]._live_states()
        counts = dict(
            self.env["wechat.card"]._read_group(
                [("template_id", "in", self.ids), ("state", "in", live)],
                ["template_id"],
                ["__count"],
            )
        )
        for template in self:
            template.card_count = counts.get(template, 0)

    @api.constrains("name", "program_id")
    def _check_honest_name(self):
        for template in self.filtered("program_id"):
            template.program_id._refuse_money_words(template.name)

    @api.constrains("pack", "card_type_id", "program_id", "merchant_id")
    def _check_whole(self):
        for template in self:
            if template.pack == "card_v1":
                missing = not template.card_type_id
            else:
                missing = not (template.program_id and template.merchant_id)
            if missing:
                raise ValidationError(
                    self.env._(
                        "%s: choose a card type for a member card, a coupon and a "
                        "merchant number for a coupon.",
                        template.name,
                    )
                )

    # --- the port -----------------------------------------------------------------

    def _get_pack(self):
        """Return the adapter that speaks for this card."""
        self.ensure_one()
        adapter, account = ADAPTERS[self.pack], self.account_id
        if self.pack == "card_v1":

            def ask(path, payload, idempotent):
                return account._call(path, payload, idempotent=idempotent)

            return adapter(ask, account.app_id)
        merchant = self.merchant_id
        number = merchant.number
        if self.pack == "product_coupon":
            number = merchant.brand_number or ""
        return adapter(merchant._open().ask, account.app_id, number)

    def action_send(self):
        """Hand the card to WeChat; it is given out once WeChat has approved it."""
        self.ensure_one()
        self.check_access("write")
        if self.remote_id:
            raise UserError(self.env._("WeChat has this card already."))
        if not self.account_id[RIGHTS[self.pack]]:
            raise UserError(
                self.env._(
                    "%s does not have the right to do this at WeChat. If it was "
                    "granted, tick it on the account.",
                    self.account_id.name,
                )
            )
        try:
            self.remote_id = self._get_pack().create_template(self._prepare_design())
        except WechatError as error:
            raise UserError(self._explain(error)) from error
        self.state = "review" if self.pack == "card_v1" else "approved"
        return True

    def action_publish(self):
        """Fetch the address by which people take the card."""
        self.ensure_one()
        self.check_access("write")
        try:
            self.take_url = self._get_pack().publish(self.remote_id)
        except WechatError as error:
            raise UserError(self._explain(error)) from error
        return True

    def action_stop(self):
        """Give no more of them out; those in people's packs live on."""
        self.check_access("write")
        self.state = "off"

    def action_open_cards(self):
        """Show the cards that people have taken."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "wechat_member.wechat_card_action"
        )
        return action | {"domain": [("template_id", "=", self.id)]}

    def _explain(self, error):
        return self.account_id._explain(error)

    def _prepare_design(self):
        self.ensure_one()
        look, company = self.card_type_id, self.company_id
        lang = company.partner_id.lang or self.env.lang
        look = look.with_context(lang=lang)
        design = Design(
            title=self.name,
            brand=look.title or company.name,
            notice=self.env._("Show the card before you pay"),
            description=look.notice or self.name,
            color=look.color or "#2F4B5C",
            phone=look.service_phone or company.phone or "",
            request_no=self.request_no,
            has_points=self.shows_points,
            has_balance=self.shows_balance and self.account_id.can_stored_value,
            has_level=self.shows_level,
            level_title=self.env._("Level"),
            page_name=self.env._("My card"),
        )
        if self.pack == "card_v1":
            return design._replace(logo=self._upload(look.logo or company.logo))
        # what stands on the coupon is made of its rule, as everywhere else
        honest = self.program_id.with_context(lang=lang)._honest_text()
        return design._replace(
            notice=honest, description=honest, **self._prepare_worth()
        )

    def _prepare_worth(self):
        program = self.program_id
        reward = program.reward_ids[:1]
        if reward.discount_mode != "per_order":
            raise UserError(
                self.env._(
                    "%s: WeChat takes coupons with an amount off only.", program.name
                )
            )
        minimum = max(program.rule_ids.mapped("minimum_amount") or [0])
        # days are those of the platform
        start = program.date_from or datetime.now(CHINA).date()
        end = program.date_to or fields.Date.add(start, years=1)
        return {
            "discount": round(reward.discount * 100),
            "minimum": round(minimum * 100),
            "begin": int(datetime.combine(start, time.min, CHINA).timestamp()),
            "end": int(datetime.combine(end, time.max, CHINA).timestamp()),
            "quantity": program.claim_limit or 100000,
        }

    def _upload(self, picture):
        """Give WeChat a picture and return its address there."""
        content = base64.b64decode(picture or b"")
        kind = next((start for start in PICTURE_TYPES if content.startswith(start)), "")
        if not kind:
            raise UserError(
                self.env._("WeChat wants a logo: give the card type one, PNG or JPEG.")
            )
        suffix, mimetype = PICTURE_TYPES[kind]
        answer = self.account_id._call(
            "/cgi-bin/media/uploadimg",
            files={"media": (f"logo.{suffix}", content, mimetype)},
        )
        return answer.get("url") or ""
