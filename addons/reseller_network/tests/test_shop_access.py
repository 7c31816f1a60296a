import re

from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .shop_common import ShopCommon

CONVERTER = re.compile(r"<(?:(?P<kind>\w+)(?:\([^)]*\))?:)?(?P<name>\w+)>")
# what the addon adds to the core's or another addon's page is that page's to guard
OTHERS = ("/my/orders", "/my/home", "/my/counters", "/payment")
NOTHING = 987654321


@tagged("post_install", "-at_install")
class TestShopAccess(ShopCommon):
    """Every address of the addon, as the server knows them, tried by strangers.

    The addresses are not listed here: whoever adds one has it tried.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.contract._submit_order(cls._draft(cls))
        cls.order._get_order_page_url()
        cls.inquiry = cls.env["reseller.inquiry"].create(
            {
                "contract_id": cls.contract.id,
                "place_id": cls.contract.default_place_id.id,
                "name": "小韩",
                "question": "有加大码吗？",
            }
        )
        cls.own = cls._make_own()
        new_test_user(cls.env, "t_nobody", groups="base.group_portal", name="路人")
        cls.names = ("t_shop", cls.user.partner_id.name, "李雷", "13812345678")
        cls.names += ("梅里妈妈", "手感很软")

    @classmethod
    def _make_own(cls):
        """What else the first seller has: pick, rule, wish, tribe and customer."""
        own = {"contract_id": cls.contract.id}
        customer = cls.order.reseller_customer_id
        tribe = cls.env["outlet.tribe"].create(
            {"name": "梅里妈妈", "owner_ids": [Command.create(own)]}
        )
        return [
            customer,
            tribe,
            cls.env["outlet.tribe.member"]._join(tribe.owner_ids, customer, "当面"),
            cls.env["reseller.pick"].create(
                {**own, "product_tmpl_id": cls.style.id, "words": "手感很软"}
            ),
            cls.env["reseller.price.rule"].create(
                {**own, "kind": "markup", "value": 10.0}
            ),
            cls.env["goods.wish"].create(
                {
                    **own,
                    "name": "梅里妈妈要的大衣",
                    "place_id": cls.contract.default_place_id.id,
                }
            ),
        ]

    def _routes(self):
        """Return the rules of this addon's controllers."""
        rules = [
            rule
            for rule in self.env["ir.http"].routing_map().iter_rules()
            if rule.endpoint.func.__module__.startswith("odoo.addons.reseller_network")
            and not rule.rule.startswith(OTHERS)
        ]
        self.assertGreater(len(rules), 30)
        return rules

    def _fill(self, rule, number, text):
        """Return the address with every part filled."""

        def part(match):
            return str(number) if match["kind"] == "int" else text

        return CONVERTER.sub(part, rule.rule)

    def _ask(self, rule, path):
        """Ask for an address the way it wants to be asked."""
        methods = rule.methods or {"GET"}
        if "GET" in methods:
            return self.url_open(path, allow_redirects=False)
        return self._send_anew(path)

    def _is_login(self, answer):
        return answer.status_code in (302, 303) and "/web/login" in (
            answer.headers.get("Location") or ""
        )

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
    def test_who_is_not_logged_in_reaches_public_pages_by_their_secret_only(self):
        """Proves R245 together with the order of a stranger."""
        for rule in self._routes():
            path = self._fill(rule, NOTHING, "no-such-secret-0123456789")
            self._forget_callers()
            answer = self._ask(rule, path)
            auth = rule.endpoint.routing["auth"]
            if auth == "user":
                closed = self._is_login(answer) or 400 <= answer.status_code < 500
                self.assertTrue(closed, (path, answer.status_code))
            elif CONVERTER.search(rule.rule):
                if answer.status_code == 303:  # to the page in another language
                    answer = self.url_open(answer.headers["Location"])
                self.assertIn(answer.status_code, (400, 404), path)
            for name in self.names:
                self.assertNotIn(name, answer.text, path)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
    def test_who_has_no_contract_finds_nothing(self):
        self.authenticate("t_nobody", "t_nobody")
        for rule in self._routes():
            if rule.endpoint.routing["auth"] != "user":
                continue
            for number in self._ids():
                path = self._fill(rule, number, "no-such-secret-0123456789")
                answer = self._ask(rule, path)
                self.assertNotEqual(answer.status_code, 500, path)
                for name in self.names:
                    self.assertNotIn(name, answer.text, path)

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_http")
    def test_another_seller_guesses_ids_in_vain(self):
        """Every record of one seller, at every address, asked for by another."""
        before = self._state()
        self.authenticate("t_other", "t_other")
        for rule in self._routes():
            routing = rule.endpoint.routing
            if routing["auth"] != "user" or "<int:" not in rule.rule:
                continue
            for number in self._ids():
                path = self._fill(rule, number, "no-such-secret-0123456789")
                answer = self._ask(rule, path)
                self.assertNotEqual(answer.status_code, 500, path)
                for name in self.names:
                    self.assertNotIn(name, answer.text, path)
        self.env.invalidate_all()
        self.assertEqual(self._state(), before)

    def _state(self):
        """Return what the first seller's records hold."""
        return [
            record.sudo().exists().read(self._stored_fields(record))
            for record in (self.order, self.inquiry, *self.own)
        ]

    def _stored_fields(self, record):
        return [
            name
            for name, field in record._fields.items()
            if field.store and field.type != "binary"
        ]

    def _ids(self):
        """Return ids of records that are the first seller's, and of none."""
        return {
            0,
            *(record.id for record in self.own),
            self.order.id,
            self.order.order_line[:1].id,
            self.contract.id,
            self.contract.default_place_id.id,
            self.inquiry.id,
            self.page.id,
            self.user.partner_id.id,
            NOTHING,
        }
