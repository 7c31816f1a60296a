from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from .value import ValuePage


class PaidCouponPage(ValuePage):
    """Buy a coupon, see those bought, ask for the money back: pages of one member."""

    @http.route(
        "/member/<string:token>/paid-coupons",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def paid_coupons(self, token, program="", **_kw):
        """Show what is sold and what was bought; with a program, go on to pay."""
        member_sudo = self._get_member(token)
        if not program:
            return self._show_paid(member_sudo)
        # Only what this member's own merchant sells can be chosen.
        program_sudo = member_sudo._get_sold_programs().filtered(
            lambda sold: str(sold.id) == program
        )
        if not program_sudo:
            raise request.not_found()
        if words := program_sudo._refuse_sale(member_sudo):
            return self._show_paid(member_sudo, error=words)
        return request.redirect(
            self._get_payment_path(
                member_sudo, program_sudo, "coupon", program_sudo.sale_price
            )
        )

    @http.route(
        "/member/<string:token>/paid-coupons/back",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def paid_coupon_back(self, token, card="", **_kw):
        """Give an unused coupon back for what was paid, or ask the shop to."""
        member_sudo = self._get_member(token)
        card_sudo = member_sudo._get_bought_coupons().filtered(
            lambda bought: str(bought.id) == card
        )
        if not card_sudo:
            raise request.not_found()
        try:
            words = card_sudo._ask_paid_refund()
        except UserError as error:
            return self._show_paid(member_sudo, error=str(error))
        return self._show_paid(member_sudo, done=words)

    def _show_paid(self, member_sudo, **values):
        company_sudo = member_sudo.member_company_id.root_id
        return self._render(
            "wechat_member.paid_coupon_page",
            company_sudo,
            member=member_sudo,
            path=self._get_own_path(member_sudo),
            offers=member_sudo._prepare_sold_offers(),
            bought=member_sudo._prepare_bought_coupons(),
            **values,
        )
