"""A workbook brought in by several people at the very same moment."""

import base64
import io
import threading
import unittest

import xlsxwriter

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import retrying

from .race import Race

PEOPLE = 4
HEADERS = ("品牌", "款号", "商品名称", "颜色", "尺码", "商家编码", "吊牌价")
COLOURS, SIZES = ("藏青", "米白", "驼色", "黑色"), "SMLXY"
ROWS = len(COLOURS) * len(SIZES) * 3


class TestConcurrentImport(Race):
    def setUp(self):
        super().setUp()
        self.key = self.key.upper()
        self.users = self._in_transaction(self._make_users)

    def _in_transaction(self, act, user=SUPERUSER_ID):
        """Run as a request would: in its own cursor, repeated when it must be."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user, {})
            result = retrying(lambda: act(env), env)
            cr.commit()
            return result

    def _make_users(self, env):
        group = env.ref("brand_outlet.group_operator")
        return (
            env["res.users"]
            .create(
                [
                    {
                        "name": f"运营{number}{self.key}",
                        "login": f"operator-{number}-{self.key}",
                        "group_ids": [Command.set(group.ids)],
                    }
                    for number in range(PEOPLE)
                ]
            )
            .ids
        )

    def _make_workbook(self):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, HEADERS)
            number = 0
            for style in range(3):
                code = f"{self.key}{style}"
                for colour in COLOURS:
                    for size in SIZES:
                        number += 1
                        sku = f"{code}-{number}"
                        row = (f"牌{self.key}", code, "风衣", colour, size, sku, 999)
                        page.write_row(number, 0, row)
        return base64.b64encode(output.getvalue())

    def _make_import(self, content):
        def act(env):
            record = env["outlet.import"].create(
                {"kind": "catalogue", "file": content, "filename": f"{self.key}.xlsx"}
            )
            record.action_check()
            record.run_until = False
            return record.id

        return self._in_transaction(act)

    def _press_together(self, imports):
        """Everybody imports to the end; return what each was told."""
        start = threading.Barrier(PEOPLE)
        told = [None] * PEOPLE

        def press(index):
            def step(env):
                record = env["outlet.import"].browse(imports[index])
                return record.apply_next(15)

            start.wait()
            try:
                while self._in_transaction(step, self.users[index])["remaining"]:
                    continue
                told[index] = "through"
            except UserError as error:
                told[index] = str(error)

        threads = [
            threading.Thread(target=press, args=(index,)) for index in range(PEOPLE)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(120)
        return told

    def _count(self):
        def act(env):
            skus = [("default_code", "=like", f"{self.key}%")]
            styles = [("style_code", "=like", f"{self.key}%")]
            return (
                env["product.product"].search_count(skus),
                env["product.template"].search_count(styles),
            )

        return self._in_transaction(act)

    def _read_statuses(self, record_id):
        def act(env):
            return set(env["outlet.import"].browse(record_id).line_ids.mapped("status"))

        return self._in_transaction(act)

    def test_one_of_several_people_imports_and_the_others_are_told(self):
        record = self._make_import(self._make_workbook())
        told = self._press_together([record] * PEOPLE)
        self.assertIn("through", told)
        for words in told:
            self.assertTrue(words == "through" or words, told)
        self.assertEqual(self._count(), (ROWS, 3))
        self.assertEqual(self._read_statuses(record), {"done"})

    def test_one_file_in_several_imports_comes_in_once(self):
        content = self._make_workbook()
        records = [self._make_import(content) for _number in range(PEOPLE)]
        self._press_together(records)
        self.assertEqual(self._count(), (ROWS, 3))
        statuses = [self._read_statuses(record) for record in records]
        self.assertEqual(statuses.count({"done"}), 1, statuses)

    def test_killed_half_way_goes_on_where_it_was(self):
        record = self._make_import(self._make_workbook())
        user = self.users[0]

        def step(env):
            return env["outlet.import"].browse(record).apply_next(20)

        self.assertEqual(self._in_transaction(step, user)["done"], 20)
        with self.registry.cursor() as cr:  # the process dies before it commits
            step(api.Environment(cr, user, {}))
            cr.rollback()
        self.assertEqual(self._count()[0], 20)
        while self._in_transaction(step, user)["remaining"]:
            continue
        self.assertEqual(self._count(), (ROWS, 3))
        self.assertEqual(self._read_statuses(record), {"done"})


if __name__ == "__main__":
    unittest.main()
