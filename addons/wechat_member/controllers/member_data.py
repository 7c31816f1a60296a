from odoo.http import content_disposition, request, route

from .member import MemberPage
from .member_session import LOGIN


class MemberData(MemberPage):
    """What a member may do with what is kept about him, on his own page."""

    @route("/member/me/data", type="http", auth="public", methods=["GET"])
    def member_data(self, **_kwargs):
        """Download everything that is kept about the member of this phone."""
        member_sudo = self._get_pass_member()
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        return request.make_response(
            member_sudo._export_member_json(),
            headers=[
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", content_disposition("my-data.json")),
                ("Cache-Control", "private, no-store"),
                ("Referrer-Policy", "no-referrer"),
            ],
        )

    @route("/member/me/erase", type="http", auth="public", methods=["POST"], csrf=False)
    def member_erase(self, form="", **_kwargs):
        """Ask to be forgotten; somebody of the shop sees to it."""
        member_sudo = self._act(form)
        if not member_sudo:
            return request.redirect(LOGIN, code=303)
        member_sudo._request_erasure()
        return self._back("erasure", "me")

    def _get_message(self, done):
        if done == "erasure":
            return request.env._("We got your request and will see to it")
        return super()._get_message(done)
