from odoo.exceptions import UserError
from odoo.http import Controller, request, route

from .join_pages import FORMS, JoinPages

PHONE = "outlet_login_phone"
PURPOSE = "login"
WEBPAGE = {"type": "http", "auth": "public", "sitemap": False}


class PhoneLogin(JoinPages, Controller):
    """Resellers log in with phone and code; there is no password to forget."""

    @route("/outlet/login", methods=["GET"], **WEBPAGE)
    def login_form(self, phone="", **_kwargs):
        """Ask for the phone."""
        if request.env["reseller.contract"]._for_current_user():
            return request.redirect("/my/outlet")
        return self._page("outlet_login_page", phone=phone[:20], problem="")

    @route("/outlet/login", methods=["POST"], **WEBPAGE)
    def login_send(self, phone="", **_kwargs):
        """Send a code, if somebody sells under this number; never tell whether."""
        try:
            phone = request.env["phone.code"]._normalise(phone)
        except UserError as error:
            return self._page("outlet_login_page", phone=phone, problem=str(error))
        if not FORMS.allows(self._caller()):
            problem = request.env._("Please wait a moment and try again.")
            return self._page("outlet_login_page", phone=phone, problem=problem)
        request.session[PHONE] = phone
        problem, shown = self._send_if_known(phone)
        return self._code_page(phone, problem, shown)

    @route("/outlet/login/code", methods=["POST"], **WEBPAGE)
    def login_code(self, digits="", again="", **_kwargs):
        """Take the code and log in, or send another one."""
        phone = request.session.get(PHONE)
        if not phone:
            return request.redirect("/outlet/login")
        if again:
            return self._code_page(phone, *self._send_if_known(phone))
        if not request.env["phone.code"]._check(phone, PURPOSE, digits):
            problem = request.env._("This is not the code, or it has expired.")
            return self._code_page(phone, problem)
        # the phone is proven: its user is found, or gets the login he is due
        user = request.env["res.users"].sudo()._find_by_phone(phone, may_create=True)
        if not user:
            return self._gone()
        request.session.pop(PHONE)
        self._log_in(user)
        return request.redirect("/my/outlet")

    def _send_if_known(self, phone):
        # who sells under which number is not told: the answer is always the same, for
        # somebody who asks too often as well
        if not self._is_known(phone):
            return "", ""
        _problem, shown = self._send_code(phone, PURPOSE)
        return "", shown

    def _is_known(self, phone):
        # only yes or no is taken from users and contacts, and it is not told
        users = request.env["res.users"].sudo()
        if users._find_by_phone(phone):
            return True
        partners = request.env["res.partner"].sudo()
        partner = partners._find_by_phone([phone]).get(phone)
        if not partner:
            return False
        contracts = partner.env["reseller.contract"]
        running = [("reseller_id", "=", partner.id), ("state", "=", "active")]
        return bool(contracts.search_count(running, limit=1))

    def _code_page(self, phone, problem="", shown=""):
        return self._page(
            "outlet_code_page",
            action="/outlet/login/code",
            back="/outlet/login",
            phone=phone,
            problem=problem,
            shown=shown,
        )
