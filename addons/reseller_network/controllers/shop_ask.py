from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import VISITS
from odoo.addons.outlet_base.rate_limit import RateLimit

from .shop_door import Door
from .shop_pages import ShopPages, articles

QUESTIONS = RateLimit(10, 600)


class ShopAsk(ShopPages):
    """Asking the seller, reading his answer, and waving him off."""

    @route(
        articles("/ask"), type="http", auth="public", methods=["POST"], sitemap=False
    )
    def shop_ask(self, token, template_id=0, **post):
        """Ask something about an article; the seller hears of it at once."""
        door, template, refusal = self._open_article(token, template_id)
        if refusal:
            return refusal
        if not QUESTIONS.allows(self._get_caller()):
            return self._slow_down(door.place)
        if not door.place._find_page_offers(template):
            return self._gone_here(door)
        inquiries = door.contract.env["reseller.inquiry"]
        try:
            inquiry = inquiries._ask(door.contract, door.place, template, post)
        except UserError as error:
            back = door.get_article_base(template.id)
            return self._render_shop(
                "shop_problem", door, problem=str(error), back=back
            )
        return self._private(request.redirect(f"/outlet/q/{inquiry.page_token}"))

    @route(
        "/outlet/q/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def shop_inquiry(self, token, **_kwargs):
        """The question and what the seller says."""
        inquiry, refusal = self._open_inquiry(token)
        return refusal or self._render_inquiry(inquiry)

    @route(
        "/outlet/q/<string:token>/off",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def shop_wave_off(self, token, **_kwargs):
        """Nothing more, please: one tap."""
        inquiry, refusal = self._open_inquiry(token)
        if refusal:
            return refusal
        inquiry._wave_off()
        return self._private(request.redirect(f"/outlet/q/{token}"))

    def _open_inquiry(self, token):
        inquiry = request.env["reseller.inquiry"]._find_by_token(token)
        if not inquiry:
            return None, self._gone()
        if not VISITS.allows(self._get_caller()):
            return None, self._slow_down(inquiry.place_id)
        return inquiry, None

    def _render_inquiry(self, inquiry):
        contract = inquiry.contract_id._as_page()
        place = inquiry.place_id.with_env(contract.env)
        door = Door("", contract, place)
        return self._render_shop(
            "shop_inquiry", door, inquiry=inquiry, mall_url=contract._get_mall_url()
        )
