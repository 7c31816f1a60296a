"""Pages on which members pay, and a provider that takes their money."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

from odoo.fields import Command
from odoo.tests import HttpCase

from ..controllers.gift import VISITS
from ..controllers.value import CODES
from .common_value import ValueCommon


class ValuePageCommon(ValueCommon, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._make_rule(200, 20)
        # The pages speak the language of the shop.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.company.partner_id.lang = "en_US"
        cls.member.lang = "en_US"
        form = cls.env["ir.ui.view"].create(
            {"name": "form", "type": "qweb", "arch": '<form action="/" method="post"/>'}
        )
        cls.method = cls.env.ref("payment.payment_method_unknown")
        cls.provider = cls.env["payment.provider"].create(
            {
                "name": "Bank at the corner",
                "code": "none",
                "state": "test",
                "is_published": True,
                "payment_method_ids": [Command.set(cls.method.ids)],
                "redirect_form_view_id": form.id,
            }
        )
        cls.method.active = True
        bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )
        cls.env["account.payment.method.line"].create(
            {
                "name": "Bank at the corner",
                "journal_id": bank.id,
                "payment_method_id": cls.env.ref(
                    "account.account_payment_method_manual_in"
                ).id,
                "payment_provider_id": cls.provider.id,
            }
        )
        cls.env["ir.config_parameter"].set_param("outlet_base.phone_code_shown", "yes")

    def setUp(self):
        super().setUp()
        VISITS.reset()
        CODES.reset()
        self.path = self.member._get_member_page_path()

    def _choose(self, page, amount):
        """Choose an amount on a page; return the address of the payment."""
        answer = self.url_open(
            f"{self.path}/{page}?amount={amount}", allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303, answer.text)
        return answer.headers["Location"]

    def _pay(self, address, **changes):
        """Pay as the form of the payment page does; return the transaction."""
        page = self.url_open(address)
        self.assertEqual(page.status_code, 200)
        query = {
            key: value[0] for key, value in parse_qs(urlsplit(address).query).items()
        }
        route = re.search(r'data-transaction-route="([^"]+)"', page.text).group(1)
        token = re.search(r'data-access-token="([^"]+)"', page.text).group(1)
        params = {
            "provider_id": self.provider.id,
            "payment_method_id": self.method.id,
            "token_id": None,
            "amount": float(query["amount"]),
            "access_token": token,
            "flow": "redirect",
            "tokenization_requested": False,
            "landing_route": self.path,
            "is_validation": False,
            "csrf_token": "x",
        }
        values = self.make_jsonrpc_request(unescape(route), params | changes)
        transaction = self.env["payment.transaction"].search(
            [("reference", "=", values["reference"])]
        )
        self.assertEqual(transaction.amount, params["amount"])
        return transaction

    def _arrive(self, transaction):
        transaction._set_done()
        transaction._post_process()
