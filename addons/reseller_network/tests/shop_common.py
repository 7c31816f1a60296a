import re

from odoo.http import Request
from odoo.tests import HttpCase

from odoo.addons.brand_outlet.controllers import place_pages
from odoo.addons.reseller_network.controllers import shop_article, shop_ask

from .common import ResellerCommon

BUYER = {
    "name": "韩梅梅",
    "phone": "13912345678",
    "address": "北京市朝阳区建国路88号院3号楼502",
}


class ShopCommon(ResellerCommon, HttpCase):
    """A stranger without a login opens what a seller passed on."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.user.partner_id.write({"phone": "13700001111", "email": "amei@example.com"})
        cls.page = cls._make_link(cls.contract)

    def setUp(self):
        super().setUp()
        self._forget_callers()

    def _forget_callers(self):
        """All visitors of a test have one address: let none of them wait."""
        for limit in (
            place_pages.VISITS,
            place_pages.GUESSES,
            shop_article.ORDERS,
            shop_article.READS,
            shop_ask.QUESTIONS,
        ):
            limit.reset()

    @classmethod
    def _make_link(cls, contract, style=None, **values):
        target = values.pop("target", "article")
        [link] = cls.env["share.link"]._find_or_create(
            contract,
            values.pop("place", contract.default_place_id),
            style or cls.style,
            target,
        )
        return link

    def _path(self, link=None):
        return f"/s/{(link or self.page).token}"

    def _read(self, path, **kwargs):
        """Open a page as a stranger."""
        return self.url_open(path, **kwargs)

    def _field(self, html, name):
        """Return the value of a hidden field of the form."""
        return re.search(rf'name="{name}" value="([^"]*)"', html).group(1)

    def _form(self, path=None, **values):
        """Open the page and return what its form sends."""
        html = self._read(path or self._path()).text
        return {
            "csrf_token": self._field(html, "csrf_token"),
            "once": self._field(html, "once"),
            "price": self._field(html, "price"),
            "product_id": self.small.id,
            "quantity": 1,
            **BUYER,
            **values,
        }

    def _order(self, path=None, **values):
        """Open the page and order; return the answer, not followed."""
        path = path or self._path()
        form = self._form(path, **values)
        return self._send(f"{path}/order", form)

    def _send(self, path, values):
        return self.url_open(path, data=values, allow_redirects=False)

    def _send_anew(self, path, **values):
        """Send a form with a fresh token."""
        if not self.session:
            self.authenticate(None, None)
        return self._send(path, {"csrf_token": Request.csrf_token(self)} | values)

    def _orders(self):
        return self.env["sale.order"].search(
            [("place_id", "in", self.contract.place_ids.ids)], order="id"
        )

    def _order_of(self, answer):
        """Return the order whose page an answer leads to."""
        self.assertEqual(answer.status_code, 303, answer.text[:2000])
        token = answer.headers["Location"].partition("/outlet/o/")[2].split("/")[0]
        return self.env["sale.order"].search([("page_token", "=", token)])
