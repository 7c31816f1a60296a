"""What a member sees of himself on the phone."""

import json
import secrets

from markupsafe import Markup

from odoo import models
from odoo.fields import Domain
from odoo.tools import file_open, format_date
from odoo.tools.misc import format_amount, hmac

from ..tools.barcode import code128_svg, code128_widths, qr_svg

GROUP = 4
FOLDER = "wechat_member/static/src/member_page"
PAGE_FILES = {
    "style": ["member_page.css"],
    "script": ["member_codes.js", "member_page.js"],
}
# So many lines of each list: the page is one request, and short.
LIST_LENGTH = 30


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_member_page(self):
        """Return the values of the member page, of this member only.

        Plain words, numbers and pictures: the templates read no records, so that
        one of your own cannot show more than this. Add keys to show more.
        """
        self.ensure_one()
        card_type = self._get_card_type()
        coupons = self._prepare_page_coupons()
        return {
            **self._get_page_files(),
            "template": card_type.template_id.view_key
            or "wechat_member.member_page_classic",
            "look": card_type._prepare_look(self.member_level_id.color),
            "person": self._prepare_page_person(),
            "code": self._prepare_page_code(card_type),
            "figures": self._prepare_page_figures(coupons),
            "progress": self._prepare_level_progress(),
            "levels": self._prepare_page_levels(),
            "coupons": coupons,
            "offers": self._prepare_page_offers(),
            "history": self._prepare_page_history(),
            "money": self._prepare_page_money(),
            "rewards": self._prepare_page_rewards(),
            "outlets": self.member_company_id._prepare_outlets(self.city),
            "form": self._get_form_mark(),
            "sample": False,
        }

    def _get_page_files(self):
        """Return style and script, to stand in the page itself."""
        return {
            key: Markup("\n").join(map(self._read_page_file, names))
            for key, names in PAGE_FILES.items()
        }

    def _read_page_file(self, name):
        with file_open(f"{FOLDER}/{name}") as opened:
            return Markup(opened.read())

    def _get_form_mark(self):
        """Return the mark every form of this member's page carries.

        A foreign page may send a form with the member's cookie, but does not know
        the mark.
        """
        return hmac(self.env, "wechat_member.form", self._get_pass_mark())[:32]

    def _prepare_page_person(self):
        self.ensure_one()
        since = self.member_since
        return {
            "name": self.name,
            "number": self._group_digits(self.member_no),
            "level": self.member_level_id.name or "",
            "phone": self._get_member_phone_masked(),
            "since": format_date(self.env, since) if since else "",
            "consent": self.member_consent and not self._is_quiet(),
        }

    def _get_recipient(self):
        return self.env["message.recipient"].search(
            [
                ("company_id", "=", self.member_company_id.id),
                ("phone", "=", self.member_phone),
            ]
        )

    def _is_quiet(self):
        return bool(self._get_recipient().opted_out_at)

    def _answer_messages(self, agree):
        """Note whether the member wants news and offers, as he says on his page."""
        self.ensure_one()
        self.write(self._prepare_consent_vals(agree, "page"))
        if agree:
            # he takes back himself what he said by the link of a message
            self._get_recipient()._opt_in()

    def _group_digits(self, number):
        return " ".join(
            number[at : at + GROUP] for at in range(0, len(number or ""), GROUP)
        )

    def _prepare_page_code(self, card_type):
        """Return the codes the card shows, and what the phone draws new ones from."""
        mode = card_type.code_mode
        number = self.member_no
        code, data = number, {"bars": code128_widths(), "worker": "/member/worker.js"}
        if mode != "static":
            code = self._get_current_code()
            data["device"] = self._prepare_device_code()
        return {
            "mode": mode,
            "qr": qr_svg(code),
            "bars": code128_svg(code),
            "digits": self._group_digits(code),
            "number": self._group_digits(number) if mode == "both" else "",
            "data": self._to_script(data),
        }

    def _to_script(self, data):
        # inside a script element only "<" could end it
        return Markup(json.dumps(data).replace("<", "\\u003c"))

    def _prepare_page_figures(self, coupons):
        """Return the few numbers that stand below the card."""
        currency = self.member_company_id.currency_id
        return [
            {
                "key": "points",
                "label": self.env._("Points"),
                "value": f"{self.member_points:,.0f}",
                "tab": "points",
            },
            {
                "key": "stored_value",
                "label": self.env._("Stored Value"),
                "value": format_amount(self.env, self.member_stored_value, currency),
                "tab": "money",
            },
            {
                "key": "coupon_count",
                "label": self.env._("Coupons"),
                "value": str(len(coupons["usable"])),
                "tab": "coupons",
            },
        ]

    # ----------------------------------------------------------------------- coupons
    def _prepare_page_coupons(self):
        """Return the coupons of the member: usable, used and expired ones."""
        cards = self.env["loyalty.card"].with_context(active_test=False)
        mine = Domain("partner_id", "=", self.id) & Domain(
            "program_type", "in", cards._coupon_types()
        )
        live = self._live_cards_domain()
        usable = self.env["loyalty.card"].search(
            live & mine, order="expiration_date, id"
        )
        gone = cards.search(mine & ~live, order="write_date desc", limit=LIST_LENGTH)
        empty = gone.filtered(lambda card: card.points <= 0)
        used = empty.filtered(lambda card: card.paid_closed in (False, "used"))
        expired = (gone - empty).sorted("expiration_date", reverse=True)
        return {
            name: [card._prepare_page_coupon() for card in group]
            for name, group in (
                ("usable", usable),
                ("used", used),
                ("expired", expired),
            )
        }

    def _prepare_page_offers(self):
        """Return the coupons this member may claim right now."""
        programs = self.env["loyalty.program"].search(
            [
                ("is_claimable", "=", True),
                ("company_id", "in", [False, self.member_company_id.id]),
            ],
            limit=LIST_LENGTH,
        )
        offers = []
        for program in programs:
            taken = len(program._get_claimed(self)) >= program.claim_limit_member
            if not taken and not program._refuse_claim():
                offer = program._prepare_claim_offer()
                offers.append(offer | program._prepare_worth() | {"id": program.id})
        return offers

    def _prepare_page_rewards(self):
        """Return what the member may exchange points for."""
        return [
            {
                "id": reward.id,
                "name": reward.description,
                "points": self.env._("%s points", f"{reward.required_points:,.0f}"),
                "reached": self.member_points >= reward.required_points,
                # pressed twice, it is one exchange
                "key": secrets.token_hex(8),
            }
            for reward in self._get_exchange_rewards()
        ]

    # ------------------------------------------------------------------------ levels
    def _prepare_level_progress(self):
        """Tell how far the member is on the way to the next level."""
        level = self.member_level_id
        following = level and level._next_level()
        growth = self.env._("Growth %s", self.growth)
        progress = {
            "level": level.name or "",
            "growth": growth,
            "own": level._get_benefit_words() if level else [],
            "next": following.name if following else "",
            "next_benefits": following._get_benefit_words() if following else [],
        }
        if not following:
            words = self.env._("You have reached the highest level")
            return progress | {"percent": 100, "words": words}
        span = following.growth_threshold - level.growth_threshold
        done = self.growth - level.growth_threshold
        words = self.env._(
            "%(growth)s more growth to %(level)s",
            growth=following.growth_threshold - self.growth,
            level=following.name,
        )
        percent = min(100, max(0, round(100 * done / span)))
        return progress | {"percent": percent, "words": words}

    def _prepare_page_levels(self):
        """Return every level and what it gives; the member's own one is marked."""
        own = self.member_level_id
        levels = own._get_ladder() if own else self.env["member.level"]
        return [
            {
                "name": level.name,
                "color": level.color,
                "growth": self.env._("Growth from %s", level.growth_threshold),
                "benefits": level._get_benefit_words(),
                "own": level == own,
                "reached": level.growth_threshold <= self.growth,
            }
            for level in levels
        ]
