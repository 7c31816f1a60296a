from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import PortalCommon
from .test_network import NetworkCommon


@tagged("post_install", "-at_install")
class TestRoles(PortalCommon, NetworkCommon):
    """An agent who sells the goods of others, too, with the same login."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.broker = cls.ks.agent_id
        cls.broker_user = cls._agent_user(cls.ks, "net_broker")
        cls.broker_place = cls._make_place("昆山经销部", owner=cls.broker)
        cls.broker_contract = cls.env["reseller.contract"].create(
            {"reseller_id": cls.broker.id, "grade_id": cls.gold.id}
        )
        cls.broker_contract.action_activate()

    def test_one_login_changes_between_the_roles_it_holds(self):
        """Proves R11."""
        broker = self.broker
        codes = broker.outlet_role_ids.mapped("code")
        self.assertLessEqual({"agent", "reseller"}, set(codes))
        # supplier: the desk of his own warehouse
        parcel = self._sell(self.contract, 1).picking_ids[:1]
        parcel_model = self.env["stock.picking"].with_user(self.broker_user)
        self.assertEqual(
            bool(parcel_model.search([("id", "=", parcel.id)])),
            parcel.agent_id == broker,
        )
        info = self.url_open
        self._login("net_broker")
        desk = info("/odoo/outlet-desk")
        self.assertEqual(desk.status_code, 200)
        self.assertIn('"outlet_own_shop": true', desk.text)
        # distributor: the shop, in the company's name
        shop = self._get("/my/outlet", "net_broker")
        self.assertEqual(shop.status_code, 200)
        self.assertIn(broker.name, shop.text)
        for path in ("articles", "me", "orders", "statements", "order/new"):
            answer = self._get(f"/my/outlet/{path}", "net_broker")
            self.assertEqual(answer.status_code, 200, path)
        me = self._get("/my/outlet/me", "net_broker").text
        self.assertIn("/odoo/outlet-desk", me)
        self.assertNotIn("/odoo/outlet-desk", self._get("/my/outlet/me").text)

    def test_an_agent_without_a_shop_is_offered_none(self):
        self._agent_user(self.tj, "net_plain")
        self._login("net_plain")
        desk = self.url_open("/odoo/outlet-desk").text
        self.assertIn('"outlet_own_shop": false', desk)
        self.assertEqual(self._get("/my/outlet", "net_plain").status_code, 404)

    def test_a_broker_order_has_two_legs_with_the_margin_between(self):
        """Proves R11."""
        contract = (
            self.env["reseller.contract"]
            .with_user(self.broker_user)
            ._for_current_user()
        )
        self.assertEqual(contract, self.broker_contract)
        order = contract._submit_order(
            self._draft(product=self.large, quantity=2, price=400.0, token="b1")
        )
        line = order.order_line
        self.assertEqual(line.agent_id, self.tj.agent_id)
        self.env.flush_all()
        legs = (
            self.env["broker.leg"]
            .with_user(self.operator)
            .search([("order_id", "=", order.id)], order="leg")
        )
        above = self.env.company.partner_id
        self.assertEqual(
            [(leg.leg, leg.from_id, leg.to_id, leg.amount) for leg in legs],
            [
                ("1_buy", above, self.broker, 2 * line.take_price),
                ("2_sell", self.broker, order.partner_id, 800.0),
            ],
        )
        self.assertEqual(legs.supplier_id, self.tj.agent_id)
        self.assertEqual(sum(legs.mapped("margin")), 800.0 - 2 * line.take_price)
        self._deliver(order)
        entries = self.env["share.entry"].search([("order_id", "=", order.id)])
        margin = entries.filtered(lambda one: one.partner_id == self.broker)
        self.assertEqual(sum(margin.mapped("amount")), legs[1].margin)

    def test_an_agent_who_sells_his_own_goods_brokers_nothing(self):
        self._stock(self.ks, self.large, 5)
        self.broker_contract.upstream_id = self.env.company.partner_id
        orders = self._sell(self.contract, 1)
        self.env.flush_all()
        self.assertFalse(self.env["broker.leg"].search([("order_id", "=", orders.id)]))

    def test_staff_of_an_agent_read_no_broker_legs_of_others(self):
        with self.assertRaises(AccessError):
            self.env["broker.leg"].with_user(self.broker_user).search([])

    def test_supplier_here_distributor_there_and_no_circle(self):
        """Proves R10."""
        shop = self.env["res.partner"].create({"name": "昆山的小店"})
        with self.assertRaisesRegex(ValidationError, "fourth level|come back"):
            # in the same brand he would be both: the chain would be too long
            self.broker_contract.write({"upstream_id": self.tj.agent_id.id})
            self.env["reseller.contract"].create(
                {
                    "reseller_id": shop.id,
                    "upstream_id": self.broker.id,
                    "grade_id": self.gold.id,
                }
            )
        self.broker_contract.upstream_id = self.env.company.partner_id
        below = self.env["reseller.contract"].create(
            {
                "reseller_id": shop.id,
                "upstream_id": self.broker.id,
                "grade_id": self.gold.id,
            }
        )
        self.assertEqual(below.upstream_id, self.broker_contract.reseller_id)

    def test_no_stock_and_no_receipt_of_a_reseller(self):
        """Goods go from the agent to the consumer. Proves R81."""
        orders = self._sell(self.contract, 2) | self._sell(self.other, 1)
        self._deliver(orders)
        people = (self.contract | self.other).reseller_id
        family = people | people.child_ids
        quants = self.env["stock.quant"].search([])
        self.assertFalse(quants.filtered(lambda one: one.owner_id in family))
        warehouses = self.env["stock.warehouse"].search([])
        self.assertFalse(warehouses.filtered(lambda one: one.agent_id in people))
        moves = orders.picking_ids.move_ids
        self.assertEqual(set(moves.location_dest_id.mapped("usage")), {"customer"})
        self.assertEqual(
            set(moves.location_id.warehouse_id.agent_id.ids),
            set(orders.order_line.agent_id.ids),
        )
        receipts = self.env["stock.picking"].search(
            [("partner_id", "in", people.ids), ("picking_type_code", "=", "incoming")]
        )
        self.assertFalse(receipts)


@tagged("post_install", "-at_install")
class TestNeighbours(PortalCommon, NetworkCommon):
    """Each party deals with the one next to it."""

    def _order_for(self, buyer, place):
        return self.env["sale.order"].create(
            {
                "partner_id": buyer.id,
                "partner_shipping_id": self.in_beijing.id,
                "place_id": place.id,
                "order_line": [
                    Command.create({"product_id": self.large.id, "price_unit": 400.0})
                ],
            }
        )

    def test_an_order_for_another_party_is_refused(self):
        """Proves R2."""
        for buyer in (
            self.other.reseller_id,
            self.tj.agent_id,
            self.brand_company,
        ):
            order = self._order_for(buyer, self.place)
            with self.assertRaisesRegex(UserError, "is neither"):
                order.action_confirm()
            self.assertEqual(order.state, "draft", buyer.name)

    def test_an_order_for_own_customers_or_the_party_above_passes(self):
        """Proves R2."""
        order = self._order_for(self.in_beijing, self.place)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        self.contract.upstream_id = self.tj.agent_id
        order = self._order_for(self.tj.agent_id, self.place)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_reseller_writes_no_orders_past_his_own_door(self):
        """Proves R2."""
        orders = self.env["sale.order"].with_user(self.user)
        with self.assertRaises(AccessError):
            orders.create({"partner_id": self.other.reseller_id.id})
        order = self._sell(self.other, 1)
        self.assertFalse(orders.search([("id", "=", order.id)]))

    def test_a_reseller_reads_no_cost_no_other_agent_and_no_brand_contract(self):
        """Proves R2."""
        env = self.env(user=self.user)
        for model in (
            "brand.contract",
            "outlet.offer",
            "dropship.allocation",
            "stock.warehouse",
            "agent.score",
            "reseller.ranking",
            "reseller.pilot",
            "broker.leg",
            "reseller.seller.limit",
        ):
            with self.assertRaises(AccessError, msg=model):
                env[model].search_read([], [], limit=1)
        self.assertEqual(env["reseller.contract"].search([]), self.contract)
        for agent in (self.tj.agent_id, self.ks.agent_id):
            with self.assertRaises(AccessError):
                agent.with_user(self.user).read(["name"])


@tagged("post_install", "-at_install")
class TestComplaints(NetworkCommon):
    def test_a_complaint_reaches_agent_and_brand_without_the_customer(self):
        """Proves R15."""
        agent = self._agent_user(self.tj, "net_case_agent")
        stranger = self._agent_user(self.ks, "net_case_stranger")
        brand = new_test_user(
            self.env,
            "net_case_brand",
            groups="brand_outlet.group_brand",
            party_id=self.brand_company.id,
        )
        order = self._sell(
            self.contract,
            lines=[{"product_id": self.large.id, "quantity": 1, "price": 400.0}],
        )
        self._deliver(order)
        case = self.env["outlet.case"]._open(
            "complaint",
            order,
            reason=self.env.ref("agent_dropship.case_reason_service"),
            note="李雷 13812345678 说拉链坏了",
            pieces={order.picking_ids.move_ids: 1},
        )
        self.assertEqual(case.responsible_role, "reseller")
        for user in (agent, brand):
            seen = self.env["outlet.case"].with_user(user).search([])
            self.assertEqual(seen, case, user.login)
            self.assertIn(self.style.name, seen.goods_text)
            self.assertTrue(seen.reason_id.name)
            for field in ("partner_id", "order_id", "reseller_id"):
                with self.assertRaises(AccessError, msg=field):
                    seen.read([field])
        with self.assertRaises(AccessError):
            case.with_user(brand).read(["description"])
        self.assertFalse(self.env["outlet.case"].with_user(stranger).search([]))

    def test_the_chain_is_at_most_three_long(self):
        """Proves R15."""
        with self.assertRaisesRegex(ValidationError, "no resellers below"):
            self.env["reseller.contract"].create(
                {
                    "reseller_id": self.env["res.partner"].create({"name": "下线"}).id,
                    "upstream_id": self.user.partner_id.id,
                    "grade_id": self.gold.id,
                }
            )
