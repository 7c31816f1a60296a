from odoo.tests import freeze_time, tagged

from .import_common import ORDER_HEADERS, ImportCommon
from .settlement_common import SettlementCommon

OLD, NEW = "2018-03-31 02:00:00", "2018-04-01 02:00:00"


@tagged("post_install", "-at_install")
class TestTermsOfDate(ImportCommon):
    """An order is settled by the rates of its day."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.coat, 20)
        cls._stock(cls.ks, cls.coat, 20)
        cls.old = cls.env["brand.contract"]._find_valid(cls.brand, cls.tj.agent_id)
        cls.old.action_new_version()
        cls.new = cls.old.next_ids
        cls.new.write({"date_start": "2018-04-01", "supply_ratio": 20})
        with freeze_time("2018-03-01"):
            cls.new.action_activate()

    def _allocation(self, order):
        return order.order_line.allocation_ids.filtered(
            lambda allocation: allocation.state == "active"
        )

    def _order_on(self, moment):
        with freeze_time(moment):
            return self._order(self.in_beijing, [(self.coat, 1)])

    def test_an_order_uses_the_rate_valid_on_its_date(self):
        """Proves R57."""
        for moment, contract, price in ((OLD, self.old, 250), (NEW, self.new, 200)):
            allocation = self._allocation(self._order_on(moment))
            self.assertEqual(allocation.contract_id, contract)
            self.assertEqual(allocation.supply_price, price)

    def test_a_quotation_uses_the_rate_of_the_day_it_is_confirmed(self):
        with freeze_time(OLD):
            order = self._order(self.in_beijing, [(self.coat, 1)], confirm=False)
        with freeze_time(NEW):
            order.action_confirm()
        self.assertEqual(self._allocation(order).supply_price, 200)

    def test_an_order_routed_again_keeps_the_rate_of_its_date(self):
        """Proves R57."""
        with freeze_time(OLD):
            order = self._order(self.in_beijing, [(self.coat, 25)])
        self.assertEqual(sum(self._allocation(order).mapped("quantity")), 25)
        with freeze_time(OLD):
            waiting = self._order(self.in_beijing, [(self.coat, 30)])
        self.assertTrue(
            waiting.order_line.filtered(lambda x: x.routing_state == "waiting")
        )
        with freeze_time(NEW):
            self._stock(self.tj, self.coat, 30)
            waiting.action_retry_routing()
        later = self._allocation(waiting).filtered(
            lambda allocation: allocation.agent_id == self.tj.agent_id
        )
        self.assertTrue(later)
        self.assertEqual(set(later.mapped("supply_price")), {250})
        self.assertEqual(later.contract_id, self.old)

    def test_an_order_that_comes_late_from_a_shop_keeps_the_rate_of_its_date(self):
        """Proves R57."""
        values = {
            "店铺": self.place.name,
            "下单时间": "2018-03-31 22:10:00",
            "商家编码": "T-COAT",
            "数量": 1,
            "单价": 500,
            "实付": 500,
            "收货人": "沈兰超",
            "手机": "19900008578",
            "省": "天津市",
            "市": "天津市",
            "区/县": "武清区",
            "详细地址": "滨河路131号",
        }
        rows = []
        for number, moment in (
            ("E1", "2018-03-31 22:10:00"),
            ("E2", "2018-04-01 00:30:00"),
        ):
            row = {**values, "订单编号": number, "下单时间": moment}
            rows.append([row.get(header, "") for header in ORDER_HEADERS])
        with freeze_time("2018-04-02 02:00:00"):
            self._import(
                "orders",
                self._book(("订单", ORDER_HEADERS, rows)),
                reseller_id=self.owner.id,
            )
        for number, price in (("E1", 250), ("E2", 200)):
            order = self.env["sale.order"].search([("client_order_ref", "=", number)])
            self.assertEqual(self._allocation(order).supply_price, price, number)

    def test_a_price_agreed_for_one_style_stays(self):
        with freeze_time("2018-03-01"):
            self.env["outlet.offer"].create(
                {
                    "contract_id": self.old.id,
                    "product_tmpl_id": self.coat.product_tmpl_id.id,
                    "supply_ratio": 18,
                }
            )
        self.assertEqual(self._allocation(self._order_on(OLD)).supply_price, 180)

    def test_nobody_ships_after_the_end_even_when_the_daily_job_is_late(self):
        """The date decides. Proves R4."""
        with freeze_time("2018-05-01"):
            self.new.action_end()
        order = self._order_on("2018-05-02 02:00:00")
        self.assertEqual(self._allocation(order).agent_id, self.ks.agent_id)


@tagged("post_install", "-at_install")
class TestDeduction(SettlementCommon):
    """The platform's deduction is booked against its agent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        contract = cls.env["brand.contract"]._find_valid(cls.brand, cls.near)
        contract.action_new_version()
        version = contract.next_ids
        version.write(
            {
                "supply_ratio": 40,
                "suggested_ratio": 40,
                "operator_ratio": 25,
                "date_start": version.date_start,
            }
        )
        version.action_activate()

    def _by_kind(self, order):
        totals = {}
        for entry in self._entries(order):
            totals[entry.kind] = totals.get(entry.kind, 0) + entry.amount
        return totals

    def _make_plain_order(self, *lines):
        order = self._make_order(*lines)
        order.order_line.tax_ids = False
        return order

    def test_deduction_goes_from_the_agent_to_the_operator(self):
        """Proves R52."""
        order = self._make_plain_order((self.coat, 2, 399.99))
        self._deliver_order(order)
        self.assertEqual(
            self._by_kind(order), {"supply": 800, "deduction": -200, "operator": 199.98}
        )
        self.assertEqual(
            self.currency.compare_amounts(
                sum(self._entries(order).mapped("amount")), order.amount_total
            ),
            0,
        )

    def test_parts_and_returns_of_a_deduction_add_up(self):
        order = self._make_plain_order((self.coat, 3, 33.33))
        picking = order.picking_ids
        self._deliver(picking, {picking.move_ids: 1})
        rest = order.picking_ids - picking
        self._deliver(rest)
        self.assertAlmostEqual(self._by_kind(order)["deduction"], -25.0, 2)
        self._return(picking, {picking.move_ids: 1})
        self._return(rest, {rest.move_ids: 2})
        self.assertEqual(
            {kind: round(amount, 2) for kind, amount in self._by_kind(order).items()},
            {"supply": 0, "deduction": 0, "operator": 0},
        )

    def test_who_agreed_on_none_is_deducted_nothing(self):
        order = self._make_plain_order((self.shirt, 1, 200.0))
        self._deliver_order(order)
        self.assertNotIn("deduction", self._by_kind(order))

    def test_the_statement_names_the_deduction(self):
        order = self._make_plain_order((self.coat, 1, 400.0))
        self._deliver_order(order)
        statement = self._generate().filtered(lambda s: s.partner_id == self.near)
        kinds = {
            kind: total for kind, _out, _back, total in statement._get_kind_totals()
        }
        self.assertEqual(kinds["Operator's Deduction"], -100)
        self.assertEqual(statement.total, 300)
