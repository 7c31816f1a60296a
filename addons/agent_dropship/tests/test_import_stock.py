import base64

from odoo.tests import freeze_time, new_test_user, tagged

from .import_common import AGENT_HEADERS, STOCK_HEADERS, ImportCommon


@tagged("post_install", "-at_install")
class TestImportAgents(ImportCommon):
    """The sheet of agents: company, contracts, warehouse."""

    def _agent_row(self, **values):
        row = {
            "代理商编码": "ag91",
            "代理商": "成都测试服饰有限公司",
            "授权品牌": "测试云杉",
            "授权区域": "全国",
            "仓库负责人": "董丽雪",
            "电话": "１９９００００４４６２",
            "省": "四川",
            "市": "成都市",
            "区": "双流区",
            "仓库地址": "物流园8号库",
            "对接方式": "离线",
            "供货折扣(%)": 26,
            "默认快递": "中通",
            "账期(天)": 15,
            **values,
        }
        return [row[header] for header in AGENT_HEADERS]

    def _import_agents(self, *rows, **vals):
        sheet = ("合作方", AGENT_HEADERS, rows)
        return self._import("agents_stock", self._book(sheet), **vals)

    def _find_agent(self):
        return self.env["res.partner"].search([("ref", "=", "AG91")])

    def test_agent_gets_contract_warehouse_and_manager(self):
        """Proves R62."""
        self._import_agents(self._agent_row())
        agent = self._find_agent()
        warehouse = self.env["stock.warehouse"].search([("agent_id", "=", agent.id)])
        self.assertEqual(warehouse.code, "AG91")
        self.assertEqual(warehouse.exchange_mode, "offline")
        self.assertEqual(warehouse.manager_id.name, "董丽雪")
        self.assertEqual(warehouse.manager_id.phone, "19900004462")
        self.assertEqual(warehouse.dispatch_carrier_id, self.courier)
        self.assertEqual(warehouse.state_id.name, "四川省")
        self.assertAlmostEqual(warehouse.latitude, 30.6, delta=0.2)
        contract = agent.agent_contract_ids
        self.assertEqual(contract.state, "active")
        self.assertEqual(contract.brand_id, self.brand)
        self.assertEqual((contract.supply_ratio, contract.settlement_days), (26.0, 15))

    def test_regions_are_read_as_all_only_or_except(self):
        for text, mode, names in (
            ("全国", "all", []),
            ("", "all", []),
            ("不含北京市、上海市", "except", ["上海市", "北京市"]),
            ("四川，重庆市", "only", ["四川省", "重庆市"]),
        ):
            with self.subTest(text=text):
                record = self._import_agents(
                    self._agent_row(授权区域=text), apply=False
                )
                data = record.line_ids.data
                states = self.env["res.country.state"].browse(data["region_ids"])
                self.assertEqual(data["region_mode"], mode)
                self.assertCountEqual(states.mapped("name"), names)

    def test_what_is_wrong_with_an_agent_is_said(self):
        for values, words in (
            ({"授权品牌": "测试云杉、不存在"}, "不存在"),
            ({"授权区域": "火星"}, "火星"),
            ({"供货折扣(%)": 250}, "250"),
            ({"对接方式": "飞鸽"}, "飞鸽"),
            ({"市": "杭州市"}, "杭州市"),
            ({"电话": "1990000"}, "1990000"),
            ({"账期(天)": -1}, "-1"),
        ):
            with self.subTest(values=values):
                record = self._import_agents(self._agent_row(**values), apply=False)
                self.assertEqual(record.line_ids.status, "error")
                self.assertIn(words, record.line_ids.message)

    def test_other_terms_make_a_new_version_of_the_contract(self):
        self._import_agents(self._agent_row())
        self._import_agents(self._agent_row(**{"供货折扣(%)": 24}))
        contracts = self._find_agent().agent_contract_ids.sorted("version")
        self.assertEqual(contracts.mapped("supply_ratio"), [26.0, 24.0])
        valid = self.env["brand.contract"]._find_valid(agents=self._find_agent())
        self.assertEqual(valid.supply_ratio, 24.0)

    def test_terms_can_change_on_new_year_s_day(self):
        with freeze_time("2027-01-01 02:00:00"):
            self._import_agents(self._agent_row())
            self._import_agents(self._agent_row(**{"供货折扣(%)": 24}))
            valid = self.env["brand.contract"]._find_valid(agents=self._find_agent())
            self.assertEqual(valid.supply_ratio, 24.0)

    def test_unchanged_agent_is_a_duplicate(self):
        self._import_agents(self._agent_row())
        again = self._import_agents(
            self._agent_row(), self._agent_row(代理商编码="AG92")
        )
        self.assertEqual(
            again.line_ids.mapped("status"), ["duplicate", "done"], again.line_ids
        )

    def test_unknown_courier_is_added(self):
        self._import_agents(self._agent_row(默认快递="蓝天快递"))
        courier = self.env["delivery.carrier"].search([("name", "=", "蓝天快递")])
        self.assertTrue(courier.is_courier)


