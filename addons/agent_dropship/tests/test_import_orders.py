import base64
import re
from datetime import datetime

from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from odoo.addons.agent_dropship.address.model import Problem

from .import_common import ORDER_HEADERS, ImportCommon

SHOP = "阿梅的衣橱"


@tagged("post_install", "-at_install")
class TestImportOrders(ImportCommon):
    """Orders of shops: what is right goes all the way, the rest says why."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._stock(cls.tj, cls.coat, 20)
        cls._stock(cls.tj, cls.scarf, 20)

    def _order_row(self, order_no="E1", sku="T-COAT", quantity=1, **values):
        price = values.pop("单价", 200 if "scarf" in sku.lower() else 500)
        paid = values.pop("实付", price * quantity if quantity != "一件" else price)
        row = {
            "店铺": SHOP,
            "订单编号": order_no,
            "下单时间": "2018-01-15 07:30:26",
            "商家编码": sku,
            "数量": quantity,
            "单价": price,
            "实付": paid,
            "收货人": "沈兰超",
            "手机": "19900008578",
            "省": "天津市",
            "市": "天津市",
            "区/县": "武清区",
            "详细地址": "滨河路131号",
            **values,
        }
        return [row.get(header, "") for header in ORDER_HEADERS]

    def _import_orders(self, *rows, **vals):
        sheet = ("订单", ORDER_HEADERS, rows)
        return self._import("orders", self._book(sheet), **vals)

    def _orders(self, order_no="E1"):
        return self.env["sale.order"].search([("client_order_ref", "=", order_no)])

    def test_order_is_confirmed_routed_and_belongs_to_the_place(self):
        """Proves R145."""
        self._import_orders(
            self._order_row(买家留言="周末收货"), self._order_row(sku="t－scarf")
        )
        order = self._orders()
        self.assertEqual(order.state, "sale")
        self.assertEqual(order.place_id, self.place)
        self.assertEqual(order.reseller_id, self.owner)
        self.assertEqual(order.order_line.product_id, self.coat | self.scarf)
        self.assertEqual(order.order_line.pinned_warehouse_id, self.tj)
        self.assertEqual(order.picking_ids.state, "assigned")
        self.assertEqual(order.buyer_note, "周末收货")
        self.assertEqual(order.amount_total, 700)

    def test_consumer_is_the_owners_customer_at_a_known_place(self):
        self._import_orders(self._order_row())
        consumer = self._orders().partner_shipping_id
        self.assertEqual(consumer.parent_id, self.owner)
        self.assertEqual(consumer.state_id, self.tianjin)
        self.assertEqual(consumer.district, "武清区")
        self.assertEqual(consumer.street, "滨河路131号")
        self.assertAlmostEqual(consumer.partner_latitude, 39.4, delta=0.2)
        self._import_orders(self._order_row(order_no="E2"))
        self.assertEqual(self._orders("E2").partner_shipping_id, consumer)

    def test_time_is_the_shops_local_time(self):
        self._import_orders(
            self._order_row(),
            self._order_row(order_no="E2", 下单时间=43115.35),
        )
        self.assertEqual(self._orders().date_order, datetime(2018, 1, 14, 23, 30, 26))
        self.assertEqual(self._orders("E2").date_order, datetime(2018, 1, 15, 0, 24))

    def test_full_width_phone_and_sku_are_read(self):
        self._import_orders(
            self._order_row(sku=" Ｔ－ＣＯＡＴ ", 手机="１９９ ００００-8578")
        )
        self.assertEqual(self._orders().partner_shipping_id.phone, "19900008578")

    def test_wrong_rows_say_why(self):
        for row, words in (
            (self._order_row(sku="XXT-COAT"), "XXT-COAT"),
            (self._order_row(sku="T-COAT+T-SCARF"), "2"),
            (self._order_row(quantity=0), "数量"),
            (self._order_row(quantity=-1), "-1"),
            (self._order_row(quantity="一件"), "一件"),
            (self._order_row(单价=99999), "¥99,999"),
            (self._order_row(quantity=2, 实付=500), "1000.00"),
            (self._order_row(手机="电话见备注"), "电话见备注"),
            (self._order_row(手机="1990000857"), "1990000857"),
            (
                self._order_row(**{"市": "苏州市", "省": "江苏省", "区/县": ""}),
                "苏州市",
            ),
            (self._order_row(省="江苏省"), "江苏省"),
            (self._order_row(店铺="没听说过的店"), "没听说过的店"),
        ):
            with self.subTest(words=words):
                record = self._import_orders(row, apply=False)
                self.assertEqual(record.line_ids.status, "error")
                self.assertIn(words, record.line_ids.message)

    def test_price_below_every_floor_is_refused(self):
        for agent in (self.tj, self.ks, self.fs):
            contract = agent.agent_id.agent_contract_ids
            contract._write_terms({"floor_ratio": 30.0})
        record = self._import_orders(self._order_row(单价=299), apply=False)
        self.assertIn("¥300", record.line_ids.message)

    def test_row_a_brand_forbids_says_so_politely(self):
        self.env["outlet.protection.rule"].create(
            {
                "brand_id": self.brand.id,
                "state_ids": [Command.set(self.tianjin.ids)],
                "note": "此款不在天津销售。",
            }
        )
        record = self._import_orders(self._order_row(), apply=False)
        self.assertEqual(record.line_ids.status, "error")
        self.assertEqual(record.line_ids.message, "此款不在天津销售。")

    def test_good_rows_of_an_order_ship_without_the_bad_ones(self):
        record = self._import_orders(self._order_row(), self._order_row(sku="XX"))
        self.assertEqual(self._statuses(record), {"done": 1, "error": 1})
        self.assertEqual(self._orders().order_line.product_id, self.coat)

    def test_missing_phone_and_district_come_from_the_orders_other_row(self):
        record = self._import_orders(
            self._order_row(),
            self._order_row(sku="T-SCARF", **{"手机": "", "区/县": ""}),
        )
        self.assertEqual(self._statuses(record), {"done": 2})
        message = self._row(record, 3).message
        self.assertIn("手机", message)
        self.assertIn("区/县", message)
        self.assertIn("2", message)

    def test_missing_phone_is_not_taken_from_another_receiver(self):
        record = self._import_orders(
            self._order_row(收货人="别的人"),
            self._order_row(sku="T-SCARF", 手机=""),
            apply=False,
        )
        self.assertEqual(self._row(record, 3).status, "error")

    def test_row_that_contradicts_its_order_is_asked_about(self):
        record = self._import_orders(
            self._order_row(),
            self._order_row(sku="T-SCARF"),
            self._order_row(sku="T-SCARF", quantity=2, 手机="19900001200"),
        )
        self.assertEqual(self._statuses(record), {"done": 2, "error": 1})
        message = self._row(record, 4).message
        self.assertIn("19900001200", message)
        self.assertIn("19900008578", message)

    def test_two_rows_that_contradict_each_other_are_both_asked_about(self):
        record = self._import_orders(
            self._order_row(),
            self._order_row(sku="T-SCARF", 手机="19900001200"),
        )
        self.assertEqual(self._statuses(record), {"error": 2})

    def test_double_row_names_the_first_one(self):
        record = self._import_orders(self._order_row(), self._order_row())
        self.assertEqual(self._statuses(record), {"done": 1, "duplicate": 1})
        self.assertIn("2", self._row(record, 3).message)

    def test_same_sku_at_another_price_is_a_second_line(self):
        record = self._import_orders(self._order_row(), self._order_row(单价=510))
        self.assertEqual(self._statuses(record), {"done": 2})
        self.assertEqual(sum(self._orders().order_line.mapped("product_uom_qty")), 2)

    def test_rows_come_in_once_whatever_file_they_are_in(self):
        """Proves R145."""
        self._import_orders(self._order_row())
        again = self._import_orders(self._order_row(order_no="E9"), self._order_row())
        self.assertEqual(self._statuses(again), {"done": 1, "duplicate": 1})
        self.assertEqual(len(self._orders()), 1)

    def test_known_row_with_another_quantity_is_refused(self):
        self._import_orders(self._order_row())
        again = self._import_orders(self._order_row(quantity=2), apply=False)
        self.assertEqual(again.line_ids.status, "error")
        self.assertIn(self._orders().name, again.line_ids.message)

    def test_corrected_row_makes_a_further_order(self):
        self._import_orders(self._order_row(), self._order_row(sku="XX"))
        self._import_orders(self._order_row(), self._order_row(sku="T-SCARF"))
        orders = self._orders()
        self.assertEqual(len(orders), 2)
        self.assertEqual(len(orders.order_line), 2)
        self.assertEqual(orders.partner_shipping_id, orders[0].partner_shipping_id)

    def test_split_line_still_counts_as_one_imported_row(self):
        self._stock(self.fs, self.coat, 5)
        self._import_orders(self._order_row(quantity=22, 单价=10))
        self.assertEqual(len(self._orders().order_line), 2)
        again = self._import_orders(
            self._order_row(quantity=22, 单价=10), self._order_row(order_no="E9")
        )
        self.assertEqual(self._row(again, 2).status, "duplicate")

    def test_unknown_shop_becomes_a_place_of_the_chosen_owner(self):
        self._import_orders(self._order_row(店铺="新开的店"), reseller_id=self.owner.id)
        place = self._orders().place_id
        self.assertEqual((place.name, place.owner_id), ("新开的店", self.owner))

    def test_order_is_never_cut_between_two_batches(self):
        rows = [
            self._order_row(order_no=number, sku=sku)
            for number in ("E1", "E2")
            for sku in ("T-COAT", "T-SCARF")
        ]
        record = self._import_orders(*rows, apply=False)
        record.apply_next(limit=1)
        self.assertEqual(self._statuses(record), {"done": 2, "ok": 2})
        self._apply(record)
        self.assertEqual(len(self._orders("E2").order_line), 2)

    def test_what_nobody_has_waits_and_is_not_lost(self):
        record = self._import_orders(self._order_row(quantity=50, 单价=10))
        self.assertEqual(self._statuses(record), {"done": 1})
        self.assertEqual(self._orders().routing_state, "partial")

    def test_operator_may_import_orders_of_a_new_shop(self):
        operator = new_test_user(
            self.env, "import_operator", groups="brand_outlet.group_operator"
        )
        book = self._book(("订单", ORDER_HEADERS, [self._order_row(店铺="新开的店")]))
        Import = self.env["outlet.import"].with_user(operator)
        record = Import.create(
            {
                "kind": "orders",
                "file": base64.b64encode(book),
                "filename": "orders.xlsx",
                "reseller_id": self.owner.id,
            }
        )
        record.action_check()
        self._apply(record)
        self.assertEqual(record.line_ids.status, "done", record.line_ids.message)
        self.assertEqual(self._orders().state, "sale")


@tagged("post_install", "-at_install")
class TestAddressWording(ImportCommon):
    def test_every_problem_of_an_address_has_its_words(self):
        codes = re.findall(r"``(\w+)``", Problem.__doc__)
        self.assertGreater(len(codes), 10)
        wordings = self.env["address.wording"]._get_wordings()
        self.assertFalse(set(codes) - set(wordings))
