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
        """Return the next level, what it takes and how far (per cent) the member is."""
        level = self.member_level_id
        following = level and level._next_level()
        if not following:
            return {"level": following, "missing": 0, "percent": 100}
        span = following.growth_threshold - level.growth_threshold
        done = self.growth - level.growth_threshold
        return {
            "level": following,
            "missing": following.growth_threshold - self.growth,
            "percent": min(100, max(0, round(100 * done / span))),
        }
