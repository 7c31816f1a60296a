from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import VISITS, PlacePages


class QuietPages(PlacePages):
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
        # the link is the right to decide about messages to one's own number
        person = request.env["message.recipient"].sudo()._find_by_token(token)
        if not person:
            return self._gone()
        if not VISITS.allows(self._get_caller()):
            return self._slow_down()
        if step:
            getattr(person, step)()
        return self._render_quiet(person)

    def _render_quiet(self, person):
        places = self._get_places()
        html = places.env["ir.qweb"]._render(
            "reseller_network.quiet_page",
            {
                "place": places,
                "label": person.company_id._get_outlet_label(),
                "is_quiet": bool(person.opted_out_at),
                "csrf_token": request.csrf_token,
                "lang": (places.env.lang or "en_US").replace("_", "-"),
            },
        )
        return self._private(request.make_response(html))
