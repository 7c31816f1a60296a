"""What a member sees of himself on the phone."""

from markupsafe import Markup

from odoo import models
from odoo.tools import file_open

from ..tools.barcode import code128_svg, qr_svg

NUMBER_GROUP = 4
STYLE = "wechat_member/static/src/member_page/member_page.css"


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _prepare_member_page(self):
        """Return the values of the member page, of this member only."""
        self.ensure_one()
        cards = self.env["loyalty.card"].search(
            self._live_cards_domain(), order="expiration_date, id"
        )
        number = self.member_no
        groups = range(0, len(number), NUMBER_GROUP)
        with file_open(STYLE) as style:
            css = Markup(style.read())
        return {
            "style": css,
            "member": self,
            "company": self.member_company_id,
            "number": " ".join(number[i : i + NUMBER_GROUP] for i in groups),
            "barcode": code128_svg(number),
            "qr": qr_svg(number),
            "progress": self._prepare_level_progress(),
            "coupons": [
                card._prepare_page_coupon() for card in cards if card._is_coupon()
            ],
        }

    def _prepare_level_progress(self):
        """Tell how far the member is on the way to the next level."""
        level = self.member_level_id
        following = level and level._next_level()
        growth = self.env._("Growth %s", self.growth)
        if not following:
            words = self.env._("You have reached the highest level")
            return {"percent": 100, "growth": growth, "words": words}
        span = following.growth_threshold - level.growth_threshold
        done = self.growth - level.growth_threshold
        words = self.env._(
            "%(growth)s more growth to %(level)s",
            growth=following.growth_threshold - self.growth,
            level=following.name,
        )
        if following.benefit:
            words = f"{words} · {following.benefit}"
        percent = min(100, max(0, round(100 * done / span)))
        return {"percent": percent, "growth": growth, "words": words}
