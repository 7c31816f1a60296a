from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.outlet_base.rate_limit import RateLimit

# a person fills in one form; whoever sends many is a machine
FORMS = RateLimit(30, 600)
GUESSES = RateLimit(60, 600)
PRIVATE = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


class JoinPages:
    """What the pages before a login have in common.

    No controller itself: Odoo makes one of all that share such a parent.
    """

    def _caller(self):
        return request.httprequest.remote_addr

    def _page(self, template, status=200, **values):
        """Render a page that nobody keeps a copy of."""
        response = request.render(
            f"reseller_network.{template}",
            {"tabs": [], "tab": "", "page_name": "outlet_join", **values},
            status=status,
        )
        for name, value in PRIVATE.items():
            response.headers[name] = value
        return response

    def _gone(self):
        """Answer the same to every wrong or old address."""
        status = 404 if GUESSES.allows(self._caller()) else 429
        return self._page("outlet_join_gone", status=status)

    def _send_code(self, phone, purpose):
        """Send a code and return (problem in words, code where codes are shown)."""
        try:
            with request.env.cr.savepoint():
                shown = request.env["phone.code"]._send(phone, purpose)
        except UserError as error:
            return str(error), ""
        return "", shown

    def _log_in(self, user):
        """Log in who just proved to hold the phone of ``user``."""
        credential = user._make_phone_credential()
        return request.session.authenticate(request.env, credential)

    def _browser(self):
        """Return network address and browser, the evidence of an acceptance."""
        asked = request.httprequest
        return asked.remote_addr or "", asked.user_agent.string or ""
