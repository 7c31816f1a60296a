from odoo.tests import tagged

from .common import ResellerCommon


@tagged("post_install", "-at_install")
class TestSelection(ResellerCommon):
    def _page(self, contract=None, **filters):
        page = (contract or self._as(self.user))._selection_page(filters)
        ids = [card["id"] for card in page["articles"]]
        self.assertEqual(page["total"], len(ids))
        return self.env["product.template"].browse(ids)

    def test_published_articles_are_shown_with_take_price_and_stock(self):
        """As the portal user himself. Proves R48."""
        [card] = self._as(self.user)._selection_page({"search": "T-TRENCH"})["articles"]
        self.assertEqual(card["take"], 260)
        self.assertEqual(card["tag"], 1000)
        self.assertEqual(card["stock"], 5)
        self.assertTrue(card["reason"])

    def test_stock_falls_with_each_order(self):
        self._order(self.in_beijing, [(self.small, 2)])
        [card] = self.contract._article_cards(self.style)
        self.assertEqual(card["stock"], 3)

    def test_what_is_not_published_is_not_shown(self):
        self.offers.action_suspend()
        self.assertNotIn(self.style, self._page())

    def test_an_ended_brand_contract_takes_the_articles_away(self):
        for offer in self.offers:
            offer.contract_id.action_end()
        self.assertNotIn(self.style, self._page())

    def test_stock_of_an_agent_without_an_offer_does_not_count(self):
        self._stock(self.fs, self.small, 50)
        [card] = self.contract._article_cards(self.style)
        self.assertEqual(card["stock"], 5)

    def test_stock_of_a_paused_warehouse_does_not_count(self):
        self.tj.cooperation_state = "paused"
        [card] = self.contract._article_cards(self.style)
        self.assertEqual(card["stock"], 2)

    def test_goods_of_another_owner_do_not_count(self):
        self._stock(self.tj, self.small, 50, owner=self.fs.agent_id)
        [card] = self.contract._article_cards(self.style)
        self.assertEqual(card["stock"], 5)

    def test_a_reseller_of_one_agent_sees_and_sells_that_agents_goods(self):
        """Every party deals with the party right above it. Proves R2."""
        self.contract.upstream_id = self.ks.agent_id
        [card] = self.contract._article_cards(self.style)
        self.assertEqual(card["stock"], 2)
        order = self.contract._submit_order(self._draft())
        self.assertEqual(order.allocation_ids.agent_id, self.ks.agent_id)
        reasons = str(order.decision_ids.candidates)
        self.assertIn("upstream", reasons)

    def test_search_finds_name_style_sku_and_brand(self):
        for word in ("长款", "t-trench", "T-TRENCH-2", "测试云杉 风衣"):
            self.assertIn(self.style, self._page(search=word), word)
        self.assertNotIn(self.style, self._page(search="羽绒"))

    def test_brand_and_category_narrow_the_selection(self):
        other = self.env["product.brand"].create({"name": "素槿测试"})
        self.assertNotIn(self.style, self._page(brand_id=other.id))
        self.assertIn(self.style, self._page(brand_id=self.brand.id))
        self.assertIn(self.style, self._page(categ_id=self.style.categ_id.id))

    def test_only_what_is_in_stock(self):
        empty = self._make_style("云杉 空货衬衫", "T-EMPTY", 300.0)
        self._publish(empty, self.tj)
        self.assertIn(empty, self._page())
        page = self._page(in_stock=True)
        self.assertIn(self.style, page)
        self.assertNotIn(empty, page)

    def test_stock_in_many_lots_is_one_article(self):
        self._stock(self.tj, self.large, 1)
        page = self._page(in_stock=True, search="T-TRENCH")
        self.assertEqual(page, self.style)

    def test_the_page_costs_the_same_number_of_queries_for_more_articles(self):
        contract = self._as(self.user)
        for number in range(6):
            style = self._make_style(f"云杉 款{number}", f"T-N{number}", 500.0)
            self._publish(style, self.tj)
        self.env.flush_all()
        counts = []
        for limit in (2, 6):
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            contract._selection_page({"search": "款"}, limit=limit)
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_sizes_are_listed_by_colour_with_live_stock(self):
        sheet = self._as(self.user)._article_sheet(
            self._as(self.user)._find_article(self.style.id)
        )
        self.assertEqual(sheet["colours"][0]["name"], "藏青")
        stock = {one["size"]: one["stock"] for one in sheet["colours"][0]["sizes"]}
        self.assertEqual(stock, {"S": 5, "L": 0})
        self.assertEqual(sheet["first_id"], self.small.id)

    def test_nothing_of_an_agent_is_in_what_the_page_gets(self):
        """Costs and partner lists of one party stay hidden. Proves R12."""
        contract = self._as(self.user)
        given = str(contract._selection_page({})) + str(
            contract._article_sheet(contract._find_article(self.style.id))
        )
        for warehouse in (self.tj, self.ks):
            self.assertNotIn(warehouse.agent_id.name, given)
            self.assertNotIn(warehouse.name, given)
        self.assertNotIn("supply", given)
