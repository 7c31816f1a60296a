from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .join_pages import FORMS, JoinPages

DRAFT = "outlet_join"
PURPOSE = "join"
WEBPAGE = {"type": "http", "auth": "public", "sitemap": False}


class OutletJoin(JoinPages, Controller):
    """Becoming a reseller: invitation, form, code, done."""

    def _applications(self):
        # visitors have no right on any record: what a page tells is chosen here, and
        # an application is only found by the secret of its own status page
        return request.env["reseller.application"].sudo()

    def _find_invitation(self, code):
        # found by its unguessable code only
        return request.env["reseller.invitation"].sudo()._find(code)

    def _agreement(self, invitation):
        # the text a person is to accept is not secret to him
        agreements = request.env["reseller.agreement"].sudo()
        mode = invitation.mode if invitation.mode != "any" else "shop"
        return agreements._get_current(
            invitation.upstream_id, mode, invitation.company_id
        )

    def _outsider(self):
        """Return the logged-in user if he is one from outside (may be empty)."""
        user = request.env.user
        return user if user.share and not user._is_public() else user.browse()

    @route("/outlet/join/<string:code>", methods=["GET"], **WEBPAGE)
    def join_form(self, code, **_kwargs):
        """The form: five fields, filled in as far as they are known."""
        invitation = self._find_invitation(code)
        if not invitation:
            return self._gone()
        return self._form(invitation, self._known_answers(invitation))

    @route("/outlet/join/<string:code>", methods=["POST"], **WEBPAGE)
    def join_submit(self, code, **post):
        """Take the form; a code goes to the phone, unless the login tells who it is."""
        invitation = self._find_invitation(code)
        if not invitation:
            return self._gone()
        problem = self._take_form(invitation, post)
        if problem:
            return self._form(invitation, post, problem)
        answers = request.session[DRAFT]["answers"]
        # a number on the contact is typed by anybody, one to log in with was proven
        if self._outsider().login == answers["phone"]:
            return self._apply(invitation, answers, self._outsider())
        problem, shown = self._send_code(answers["phone"], PURPOSE)
        if problem:
            return self._form(invitation, post, problem)
        return self._code_page(invitation, shown=shown)

    @route("/outlet/join/<string:code>/code", methods=["POST"], **WEBPAGE)
    def join_code(self, code, digits="", again="", **_kwargs):
        """Take the code, or send another one."""
        invitation = self._find_invitation(code)
        draft = request.session.get(DRAFT) or {}
        if not invitation or draft.get("invitation_id") != invitation.id:
            return self._gone()
        phone = draft["answers"]["phone"]
        if again:
            problem, shown = self._send_code(phone, PURPOSE)
            return self._code_page(invitation, problem, shown)
        if not request.env["phone.code"]._check(phone, PURPOSE, digits):
            problem = request.env._("This is not the code, or it has expired.")
            return self._code_page(invitation, problem)
        return self._apply(invitation, draft["answers"], self._outsider())

    @route("/outlet/join/<string:code>/agreement", methods=["GET"], **WEBPAGE)
    def join_agreement(self, code, **_kwargs):
        """The text that is accepted by applying."""
        invitation = self._find_invitation(code)
        agreement = invitation and self._agreement(invitation)
        if not agreement:
            return self._gone()
        return self._page(
            "outlet_agreement_page",
            agreement=agreement,
            back=f"/outlet/join/{code}",
            may_accept=False,
        )

    @route("/outlet/join/s/<string:token>", methods=["GET"], **WEBPAGE)
    def join_status(self, token, **_kwargs):
        """How the application stands, and the shop's link once it is open."""
        application = self._applications()._find_by_token(token)
        if not application:
            return self._gone()
        return self._status_page(application)

    @route("/outlet/join/s/<string:token>/answer", methods=["POST"], **WEBPAGE)
    def join_answer(self, token, answer="", **_kwargs):
        """The applicant's yes or no to other terms than he asked for."""
        application = self._applications()._find_by_token(token)
        if not application:
            return self._gone()
        if application.state == "offered" and answer == "yes":
            application._agree()
        elif application.state in ("new", "offered") and answer == "no":
            application._withdraw()
        return request.redirect(f"/outlet/join/s/{token}")

    def _known_answers(self, invitation):
        user = self._outsider()
        return {
            "name": user.name or (invitation.phone and invitation.name) or "",
            "phone": invitation.phone or user.partner_id.phone or "",
            "place_type": "group",
        }

    def _take_form(self, invitation, post):
        """Keep what the form says for the next step; return what is wrong with it."""
        if not FORMS.allows(self._caller()):
            return request.env._("Please wait a moment and try again.")
        applications = self._applications()
        try:
            answers = applications._read_answers(post)
            invitation._check_phone(answers["phone"])
        except UserError as error:
            return str(error)
        agreement = self._agreement(invitation)
        request.session[DRAFT] = {
            "invitation_id": invitation.id,
            "answers": answers,
            "agreement_id": agreement.id,
        }
        return ""

    def _apply(self, invitation, answers, user=None):
        """Make the application and go on: into the shop, or to the status page."""
        draft = request.session.pop(DRAFT)
        # the contact of one's own login
        partner = user.sudo().commercial_partner_id if user else None
        try:
            with request.env.cr.savepoint():
                application = self._applications()._apply(invitation, answers, partner)
                self._accept(application, draft["agreement_id"])
        except UserError as error:
            return self._page("outlet_join_gone", problem=str(error), status=409)
        if application.state == "approved" and not user:
            self._log_in(application.contract_id.reseller_id.user_ids[:1])
            return request.redirect("/my/outlet")
        return request.redirect(f"/outlet/join/s/{application.access_token}")

    def _accept(self, application, agreement_id):
        agreement = application.env["reseller.agreement"].browse(agreement_id or [])
        if agreement.exists():
            acceptances = application.env["reseller.agreement.acceptance"]
            acceptances._record(
                agreement,
                *self._browser(),
                partner=application.partner_id,
                application=application,
            )

    def _form(self, invitation, post, problem=""):
        return self._page(
            "outlet_join_page",
            invitation=invitation,
            upstream=invitation.upstream_id.name,
            agreement=self._agreement(invitation),
            post=post,
            problem=problem,
            choices=self._applications()._get_choices(),
        )

    def _code_page(self, invitation, problem="", shown=""):
        draft = request.session[DRAFT]
        return self._page(
            "outlet_code_page",
            action=f"/outlet/join/{invitation.code}/code",
            back=f"/outlet/join/{invitation.code}",
            phone=draft["answers"]["phone"],
            problem=problem,
            shown=shown,
        )

    def _status_page(self, application):
        place = application.contract_id.default_place_id
        return self._page(
            "outlet_join_status_page",
            application=application,
            upstream=application.upstream_id.name,
            shop_url=place.link_url if application.state == "approved" else "",
        )
