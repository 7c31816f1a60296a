from odoo.http import Controller, request, route

from ..rate_limit import RateLimit

VISITS = RateLimit(60, 60)
PRIVATE = [
    ("Cache-Control", "no-store, private"),
    ("X-Robots-Tag", "noindex, nofollow, noarchive"),
    ("Referrer-Policy", "no-referrer"),
]


class QuietPages(Controller):
    """The way out of offers, for whoever has the link of a message."""

    @route(
        "/outlet/quiet/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def quiet(self, token, **_kw):
        """One button. Opening changes nothing: links are opened by machines, too."""
        return self._answer(token)

    @route(
        "/outlet/quiet/<string:token>",
        type="http",
        auth="public",
        methods=["POST"],
        sitemap=False,
    )
    def quiet_set(self, token, again="", **_kw):
        """No offers any more, from nobody; or take it back."""
        return self._answer(token, "_opt_in" if again else "_opt_out")

    def _answer(self, token, step=None):
        if not VISITS.allows(request.httprequest.remote_addr):
            return request.make_response("", headers=PRIVATE, status=429)
        # the link is the right to decide about messages to one's own number
        person = request.env["message.recipient"].sudo()._find_by_token(token)
        if not person:
            raise request.not_found()
        if step:
            getattr(person, step)()
        return self._render_quiet(person)

    def _render_quiet(self, person):
        lang = person.company_id.partner_id.lang or request.env.lang or "en_US"
        person = person.with_context(lang=lang)
        html = request.env["ir.qweb"]._render(
            "outlet_base.quiet_page",
            {
                "label": person.company_id._get_quiet_label(),
                "is_quiet": bool(person.opted_out_at),
                "csrf_token": request.csrf_token,
                "html_lang": lang.replace("_", "-"),
            },
            lang=lang,
        )
        return request.make_response(html, headers=PRIVATE)
