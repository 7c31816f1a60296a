import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.http import Request, root

from ..controllers.join_pages import FORMS, GUESSES
from .common import PortalCommon

FORM = {
    "name": "小区团长·阿芳",
    "phone": "139 0000 1111",
    "place_type": "group",
    "reach": "groups",
    "shares_style": "1",
    "shares_trust": "1",
    "mode": "shop",
}


class JoinCommon(PortalCommon):
    """An invitation of the operator and one of an agent; phones are read here."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.invitation = cls._invite(cls.env.company.partner_id)
        cls.agent_invitation = cls._invite(cls.tj.agent_id)

    def setUp(self):
        super().setUp()
        for limit in (FORMS, GUESSES):
            limit.reset()

    @classmethod
    def _invite(cls, upstream, **vals):
        return cls.env["reseller.invitation"].create(
            {"name": "朋友圈海报", "upstream_id": upstream.id, **vals}
        )

    @contextmanager
    def _phones(self):
        """Collect the texts that phones would get: nothing leaves a test."""
        texts = []
        codes = type(self.env["phone.code"])

        def deliver(_self, phone, text):
            texts.append((phone, text))

        with patch.object(codes, "_deliver", deliver):
            yield texts

    def _digits(self, texts):
        return re.search(r"\d{6}", texts[-1][1]).group()

    def _send_form(self, invitation=None, **answers):
        """Send the form and the code that comes; return the last page."""
        invitation = invitation or self.invitation
        path = f"/outlet/join/{invitation.code}"
        with self._phones() as texts:
            page = self._post_public(path, **{**FORM, **answers})
            if not texts:
                return page
            return self._post_public(f"{path}/code", digits=self._digits(texts))

    def _post_public(self, path, **data):
        self._log_out()
        token = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=token | data)

    def _log_out(self):
        if getattr(self, "logged_in", None) is not False:
            self.authenticate(None, None)
            self.logged_in = False

    def _log_in_by_phone(self, phone="13900001111"):
        """Log in as a reseller does; return the last page."""
        self._log_out()
        # the tests read English, whatever language the company's sellers have
        self.env["res.users"].search([("login", "=", phone)]).lang = "en_US"
        with self._phones() as texts:
            self._post_public("/outlet/login", phone=phone)
            page = self._post_public("/outlet/login/code", digits=self._digits(texts))
        self.logged_in = phone
        # a login gets a new session: what is posted next belongs to it
        self.session = root.session_store.get(self.opener.cookies["session_id"])
        return page

    def _approved(self, **answers):
        """Return the contract of somebody who applied and was approved."""
        self._send_form(**answers)
        application = self._application(answers.get("phone", FORM["phone"]))
        application.action_approve()
        # as with the other logins, pages are asked for in English
        application.contract_id.reseller_id.lang = "en_US"
        return application.contract_id

    def _application(self, phone="13900001111"):
        phone = phone.replace(" ", "")
        return self.env["reseller.application"].search(
            [("phone", "=", phone)], order="id desc", limit=1
        )

    def _staff(self, party=None, login="t_staff"):
        group = "group_agent" if party else "group_operator"
        return self.env["res.users"].create(
            {
                "name": login,
                "login": login,
                "party_id": party.id if party else False,
                "group_ids": [Command.set([self.env.ref(f"brand_outlet.{group}").id])],
            }
        )
