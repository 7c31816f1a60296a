from uuid import uuid4

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.wechat_member.tests.ledger_common import LedgerCommon
from odoo.addons.wechat_member.tests.test_pos_tour import MemberTourCommon


class OnlineCommon(LedgerCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shirt.is_storable = True
        cls.warehouse = cls.till.picking_type_id.warehouse_id
        cls.place = cls.warehouse.lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(cls.shirt, cls.place, 10)
        cls.coupon = cls._make_card(cls.coupon_program)

    def _buy_online(self, qty=2, code=None):
        """Buy on the portal as the member does, and get the goods delivered."""
        order = self.env["sale.order"].create(
            {
                "partner_id": self.member.id,
                "warehouse_id": self.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": self.shirt.id,
                            "product_uom_qty": qty,
                            "price_unit": 400,
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        if code:
            for card, rewards in order._try_apply_code(code).items():
                order._apply_program_reward(rewards[:1], card)
        order._update_programs_and_rewards()
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.quantity = qty
        picking.move_ids.picked = True
        picking.button_validate()
        return order

    def _stock(self):
        quants = self.env["stock.quant"]
        return quants._get_available_quantity(self.shirt, self.place)

    def _bring_back(self, order, qty, reward=0.0):
        goods = order.order_line.filtered(lambda line: not line.is_reward_line)
        link = {"sale_order_origin_id": order.id, "sale_order_line_id": goods.id}
        lines = [self._line(-qty, 400, **link)]
        if reward:
            sold = order.order_line - goods
            link["sale_order_line_id"] = sold.id
            values = self._line(-1, -reward, **link)[2]
            values["product_id"] = sold.product_id.id
            lines.append(Command.create(values))
        return self._send(lines, self.member)


@tagged("post_install", "-at_install")
class TestOnlineReturn(OnlineCommon):
    """Bought online, brought back at a till: points, coupon and stock agree."""

    def test_goods_bought_online_come_back_at_the_till(self):
        """Proves R25."""
        order = self._buy_online(qty=2)
        self.assertEqual((self.points.points, self._growth()), (800, 800))
        self.assertEqual(self._stock(), 8)
        back = self._bring_back(order, 1)
        self.assertEqual(back.amount_total, -400)
        self.assertEqual((self.points.points, self._growth()), (400, 400))
        self.assertEqual(self._stock(), 9)
        goods = order.order_line.filtered(lambda line: line.product_id == self.shirt)
        self.assertEqual(goods.qty_delivered, 1)
        self._bring_back(order, 1)
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        self.assertEqual(self._stock(), 10)
        self._assert_ledger_agrees()

    def test_points_earned_online_are_spent_at_the_till(self):
        """Proves R25."""
        self._buy_online(qty=1)
        self._sell(card=self.points, discount=10, cost=100)
        self.assertEqual(self.points.points, 400 + 390 - 100)
        self.assertEqual(self._growth(), 790)
        self.assertEqual(self._stock(), 8)
        orders = self.member.member_entry_ids.mapped("order_model")
        self.assertEqual(set(orders) - {False}, {"sale.order", "pos.order"})
        self._assert_ledger_agrees()

    def test_a_coupon_used_online_comes_back_and_its_discount_does_not(self):
        order = self._buy_online(qty=1, code=self.coupon.code)
        self.assertEqual((order.amount_total, self.coupon.points), (350, 0))
        with self.assertRaises(UserError) as refused:
            self._bring_back(order, 1)
        self.assertIn("50.00", str(refused.exception))
        self.assertEqual(self._bring_back(order, 1, 50).amount_total, -350)
        self.assertEqual(self.coupon.points, 1)

    def test_a_coupon_used_online_is_refused_at_the_till(self):
        self._buy_online(qty=1, code=self.coupon.code)
        self.assertFalse(self._hold(self.coupon, str(uuid4()))["ok"])

    def test_no_more_comes_back_than_was_bought(self):
        order = self._buy_online(qty=1)
        self._bring_back(order, 1)
        with self.assertRaises(UserError):
            self._bring_back(order, 1)

    def test_a_return_sent_twice_counts_once(self):
        order = self._buy_online(qty=2)
        back = self._bring_back(order, 1)
        back._settle_online_returns()
        self.assertEqual((self.points.points, self._growth()), (400, 400))

    def test_a_cashier_sees_orders_of_the_member_before_him_only(self):
        order = self._buy_online(qty=1)
        orders = self.env["sale.order"].with_user(self.cashier)
        told = orders.till_orders(self.till.id, self.member.id)
        self.assertEqual([one["id"] for one in told], order.ids)
        other = self._make_member("Li Lei", "13900139000")
        self.assertFalse(orders.till_orders(self.till.id, other.id))
        with self.assertRaises(UserError):
            orders.till_return(order.id, self.till.id, other.id)
        own = [("partner_id", "=", self.member.id)]
        self.assertFalse(orders.search(own), "by no other way either")
        self.assertFalse(self.env["sale.order.line"].with_user(self.cashier).search([]))
        back = self._bring_back(order, 1)
        self.assertEqual(back.user_id, self.cashier)
        self.assertEqual(orders.search(own), order, "what he settles he reads")
        others = orders.with_user(self.other_cashier)
        self.assertFalse(others.search(own))
        with self.assertRaises(AccessError):
            others.browse(order.id).read(["amount_total"])
        stranger = new_test_user(self.env, "no.cashier", "base.group_user")
        with self.assertRaises(AccessError):
            orders.with_user(stranger).till_orders(self.till.id, self.member.id)


@tagged("post_install", "-at_install")
class TestOnlineOrderSettled(OnlineCommon):
    """Ordered online, handed out and paid at a till: the member grows once."""

    def test_an_order_that_a_till_hands_out_gives_growth_once(self):
        """Proves R25."""
        order = self._make_sale_order(qty=1)
        line = order.order_line.filtered(lambda line: not line.is_reward_line)
        link = {"sale_order_origin_id": order.id, "sale_order_line_id": line.id}
        sale = self._send([self._line(1, 400, **link)], self.member)
        self.assertEqual((self.points.points, self._growth()), (400, 400))
        self._send(
            [self._line(-1, 400, refunded_orderline_id=sale.lines.id)], self.member
        )
        self.assertEqual((self.points.points, self._growth()), (0, 0))
        self._assert_ledger_agrees()


@tagged("post_install", "-at_install")
class TestOnlineReturnTour(MemberTourCommon, OnlineCommon):
    def test_the_cashier_takes_an_online_order_back(self):
        """Proves R25."""
        order = self._buy_online(qty=1, code=self.coupon.code)
        cards = self.member.member_card_ids.filtered(lambda card: card._is_points())
        before = sum(cards.mapped("points"))
        self._run_tour("online_order_comes_back")
        back = self._get_order().filtered(lambda one: one.amount_total < 0)
        self.assertEqual(back.amount_total, -350)
        self.assertEqual(sum(cards.mapped("points")), before - 350)
        self.assertEqual(self.coupon.points, 1)
        self.assertEqual(self._stock(), 10)
        goods = order._get_till_goods()
        self.assertEqual(goods.qty_delivered, 0)
