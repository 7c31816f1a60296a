from odoo.exceptions import UserError
from odoo.http import request, route

from ..pictures import redraw
from .join_pages import FORMS
from .portal import OutletPortal

PAGE = {"type": "http", "auth": "user"}
PHOTOS = ("id_front", "id_back", "shop_photo")
MOST_BYTES = 12 * 1024 * 1024
MOST_PIXELS = 1600


class JoinPortal(OutletPortal):
    """What a login can do about joining: agreement, verification, more to sell."""

    @route("/my/outlet/join", methods=["GET"], **PAGE)
    def outlet_join(self):
        """Where members and other portal users become resellers."""
        # an invitation to everybody is no secret
        invitations = request.env["reseller.invitation"].sudo()
        invitation = invitations._get_public(request.env.company)
        if not invitation or not request.env.user.share:
            raise request.not_found()
        return request.redirect(f"/outlet/join/{invitation.code}")

    @route("/my/outlet/agreement", methods=["GET"], **PAGE)
    def outlet_agreement(self):
        """The text in force, to be accepted or read again."""
        contract = self._contract()
        missing = contract._needs_agreement()
        agreement = missing or contract._current_agreement()
        if not agreement:
            raise request.not_found()
        return self._render(
            "outlet_agreement_page",
            contract,
            "me",
            agreement=agreement,
            may_accept=bool(missing),
            accepted=contract._get_acceptance(agreement),
            back="/my/outlet/me",
        )

    @route("/my/outlet/agreement", methods=["POST"], **PAGE)
    def outlet_agreement_accept(self, agreement_id="", **_kwargs):
        """Accept the version that was shown."""
        contract = self._contract()
        missing = contract._needs_agreement()
        if not missing or str(missing.id) != agreement_id:
            return request.redirect("/my/outlet/agreement")
        asked = request.httprequest
        contract._accept_agreement(
            missing, asked.remote_addr, asked.user_agent.string or ""
        )
        return request.redirect("/my/outlet")

    @route("/my/outlet/verification", methods=["GET"], **PAGE)
    def outlet_verification(self, problem=""):
        """Where documents are handed in, and how the check stands."""
        return self._verification_page(self._contract())

    @route("/my/outlet/verification", methods=["POST"], **PAGE)
    def outlet_verification_submit(self, **post):
        """Hand in name and documents."""
        contract = self._contract()
        if not FORMS.allows(request.env.uid):
            problem = request.env._("Please wait a moment and try again.")
            return self._verification_page(contract, problem, post)
        try:
            contract._hand_in_verification(
                post.get("real_name"),
                post.get("id_number"),
                {name: self._photo(name) for name in PHOTOS},
            )
        except UserError as error:
            return self._verification_page(contract, str(error), post)
        return request.redirect("/my/outlet/verification")

    @route("/my/outlet/agents", methods=["GET"], **PAGE)
    def outlet_agents(self):
        """Agents who look for resellers."""
        contract = self._contract()
        return self._render(
            "outlet_agents_page",
            contract,
            "me",
            agents=contract._open_agents(),
            back="/my/outlet/me",
        )

    @route("/my/outlet/agents/<int:agent_id>/ask", methods=["POST"], **PAGE)
    def outlet_agent_ask(self, agent_id, **_kwargs):
        """Ask to sell what an agent has."""
        contract = self._contract()
        agent = contract._find_open_agent(agent_id)
        if not agent:
            raise request.not_found()
        contract._ask_agent(agent)
        return request.redirect("/my/outlet/agents")

    @route("/my/outlet/upgrade", methods=["GET"], **PAGE)
    def outlet_upgrade(self):
        """What changes when an affiliate gets a shop."""
        contract = self._contract()
        if contract.mode != "link":
            return request.redirect("/my/outlet/me")
        return self._render(
            "outlet_upgrade_page",
            contract,
            "me",
            request_open=contract._upgrade_request(),
            back="/my/outlet/me",
        )

    @route("/my/outlet/upgrade", methods=["POST"], **PAGE)
    def outlet_upgrade_ask(self, **_kwargs):
        """Ask for a shop of one's own."""
        contract = self._contract()
        if contract.mode != "link":
            raise request.not_found()
        contract._ask_upgrade()
        return request.redirect("/my/outlet/upgrade")

    def _photo(self, name):
        """Return a picture of the form, drawn anew (may be empty)."""
        upload = request.httprequest.files.get(name)
        content = upload.read(MOST_BYTES + 1) if upload else b""
        if len(content) > MOST_BYTES:
            raise UserError(request.env._("A picture is too large: 12 MB at most."))
        return content and redraw(request.env, content, MOST_PIXELS)

    def _verification_page(self, contract, problem="", post=None):
        return self._render(
            "outlet_verification_page",
            contract,
            "me",
            paper=contract._last_verification(),
            problem=problem,
            post=post or {},
            back="/my/outlet/me",
        )
