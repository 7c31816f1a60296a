from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import PortalCommon, ResellerCommon


class NetworkCommon(ResellerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for product in (cls.small, cls.large):
            cls._stock(cls.tj, product, 50)
        cls.operator = new_test_user(
            cls.env, "net_operator", groups="brand_outlet.group_operator"
        )

    def _sell(self, contract, pieces=1, days=0, name="李雷", token="", **vals):
        """One confirmed order of a reseller, so many days ago."""
        self.tokens = getattr(self, "tokens", 0) + 1
        draft = self._draft(
            quantity=pieces, token=token or f"n{self.tokens}", name=name, **vals
        )
        order = contract._submit_order(draft)
        if days:
            order.date_order = fields.Datetime.now() - timedelta(days=days)
        return order

    def _rank(self, contract, period="30", user=None):
        self.env.flush_all()
        self.env["reseller.ranking"].invalidate_model()
        ranking = self.env["reseller.ranking"].with_user(user or self.operator)
        return ranking.search(
            [("contract_id", "=", contract.id), ("period", "=", period)]
        )


@tagged("post_install", "-at_install")
class TestRanking(NetworkCommon):
    def test_ranking_tells_pieces_repeat_return_and_articles_that_sell(self):
        """Proves R72."""
        self.contract._set_own_price(self.coat.product_tmpl_id, "price", 500)
        first = self._sell(self.contract, 2, name="李雷")
        self._sell(self.contract, 1, name="李雷")
        self._sell(self.contract, 1, name="韩梅梅", phone="13812345679")
        self._sell(self.other, 3)
        self._deliver(first)
        self.env["outlet.case"]._open(
            "return",
            first,
            reason=self.env.ref("agent_dropship.case_reason_no_reason"),
            pieces={first.picking_ids.move_ids[:1]: 1},
        )
        row = self._rank(self.contract)
        self.assertEqual(
            (row.pieces, row.orders, row.customers, row.repeat_customers),
            (4, 3, 2, 1),
        )
        self.assertEqual((row.repeat_rate, row.return_rate), (50, 25))
        self.assertEqual((row.articles, row.articles_sold), (2, 1))
        self.assertEqual(row.sell_through, 50)
        best = self.env["reseller.ranking"].search([("period", "=", "30")], limit=2)
        self.assertEqual(best.contract_id.ids, [self.contract.id, self.other.id])

    def test_a_group_weighs_resellers_by_their_customers(self):
        self._sell(self.contract, 1, name="李雷")
        self._sell(self.contract, 1, name="李雷")
        for number in range(3):
            self._sell(self.other, 1, name=f"客户{number}", phone=f"1381234567{number}")
        self.env.flush_all()
        [(customers, rate)] = self.env["reseller.ranking"]._read_group(
            [
                ("period", "=", "30"),
                ("contract_id", "in", (self.contract | self.other).ids),
            ],
            [],
            ["customers:sum", "repeat_rate:avg"],
        )
        self.assertEqual((customers, rate), (4, 25))

    def test_periods_hold_what_was_sold_in_them(self):
        """Proves R72."""
        self._sell(self.contract, 1, days=3)
        self._sell(self.contract, 2, days=20)
        self._sell(self.contract, 1, days=80)
        pieces = {
            period: self._rank(self.contract, period).pieces
            for period in ("7", "30", "90", "365")
        }
        self.assertEqual(pieces, {"7": 1, "30": 3, "90": 4, "365": 4})

    def test_who_wakes_up_and_who_falls_asleep(self):
        self._sell(self.contract, 1, days=2)
        self._sell(self.other, 5, days=40)
        self._sell(self.other, 1, days=2, name="韩梅梅", phone="13812345679")
        self.assertEqual(self._rank(self.contract).pulse, "waking")
        self.assertEqual(self._rank(self.other).pulse, "falling")
        self.assertEqual(self._rank(self.link).pulse, "never")
        self.assertEqual(self._rank(self.contract, "7").silent_days, 2)

    def test_who_sold_long_ago_is_asleep(self):
        self._sell(self.contract, 1, days=100)
        row = self._rank(self.contract)
        self.assertEqual((row.pulse, row.silent_days), ("asleep", 100))

    def test_cancelled_orders_do_not_count(self):
        order = self._sell(self.contract, 2)
        order._action_cancel()
        self.assertEqual(self._rank(self.contract).pieces, 0)

    def test_board_counts_active_resellers_and_the_customers_of_each(self):
        """Proves R68."""
        before = self._cards()
        self._sell(self.contract, 1, name="李雷")
        self._sell(self.contract, 1, name="韩梅梅", phone="13812345679")
        self._sell(self.other, 1, name="李雷")
        cards = self._cards()
        self.assertEqual(cards["active"]["value"] - before["active"]["value"], 2)
        self.assertEqual(cards["reach"]["value"] - before["reach"]["value"], 3)
        self.assertAlmostEqual(
            cards["each"]["value"], cards["reach"]["value"] / cards["active"]["value"]
        )
        listed = self.env["reseller.ranking"].search_count(
            cards["active"]["action"]["domain"]
        )
        self.assertEqual(listed, cards["active"]["value"])

    def test_board_shows_own_reach_beside_that_of_others(self):
        """Proves R69."""
        self._sell(self.contract, 1, name="李雷")
        cards = self._cards()
        compare = self.board["compare"]
        sellers, customers = (cards[key]["value"] for key in ("active", "reach"))
        each = f"{customers / sellers:,.1f}"
        for figure in (f"{sellers:,}", each, f"{customers:,}"):
            self.assertIn(figure, compare["own"])
        for figure in ("10,000,000 × 10", "1,000,000 × 100", "10,000 × 10,000"):
            self.assertIn(figure, compare["others"])

    def _cards(self):
        self.env.flush_all()
        board = self.env["reseller.network.board"].with_user(self.operator)
        self.board = board.get_board("30")
        return {card["key"]: card for card in self.board["cards"]}

    def test_board_shows_provinces_types_and_lists(self):
        """Proves R213."""
        beijing = self.env.ref("base.state_cn_BJ")
        self.place.state_id = beijing
        self._sell(self.contract, 2)
        self._cards()
        [tile] = [row for row in self.board["map"] if row["code"] == beijing.code]
        self.assertGreaterEqual(tile["pieces"], 2)
        best = self.board["tables"][0]
        self.assertIn(self.user.name, [row["name"] for row in best["rows"]])
        self.assertIn("micro", [row["key"] for row in self.board["types"]])

    def test_an_agent_sees_the_resellers_right_below(self):
        """Proves R2."""
        self.contract.upstream_id = self.tj.agent_id
        agent = self._agent_user(self.tj, "net_agent")
        other_agent = self._agent_user(self.ks, "net_other_agent")
        self._sell(self.contract, 2)
        self._sell(self.other, 2)
        rows = self.env["reseller.ranking"].with_user(agent).search([])
        self.assertEqual(rows.contract_id.ids, self.contract.ids)
        with self.assertRaises(AccessError):
            rows[:1].read(["amount"])
        board = self.env["reseller.network.board"].with_user(agent).get_board("30")
        self.assertEqual(board["cards"][0]["value"], 1)
        nobody = self.env["reseller.ranking"].with_user(other_agent).search([])
        self.assertFalse(nobody)

    def test_an_agent_opens_the_list_and_the_form_of_his_resellers(self):
        """Every field of the two views, as the web client asks for them. Proves R2."""
        self.contract.upstream_id = self.tj.agent_id
        self._sell(self.contract, 1)
        agent = self._agent_user(self.tj, "net_agent")
        contracts = self.env["reseller.contract"].with_user(agent)
        for view_type in ("list", "form"):
            arch = etree.fromstring(contracts.get_view(view_type=view_type)["arch"])
            shown = arch.xpath("//field[not(ancestor::field)]/@name")
            names = {name: {} for name in shown}
            found = contracts.web_search_read([], names)
            self.assertEqual(found["length"], 1, view_type)
        [row] = contracts.search([]).read(["order_count", "has_login"])
        self.assertEqual((row["order_count"], row["has_login"]), (1, True))

    def test_a_reseller_reads_no_ranking(self):
        with self.assertRaises(AccessError):
            self.env["reseller.ranking"].with_user(self.user).search([])


@tagged("post_install", "-at_install")
class TestSellerTypes(NetworkCommon):
    def test_seller_type_of_the_contract_reaches_the_places(self):
        """Proves R257."""
        values = dict(self.env["reseller.contract"]._fields["seller_type"].selection)
        self.assertLessEqual(
            {"supermarket", "media", "micro", "community"}, values.keys()
        )
        self.contract.seller_type = "community"
        self.assertEqual(self.place.seller_type, "community")
        self.place.seller_type = "media"
        self.assertEqual(self.contract.seller_type, "community")

    def test_seller_types_have_assortments_of_their_own_size(self):
        """Proves R257."""
        limit = self.env["reseller.seller.limit"].search(
            [("seller_type", "=", "micro")]
        )
        limit.pick_limit = 1
        second = self._make_style("素槿 衬衫", "T-SHIRT", 400.0)
        picks = self.env["reseller.pick"]
        picks.create(
            {"contract_id": self.contract.id, "product_tmpl_id": self.style.id}
        )
        with (
            self.assertRaisesRegex(ValidationError, "room for 1"),
            self.env.cr.savepoint(),
        ):
            picks.create(
                {"contract_id": self.contract.id, "product_tmpl_id": second.id}
            )
        self.contract.seller_type = "supermarket"
        picks.create({"contract_id": self.contract.id, "product_tmpl_id": second.id})
        self.contract.pick_limit = 2
        self.assertEqual(self.contract._get_pick_limit(), 2)

    def test_sales_are_reported_by_seller_type(self):
        """Proves R257."""
        self.contract.seller_type = "community"
        self.other.seller_type = "media"
        self._sell(self.contract, 2)
        self._sell(self.other, 1)
        self.env.flush_all()
        report = self.env["outlet.sale.report"].with_user(self.operator)
        groups = report._read_group(
            [("place_id", "in", (self.place | self.other_place).ids)],
            ["seller_type"],
            ["pieces:sum"],
        )
        self.assertEqual(dict(groups), {"community": 2, "media": 1})


@tagged("post_install", "-at_install")
class TestInstitution(PortalCommon, NetworkCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.second = cls._make_style("素槿 衬衫", "T-SHIRT", 400.0)
        cls._publish(cls.second, cls.tj)
        cls._stock(cls.tj, cls.second.product_variant_ids[0], 5)
        cls.pricelist = cls.env["product.pricelist"].create(
            {
                "name": "银行内购",
                "item_ids": [
                    Command.create(
                        {
                            "applied_on": "1_product",
                            "product_tmpl_id": cls.style.id,
                            "compute_price": "fixed",
                            "fixed_price": 199.0,
                        }
                    )
                ],
            }
        )
        cls.contract.write(
            {"seller_type": "institution", "closed_pricelist_id": cls.pricelist.id}
        )

    def test_an_institution_sees_its_closed_list_alone(self):
        """Proves R108."""
        page = self._get("/my/outlet/articles").text
        self.assertIn(self.style.name, page)
        self.assertNotIn(self.second.name, page)
        path = f"/my/outlet/article/{self.second.id}"
        self.assertEqual(self._get(path).status_code, 404)
        self.assertIn("199", self._get(f"/my/outlet/article/{self.style.id}").text)

    @mute_logger("odoo.sql_db")
    def test_nobody_else_has_the_prices_of_a_closed_list(self):
        """Proves R108."""
        takes = self.other._take_prices(self.style)
        self.assertNotEqual(takes[self.style.id], 199.0)
        other = self._get("/my/outlet/articles", "t_other").text
        self.assertIn(self.second.name, other)
        with self.assertRaisesRegex(Exception, "reseller_contract_closed_unique"):
            with self.env.cr.savepoint():
                self.other.closed_pricelist_id = self.pricelist
                self.env.flush_all()

    def test_the_price_of_the_closed_list_is_frozen_on_the_order(self):
        """Proves R108."""
        order = self._sell(self.contract, 1)
        self.assertEqual(order.order_line.take_price, 199.0)
        self.assertEqual(order.reseller_amount, 201.0)

    def test_goods_off_the_list_are_not_sold_through_any_door(self):
        """Proves R108."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.in_beijing.id,
                "place_id": self.place.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.second.product_variant_ids[0].id,
                            "price_unit": 300.0,
                        }
                    )
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "not on the price list"):
            order.action_confirm()

    def test_its_place_shows_the_list_alone(self):
        """Proves R108."""
        page = self.url_open(f"/outlet/p/{self.place.access_token}").text
        self.assertNotIn(self.second.name, page)
