"""How a card type looks on the page of a member, and its preview."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.image import image_data_uri

from ..tools.barcode import code128_svg, qr_svg
from ..tools.color import ink_on, readable

SAMPLE_NUMBER = "04500018866"
SAMPLE_CODE = "0461234567890152779612"


class MemberCardType(models.Model):
    _inherit = "member.card.type"

    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends(
        "color",
        "is_level_colored",
        "logo",
        "picture",
        "title",
        "slogan",
        "notice",
        "service_phone",
        "template_id",
        "code_mode",
        "company_id",
    )
    @api.depends_context("lang")
    def _compute_preview(self):
        for card_type in self:
            card_type.preview = card_type._render_preview()

    def _prepare_look(self, level_color=""):
        """Return colours, pictures and words of the card."""
        self.ensure_one()
        company = self.company_id
        color = (self.is_level_colored and level_color) or self.color
        return {
            "color": color,
            "ink": ink_on(color),
            "accent": readable(color),
            "picture": self._get_picture_uri("picture"),
            "logo": self._get_picture_uri("logo") or company._get_member_logo(),
            "title": self.title or company.name,
            "slogan": self.slogan or "",
            "notice": self.notice or "",
            "service_phone": self.service_phone or company.phone or "",
        }

    def _get_picture_uri(self, name):
        # pictures are read whole also where the client asked for their sizes only
        picture = self.with_context(bin_size=False)[name]
        return image_data_uri(picture) if picture else ""

    def _render_preview(self):
        """Return the page of an invented member, as this card type is being typed."""
        self.ensure_one()
        key = self.template_id.view_key
        if not key or not self.company_id:
            return ""
        # the template reads no records, only the words of the sample; who designs
        # cards has no access to views
        return (
            self.env["ir.qweb"]
            .sudo()
            ._render(
                key,
                self._prepare_sample_page(),
                lang=self.env.lang or "en_US",
            )
        )

    def _prepare_sample_page(self):
        partners = self.env["res.partner"]
        levels = self.env["member.level"].search([], limit=2, offset=1)
        own, following = levels[:1], levels[1:]
        currency = self.company_id.currency_id
        code = SAMPLE_NUMBER if self.code_mode == "static" else SAMPLE_CODE
        until = fields.Date.context_today(self) + timedelta(days=30)
        until = self.env._("Until %s", format_date(self.env, until))
        own_number = self.code_mode == "both"
        benefits = own._get_benefit_words() if own else []
        coupon = {
            "name": self.env._("Welcome coupon"),
            "worth": "",
            "minimum": "",
            "until": until,
            "soon": False,
            "code": "",
            "big": "50",
            "small": currency.symbol,
            "kind": "per_order",
        }
        return {
            **partners._get_page_files(),
            "look": self._prepare_look(own.color or ""),
            "person": {
                "name": self.env._("Ms Lin"),
                "number": partners._group_digits(SAMPLE_NUMBER),
                "level": own.name or "",
                "phone": "138****8000",
                "since": "",
                "consent": True,
            },
            "code": {
                "mode": self.code_mode,
                "qr": qr_svg(code),
                "bars": code128_svg(code),
                "digits": partners._group_digits(code),
                "number": partners._group_digits(SAMPLE_NUMBER) if own_number else "",
                "data": partners._to_script({"sample": True, "bars": []}),
            },
            "figures": [
                {"key": "", "label": label, "value": value, "tab": "card"}
                for label, value in (
                    (self.env._("Points"), "1,280"),
                    (self.env._("Stored Value"), f"{currency.symbol} 200.00"),
                    (self.env._("Coupons"), "1"),
                )
            ],
            "progress": {
                "level": own.name or "",
                "growth": self.env._("Growth %s", 860),
                "own": benefits,
                "next": following.name or "",
                "next_benefits": following._get_benefit_words() if following else [],
                "words": self.env._(
                    "%(growth)s more growth to %(level)s",
                    growth=140,
                    level=following.name,
                )
                if following
                else "",
                "percent": 70,
            },
            "levels": [],
            "coupons": {"usable": [coupon], "used": [], "expired": []},
            "offers": [],
            "outlets": [],
            "form": "",
            "message": "",
            "lang": self.env.lang or "en_US",
            "sample": True,
        }
