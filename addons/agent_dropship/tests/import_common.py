import base64
import io
from collections import Counter
from pathlib import Path

import xlsxwriter

from odoo.fields import Command

from .common import DropshipCommon

#: a real day's workbooks, kept beside the addons
WORKBOOKS = Path(__file__).parents[3] / "tests" / "data"

AGENT_HEADERS = (
    "代理商编码 代理商 授权品牌 授权区域 仓库负责人 电话 省 市 区 仓库地址 对接方式 "
    "供货折扣(%) 默认快递 账期(天)"
).split()
STOCK_HEADERS = "代理商编码 商家编码 可用库存 清货原因".split()
ORDER_HEADERS = (
    "店铺 订单编号 下单时间 商品名称 规格 商家编码 数量 单价 实付 收货人 手机 "
    "省 市 区/县 详细地址 买家留言 卖家备注"
).split()


class ImportCommon(DropshipCommon):
    """Workbooks made from rows, and what became of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reason = cls.env.ref("brand_outlet.reason_past_season")
        cls.scarf.taxes_id = cls.coat.taxes_id = [Command.clear()]

    @classmethod
    def _book(cls, *sheets):
        """Return the bytes of a workbook; ``sheets`` = [(name, headers, rows)]."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            for name, headers, rows in sheets:
                page = book.add_worksheet(name)
                for index, row in enumerate([headers, *rows]):
                    page.write_row(index, 0, row)
        return output.getvalue()

    @classmethod
    def _import(cls, kind, content, apply=True, **vals):
        record = cls.env["outlet.import"].create(
            {
                "kind": kind,
                "file": base64.b64encode(content),
                "filename": f"{kind}.xlsx",
                **vals,
            }
        )
        record.action_check()
        if apply:
            cls._apply(record)
        return record

    @classmethod
    def _apply(cls, record, limit=1000):
        while record.apply_next(limit)["remaining"]:
            pass

    def _statuses(self, record, section="main"):
        lines = record.line_ids.filtered(lambda line: line.section == section)
        return dict(Counter(lines.mapped("status")))

    def _row(self, record, number, section="main"):
        return record.line_ids.filtered(
            lambda line: (line.section, line.row) == (section, number)
        )
