import base64
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import ValidationError

MOST_ROWS = 2000
# what a row may say, and the header under which the importer knows it
HEADERS = {
    "shop": "店铺",
    "order_no": "订单编号",
    "ordered_at": "下单时间",
    "sku": "商家编码",
    "quantity": "数量",
    "price": "单价",
    "receiver": "收货人",
    "phone": "手机",
    "province": "省",
    "city": "市",
    "district": "区/县",
    "street": "详细地址",
    "buyer_note": "买家留言",
    "seller_note": "卖家备注",
}


class OrderSource(models.Model):
    _inherit = "order.source"

    def push_orders(self, rows):
        """Bring in orders of this source, as if they came in a workbook.

        Rows of a shop with the same order number are one order. What is right goes all
        the way at once; the same row again makes no second one.

        :param list rows: ``{"shop", "order_no", "sku", "quantity", "price", "receiver",
            "phone", "province", "city", "district", "street", ...}``
        :return: ``[{"row", "ok", "already", "order" or "error"}]``
        :raise ValidationError: no list of rows; nothing is done
        """
        self.ensure_one()
        self.check_access("write")
        sound = isinstance(rows, list) and 0 < len(rows) <= MOST_ROWS
        if not sound or not all(isinstance(row, dict) for row in rows):
            raise ValidationError(
                self.env._("Send 1 to %(most)s rows.", most=MOST_ROWS)
            )
        batch = self.env["outlet.import"].create(
            {
                "kind": "orders",
                "filename": f"{self.name}.xlsx",
                "file": base64.b64encode(self._to_workbook(rows)),
                "reseller_id": self.owner_id.id,
                "company_id": self.company_id.id,
            }
        )
        batch.action_check()
        if any(line.status in ("ok", "note") for line in batch.line_ids):
            while batch.apply_next()["remaining"]:
                continue
        self._adopt_shops(batch.line_ids)
        return [self._prepare_push_answer(line) for line in batch.line_ids.sorted("id")]

    def _to_workbook(self, rows):
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            sheet = book.add_worksheet("订单")
            sheet.write_row(0, 0, HEADERS.values())
            for number, row in enumerate(rows, start=1):
                for place, name in enumerate(HEADERS):
                    value = row.get(name)
                    if value is not None:
                        sheet.write_string(number, place, str(value))
        return output.getvalue()

    def _adopt_shops(self, lines):
        """The shops of these rows are the source's from now on."""
        orders = self.env["sale.order"].browse(
            {line.res_id for line in lines if line.status == "done"}
        )
        orders.place_id.filtered(lambda place: not place.source_id).source_id = self

    def _prepare_push_answer(self, line):
        answer = {"row": line.row - 1, "ok": line.status in ("done", "duplicate")}
        if not answer["ok"]:
            return {**answer, "error": line.message or ""}
        answer["already"] = line.status == "duplicate"
        order = self.env["sale.order"].browse(line.res_id).exists()
        return {**answer, "order": order.name or ""}
