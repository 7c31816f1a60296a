import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

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
        # every test starts with counters of its own
        from ..controllers import join_pages

        for limit in (join_pages.FORMS, join_pages.GUESSES):
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
        if getattr(self, "logged_in", None) is not False:
            self.authenticate(None, None)
            self.logged_in = False
        from odoo.http import Request

        token = {"csrf_token": Request.csrf_token(self)}
        return self.url_open(path, data=token | data)

    def _application(self, phone="13900001111"):
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


@tagged("post_install", "-at_install")
class TestJoin(JoinCommon):
    def test_form_code_and_yes_open_a_working_shop(self):
        page = self._send_form()
        self.assertIn("We have your application", page.text)
        application = self._application()
        self.assertEqual(application.state, "new")
        self.assertEqual(application.upstream_id, self.env.company.partner_id)
        application.with_user(self._staff()).action_approve()
        contract = application.contract_id
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.upstream_id, self.env.company.partner_id)
        link = contract.default_place_id.link_url
        self.assertIn("云杉 长款风衣", self.url_open(link).text)
