from odoo.fields import Command
from odoo.tests import tagged

from .shop_common import ShopCommon
from .test_join_import import LEAD_HEADERS, RESELLER_HEADERS, JoinListCommon

FEW, MANY = 5, 45
# what a batch may ask more for each row of a list
PER_ROW = 6
# the page of one article, without what the core asks for a visitor
OF_A_PAGE = 30


@tagged("post_install", "-at_install")
class TestScale(JoinListCommon):
    """Longer lists and more resellers do not mean more questions to the database."""

    def _count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def test_a_longer_list_costs_little_more(self):
        """Proves R70, R106."""

        def list_of(count, start, headers):
            rows = [
                [f"名字{n}", f"1370000{start + n:04d}", "", "天津", "", ""]
                if headers == RESELLER_HEADERS
                else [f"名字{n}", f"1380000{start + n:04d}", "北京", "地推", "是", ""]
                for n in range(count)
            ]
            return lambda: self._bring_in(rows, headers)

        for headers in (RESELLER_HEADERS, LEAD_HEADERS):
            self._count(list_of(1, 9000, headers))
            few = self._count(list_of(FEW, 0, headers))
            many = self._count(list_of(MANY, 1000, headers))
            self.assertLess((many - few) / (MANY - FEW), PER_ROW)

    def test_pages_of_resellers_ask_the_same_however_many_there_are(self):
        """Proves R68, R106."""
        contracts = self.env["reseller.contract"]
        board = self.env["reseller.network.board"]

        def read():
            contracts.search_fetch([], limit=80).mapped("display_name")
            contracts.search_count([("upstream_id", "=", self.tj.agent_id.id)])
            board.get_board("30")

        few = self._count(read)
        rows = [
            [f"小店{n}", f"1370000{n:04d}", "", "天津", "", ""] for n in range(MANY)
        ]
        self._bring_in(rows, RESELLER_HEADERS, agent_id=self.tj.agent_id.id)
        self.assertLessEqual(self._count(read), few + 2)


@tagged("post_install", "-at_install")
class TestPageQuestions(ShopCommon):
    def test_the_page_of_an_article_asks_little(self):
        page = self.env["share.link"]
        self._read(self._path())
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        link = page._find(self.page.token)
        link.place_id._get_shop_sheet(link.product_tmpl_id)
        link.contract_id._get_face(link.place_id)
        self.assertLess(self.env.cr.sql_log_count - before, OF_A_PAGE)

    def test_what_the_operator_changes_holds_at_once(self):
        path = self._path()
        self.assertEqual(self._read(path).status_code, 200)
        rule = self.env["outlet.protection.rule"].create(
            {"brand_id": self.style.product_brand_id.id, "effect": "deny"}
        )
        self.assertEqual(self._read(path).status_code, 404)
        rule.active = False
        self.assertEqual(self._read(path).status_code, 200)
        suiting = self.env["outlet.assortment.rule"].create(
            {"categ_ids": [Command.create({"name": "Elsewhere"})]}
        )
        self.assertEqual(self._read(path).status_code, 404)
        suiting.unlink()
        self.assertEqual(self._read(path).status_code, 200)

    def test_a_provider_that_is_switched_off_takes_nothing(self):
        providers = self.env["payment.provider"].search([])
        providers.write({"state": "disabled"})
        place, company = self.page.place_id, self.env.company
        ask = self.env["payment.provider"]._takes_from
        self.assertFalse(ask(company, company.partner_id, 100))
        provider = providers.filtered(lambda one: one.custom_mode == "wire_transfer")[
            :1
        ]
        methods = self.env["payment.method"].with_context(active_test=False)
        method = methods.search([("code", "=", "wire_transfer")], limit=1)
        provider.write(
            {
                "payment_method_ids": [Command.link(method.id)],
                "state": "test",
                "maximum_amount": 500,
            }
        )
        method.active = provider.is_published = True
        self.assertTrue(place._takes_online_payment(100))
        self.assertFalse(place._takes_online_payment(501))
        provider.state = "disabled"
        self.assertFalse(place._takes_online_payment(100))
