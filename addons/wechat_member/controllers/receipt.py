from odoo.exceptions import UserError, ValidationError
from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

from .member_session import MemberSession

VISITS = RateLimit(120, 60)
ROUTE = {"type": "http", "auth": "public", "sitemap": False, "save_session": False}


class ReceiptPage(MemberSession, Controller):
    """The receipt on the customer's phone: the merchant's own words, nobody else's."""

    @route("/member/receipt/<string:token>", methods=["GET"], **ROUTE)
    def receipt_page(self, token, **_kwargs):
        """Show a receipt to whoever holds its link."""
        return self._render_receipt(self._get_receipt(token))

    # Whoever holds the link may rate: a forged form could do no more than the link.
    @route("/member/receipt/<string:token>/rate", methods=["POST"], csrf=False, **ROUTE)
    def receipt_rate(self, token, stars="", **_kwargs):
        """Keep what the customer thinks of the visit: one tap."""
        order_sudo = self._get_receipt(token)
        try:
            order_sudo.env["member.rating"]._rate(order_sudo, stars)
        except (UserError, ValidationError) as error:
            return self._render_receipt(order_sudo, message=str(error))
        return self._render_receipt(
            order_sudo, message=request.env._("Thank you for telling us!")
        )

    def _get_receipt(self, token):
        if not VISITS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        # A visitor has no rights; the secret of the link opens one receipt.
        order_sudo = request.env["pos.order"].sudo()._find_receipt(token)
        if not order_sudo:
            raise request.not_found()
        company = order_sudo.company_id
        lang = order_sudo.partner_id.lang or company.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        return order_sudo.with_context(lang=lang).with_company(company)

    def _render_receipt(self, order_sudo, message=""):
        lang = order_sudo.env.context["lang"]
        rating = order_sudo.env["member.rating"]._find_visit(order_sudo)
        values = {
            **order_sudo._prepare_receipt_page(),
            **order_sudo.env["res.partner"]._get_page_files(),
            "message": message,
            "stars": rating.stars,
            "rate": not rating
            and order_sudo._is_rateable()
            and self._get_path(order_sudo),
            "lang": lang,
        }
        return self._render_page("wechat_member.receipt_page", values, lang)

    def _get_path(self, order_sudo):
        return f"/member/receipt/{order_sudo.access_token}/rate"
