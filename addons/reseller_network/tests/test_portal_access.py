from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PortalCommon

PAGES = (
    "/my/outlet",
    "/my/outlet/articles",
    "/my/outlet/me",
    "/my/outlet/orders",
    "/my/outlet/order/new",
    "/my/outlet/statements",
)


@tagged("post_install", "-at_install")
class TestPortalAccess(PortalCommon):
    """What one reseller can not reach of another, whatever he types."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = cls.contract
        cls.order = contract._submit_order(cls._draft(cls))
        cls._deliver(cls, cls.order)
        today = fields.Date.context_today(contract)
        cls.statement = (
            cls.env["settlement.statement"]
            .generate(today, today)
            .filtered(lambda one: one.partner_id == cls.user.partner_id)
        )
        cls.statement.action_send()
        cls.agent_names = (cls.tj + cls.ks).mapped("name") + (
            cls.tj.agent_id + cls.ks.agent_id
        ).mapped("name")

    def _record_pages(self):
        return (
            f"/my/outlet/article/{self.style.id}",
            f"/my/outlet/orders/{self.order.id}",
            f"/my/outlet/statements/{self.statement.id}",
            f"/my/outlet/statements/{self.statement.id}/workbook",
        )

    def test_the_owner_opens_his_own_records(self):
        for path in self._record_pages():
            self.assertEqual(self._get(path).status_code, 200, path)

    def test_another_reseller_gets_404_for_orders_and_statements(self):
        """Proves R2, R12."""
        for path in self._record_pages()[1:]:
            self.assertEqual(self._get(path, "t_other").status_code, 404, path)

    def test_another_reseller_does_not_agree_for_him(self):
        for act in ("agree", "dispute", "disputes/1/withdraw"):
            path = f"/my/outlet/statements/{self.statement.id}/{act}"
            self.assertEqual(self._post(path, "t_other").status_code, 404, act)
        self.assertFalse(self.statement.party_agreed_on)

    def test_an_article_outside_the_selection_is_404(self):
        self.other.upstream_id = self.fs.agent_id
        for path in (
            f"/my/outlet/article/{self.style.id}",
            f"/my/outlet/picture/{self.style.id}/card",
        ):
            self.assertEqual(self._get(path, "t_other").status_code, 404, path)
        path = f"/my/outlet/article/{self.style.id}/price"
        self.assertEqual(self._post(path, "t_other", value="400").status_code, 404)
        answer = self._post("/my/outlet/order/add", "t_other", product_id=self.small.id)
        self.assertEqual(answer.status_code, 404)

    def test_numbers_that_do_not_exist_are_404(self):
        for path in (
            "/my/outlet/article/999999999",
            "/my/outlet/orders/999999999",
            "/my/outlet/statements/999999999",
            "/my/outlet/picture/999999999/card",
            f"/my/outlet/picture/{self.style.id}/huge",
            f"/my/outlet/picture/{self.style.id}/{self.coat.id}/card",
        ):
            self.assertEqual(self._get(path).status_code, 404, path)

    def test_a_draft_statement_is_not_shown(self):
        self.statement.action_reopen()
        path = f"/my/outlet/statements/{self.statement.id}"
        self.assertEqual(self._get(path).status_code, 404)

    def test_pictures_of_the_selection_are_shown(self):
        answer = self._get(f"/my/outlet/picture/{self.style.id}/card")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("image/", answer.headers["Content-Type"])

    def test_pictures_of_what_was_sold_stay(self):
        self.offers.action_end()
        path = f"/my/outlet/picture/{self.style.id}/mini"
        self.assertEqual(self._get(path).status_code, 200)
        self.assertEqual(self._get(path, "t_other").status_code, 404)

    def test_nobody_gets_in_without_a_login(self):
        self._login(None)
        for path in (*PAGES, *self._record_pages()):
            answer = self.url_open(path, allow_redirects=False)
            self.assertEqual(answer.status_code, 303, path)
            self.assertIn("/web/login", answer.headers["Location"])

    def test_a_portal_user_without_contract_gets_404(self):
        new_test_user(self.env, "t_nobody", groups="base.group_portal")
        for path in (*PAGES, *self._record_pages()):
            self.assertEqual(self._get(path, "t_nobody").status_code, 404, path)

    def test_staff_of_an_agent_still_open_their_account(self):
        self._agent_user(self.tj, "t_agent_staff")
        self.assertEqual(self._get("/my", "t_agent_staff").status_code, 200)
        self.assertEqual(self._get("/my/outlet", "t_agent_staff").status_code, 404)

    def test_after_the_contract_ended_nothing_is_entered(self):
        self.contract.action_end()
        self.assertEqual(self._get("/my/outlet/articles").status_code, 404)
        answer = self._post("/my/outlet/order/add", product_id=self.small.id)
        self.assertEqual(answer.status_code, 404)

    def test_after_the_contract_ended_orders_and_statements_stay(self):
        """What he is owed does not vanish with the contract. Proves R144."""
        self.contract.action_end()
        for path in (
            "/my/outlet/orders",
            "/my/outlet/statements",
            *self._record_pages()[1:],
        ):
            self.assertEqual(self._get(path).status_code, 200, path)
        page = self._get("/my/outlet/orders").text
        self.assertNotIn("/my/outlet/articles", page)
        self.assertIn("/my/outlet/orders", self._get("/my/outlet").text)

    def test_no_page_names_an_agent_or_a_warehouse(self):
        """Nor what the agent is paid, nor other resellers. Proves R2, R12."""
        hidden = [*self.agent_names, "供货", self.other_user.name]
        for path in (*PAGES, *self._record_pages()[:3]):
            page = self._get(path).text
            for word in hidden:
                self.assertNotIn(word, page, path)

    @mute_logger("odoo.http")
    def test_the_standard_pages_do_not_name_them_either(self):
        """Proves R12."""
        answer = self._get(f"/my/orders/{self.order.id}")
        self.assertIn(f"/my/outlet/orders/{self.order.id}", answer.url)
        token = self.order._portal_ensure_token()
        page = self._get(f"/my/orders/{self.order.id}?access_token={token}").text
        for word in (*self.agent_names, self.order.picking_ids[0].name):
            self.assertNotIn(word, page)
        picking = self.order.picking_ids[0]
        path = f"/my/picking/pdf/{picking.id}?access_token={token}"
        self.assertEqual(self._get(path).status_code, 404)

    def test_the_data_interface_gives_a_reseller_nothing_of_agents(self):
        """Not by asking the models directly. Proves R12."""
        env = self.env(user=self.user)
        for model in (
            "outlet.offer",
            "brand.contract",
            "share.entry",
            "stock.quant",
            "stock.warehouse",
            "dropship.allocation",
            "routing.decision",
            "stock.move",
        ):
            with self.assertRaises(AccessError, msg=model):
                env[model].search_read([], [], limit=1)
        self.assertFalse(env["stock.picking"].search([]))

    def test_own_orders_read_directly_name_no_agent(self):
        """Every field a portal user may read of his own orders. Proves R12."""
        env = self.env(user=self.user)
        for model in ("sale.order", "sale.order.line"):
            records = env[model].search([])
            self.assertTrue(records, model)
            for name in env[model].fields_get():
                try:
                    given = str(records.read([name]))
                except AccessError:
                    continue
                for word in self.agent_names:
                    self.assertNotIn(word, given, f"{model}.{name}")
                for picking in self.order.picking_ids:
                    self.assertNotIn(picking.name, given, f"{model}.{name}")

    def test_own_orders_of_others_are_not_read_directly(self):
        env = self.env(user=self.other_user)
        self.assertFalse(env["sale.order"].search([("id", "=", self.order.id)]))
        self.assertFalse(env["settlement.statement"].search([]))