@tagged("post_install", "-at_install")
class TestImportStock(ImportCommon):
    """The sheet of stock: what an agent can ship now."""

    def _import_stock(self, *rows, **vals):
        sheet = ("Sheet2", STOCK_HEADERS, rows)
        return self._import("agents_stock", self._book(sheet), **vals)

    def _free(self, warehouse, product):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", warehouse.lot_stock_id.id),
                ("owner_id", "=", warehouse.agent_id.id),
            ]
        )
        return sum(quants.mapped("available_quantity"))

    def test_stock_belongs_to_the_agent_and_can_be_shipped(self):
        """Proves R5."""
        record = self._import_stock(["T01", " t-coat ", 5, "过季"])
        self.assertEqual(self._statuses(record, "stock"), {"done": 1})
        self.assertEqual(self._free(self.tj, self.coat), 5)

    def test_corrected_file_sets_the_quantity_again(self):
        self._import_stock(["T01", "T-COAT", 5, ""])
        self._import_stock(["T01", "T-COAT", 2, ""])
        self.assertEqual(self._free(self.tj, self.coat), 2)
        self._import_stock(["T01", "T-COAT", 0, ""])
        self.assertEqual(self._free(self.tj, self.coat), 0)

    def test_pieces_promised_to_orders_stay_promised(self):
        self._stock(self.tj, self.coat, 5)
        order = self._order(self.in_beijing, [(self.coat, 2)])
        self._import_stock(["T01", "T-COAT", 4, ""])
        self.assertEqual(self._free(self.tj, self.coat), 4)
        self.assertEqual(order.picking_ids.state, "assigned")

    def test_wrong_rows_say_why_and_right_ones_come_in(self):
        record = self._import_stock(
            ["T01", "T-COAT", 3, ""],
            ["T01", "ZZ99", 3, ""],
            ["T01", "T-SCARF", -3, ""],
            ["T01", "T-SCARF", "若干", ""],
            ["T99", "T-SCARF", 1, ""],
            ["T01", "T-COAT", 3, ""],
            ["T01", "T-COAT", 4, ""],
            ["T01", "T-SCARF", 1.5, ""],
        )
        self.assertEqual(
            self._statuses(record, "stock"), {"done": 1, "error": 6, "duplicate": 1}
        )
        for number, words in (
            (3, "ZZ99"),
            (4, "-3"),
            (5, "若干"),
            (6, "T99"),
            (7, "2"),
            (8, "可用库存"),
            (9, "1.5"),
        ):
            self.assertIn(words, self._row(record, number, "stock").message)

    def test_stock_of_a_brand_without_contract_is_refused(self):
        self.tj.agent_id.agent_contract_ids.action_end()
        self.tj.agent_id.agent_contract_ids._write_terms({"date_end": "2017-12-31"})
        record = self._import_stock(["T01", "T-COAT", 3, ""])
        self.assertIn("测试云杉", self._row(record, 2, "stock").message)
        self.assertEqual(self._free(self.tj, self.coat), 0)

    def test_same_file_twice_changes_nothing(self):
        rows = [["T01", "T-COAT", 5, ""]]
        self._import_stock(*rows)
        content = self.env["outlet.import"].search([], limit=1)
        self._stock(self.tj, self.coat, 3)
        again = self._import("agents_stock", content._get_content(), apply=False)
        self.assertEqual(self._statuses(again, "stock"), {"duplicate": 1})
        self.assertEqual(self._free(self.tj, self.coat), 8)

    def test_offer_takes_the_commonest_reason_and_waits_for_a_picture(self):
        self._import_stock(["T01", "T-COAT", 5, self.reason.name])
        offer = self.env["outlet.offer"].search(
            [("agent_id", "=", self.tj.agent_id.id)]
        )
        self.assertEqual(offer.product_tmpl_id, self.coat.product_tmpl_id)
        self.assertEqual(offer.reason_id, self.reason)
        self.assertEqual(offer.state, "draft")

    def test_offer_with_a_picture_is_published(self):
        self.coat.product_tmpl_id.image_1920 = (
            b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGA"
            b"WjR9awAAAABJRU5ErkJggg=="
        )
        self._import_stock(["T01", "T-COAT", 5, self.reason.name])
        offer = self.env["outlet.offer"].search(
            [("agent_id", "=", self.tj.agent_id.id)]
        )
        self.assertEqual(offer.state, "published")

    def test_operator_may_import_agents_and_their_stock(self):
        operator = new_test_user(
            self.env, "import_operator", groups="brand_outlet.group_operator"
        )
        agent = ["AG91", "成都测试服饰", "测试云杉", "全国", "董丽雪", "19900004462"]
        agent += [
            "四川省",
            "成都市",
            "双流区",
            "物流园8号库",
            "离线",
            26,
            "蓝天快递",
            15,
        ]
        book = self._book(
            ("代理商", AGENT_HEADERS, [agent]),
            ("库存", STOCK_HEADERS, [["AG91", "T-COAT", 3, "过季"]]),
        )
        record = (
            self.env["outlet.import"]
            .with_user(operator)
            .create(
                {
                    "kind": "agents_stock",
                    "file": base64.b64encode(book),
                    "filename": "stock.xlsx",
                }
            )
        )
        record.action_check()
        self._apply(record)
        self.assertEqual(
            set(record.line_ids.mapped("status")),
            {"done"},
            record.line_ids.mapped("message"),
        )
        warehouse = self.env["stock.warehouse"].search([("agent_id.ref", "=", "AG91")])
        self.assertEqual(self._free(warehouse, self.coat), 3)
