import base64

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .import_common import AGENT_HEADERS, STOCK_HEADERS, ImportCommon


@tagged("post_install", "-at_install")
class TestImportOwnStock(ImportCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.hall = cls.tj
        cls.agent = cls.hall.agent_id
        cls.user = new_test_user(
            cls.env,
            "own_stock",
            groups="brand_outlet.group_agent",
            party_id=cls.agent.id,
        )

    def _import_own(self, *sheets, apply=True):
        record = (
            self.env["outlet.import"]
            .with_user(self.user)
            .create(
                {
                    "file": base64.b64encode(self._book(*sheets)),
                    "filename": "stock.xlsx",
                }
            )
        )
        record.action_check()
        if apply:
            self._apply(record)
        return record

    def _get_free(self, product):
        quants = self.env["stock.quant"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "=", self.hall.lot_stock_id.id),
                ("owner_id", "=", self.agent.id),
            ]
        )
        return sum(quant.quantity - quant.reserved_quantity for quant in quants)

    def test_agent_counts_its_own_warehouse(self):
        """Proves R252."""
        ref, sku = self.agent.ref, self.coat.default_code
        record = self._import_own(("库存", STOCK_HEADERS, [[ref, sku, 17, ""]]))
        self.assertEqual((record.kind, record.count_done), ("agents_stock", 1))
        self.assertEqual(self._get_free(self.coat), 17)

    def test_own_list_needs_no_code_of_the_agent(self):
        rows = [[self.coat.default_code, 23]]
        self._import_own(("库存", STOCK_HEADERS[1:3], rows))
        self.assertEqual(self._get_free(self.coat), 23)

    def test_no_stock_is_counted_by_any_other_way(self):
        """Proves R252."""
        self._stock(self.hall, self.coat, 5)
        self._stock(self.fs, self.coat, 5)
        Quant = self.env["stock.quant"].with_user(self.user)
        self.assertEqual(Quant.search([]).location_id.warehouse_id, self.hall)
        other = self.env["stock.quant"].search(
            [("owner_id", "=", self.fs.agent_id.id)], limit=1
        )
        for quant in (Quant.search([], limit=1), other.with_user(self.user)):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                quant.inventory_quantity = 99
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                quant.sudo(False).action_apply_inventory()

    def test_another_agents_row_is_an_error_and_changes_nothing(self):
        """Proves R252."""
        other = self.fs.agent_id
        before = self._get_free(self.coat)
        rows = [[other.ref, self.coat.default_code, 99, ""]]
        record = self._import_own(("库存", STOCK_HEADERS, rows))
        self.assertEqual((record.count_error, record.count_done), (1, 0))
        self.assertIn("your own goods only", record.line_ids.message)
        self.assertEqual(self._get_free(self.coat), before)

    def test_agent_changes_no_terms_by_a_sheet_of_agents(self):
        row = dict.fromkeys(AGENT_HEADERS, "")
        row |= {"代理商编码": self.agent.ref, "代理商": "Renamed", "授权品牌": "x"}
        row |= {"供货折扣(%)": 99}
        agents = ("合作方", AGENT_HEADERS, [list(row.values())])
        stock = [[self.agent.ref, self.coat.default_code, 5, ""]]
        self._import_own(agents, ("库存", STOCK_HEADERS, stock))
        self.assertNotEqual(self.agent.name, "Renamed")
        self.assertEqual(self._get_free(self.coat), 5)

    def test_preview_shows_old_and_new_quantities(self):
        ref, sku = self.agent.ref, self.coat.default_code
        self._import_own(("库存", STOCK_HEADERS, [[ref, sku, 17, ""]]))
        record = self._import_own(
            ("库存", STOCK_HEADERS, [[ref, sku, 12, ""]]), apply=False
        )
        self.assertEqual(record.line_ids.changes, [["可用库存", "17", "12"]])
        self.assertEqual(self._get_free(self.coat), 17)

    def test_lines_are_written_by_the_server_only(self):
        record = self._import_own(
            ("库存", STOCK_HEADERS, [[self.agent.ref, self.coat.default_code, 1, ""]]),
            apply=False,
        )
        forged = {"data": {"ref": self.fs.agent_id.ref}}
        with self.assertRaises(AccessError):
            record.line_ids.with_user(self.user).write(forged)
