from odoo.http import Controller, request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

from .member_session import MemberSession

VISITS = RateLimit(120, 60)


class MemberOutlet(MemberSession, Controller):
    """The page behind the QR in an outlet: where it is, its coupons, the card."""

    @route(
        "/member/outlet/<string:code>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
        save_session=False,
    )
    def member_outlet(self, code, **_kwargs):
        """Show an outlet to everybody; coupons and card are got with a phone number."""
        if not VISITS.allows(request.httprequest.remote_addr):
            raise request.not_found()
        # Visitors have no rights; the code, in print in the outlet, opens one channel,
        # and of the company only what every visitor may see is shown.
        channel_sudo = request.env["member.channel"].sudo()._find(code)
        till_sudo = channel_sudo._get_outlet()
        if not till_sudo:
            raise request.not_found()
        company_sudo = channel_sudo.company_id
        lang = company_sudo.partner_id.lang or request.env.lang
        request.update_context(lang=lang)
        company_sudo = company_sudo.with_context(lang=lang)
        request.env["member.channel.open"]._note(
            company_sudo, channel_sudo, request.env["loyalty.program"].sudo()
        )
        outlets = company_sudo._prepare_outlets()
        here = till_sudo.with_context(lang=lang)._get_outlet_address().id
        card_type = company_sudo.env["member.card.type"]._get_default(company_sudo)
        values = {
            "look": card_type._prepare_look(),
            "here": [one for one in outlets if one["id"] == here],
            "outlets": [one for one in outlets if one["id"] != here],
            "offers": company_sudo._prepare_claimable(channel_sudo),
            "join": f"/member/join/{channel_sudo.code}",
            "login": f"/member/login/{company_sudo.id}",
            "lang": lang,
            **company_sudo.env["res.partner"]._get_page_files(),
        }
        return self._render_page("wechat_member.member_outlet", values, lang)
