"""What the journeys share: a browser, signed-in pages, workbooks made on the spot."""

import io
import itertools
import os
import time
import unittest

import xlsxwriter
from playwright.sync_api import sync_playwright

from tests.system import URL

DESKTOP = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
HEADERS = [
    *("店铺", "订单编号", "下单时间", "商品名称", "规格", "商家编码", "数量", "单价"),
    *(
        "实付",
        "收货人",
        "手机",
        "省",
        "市",
        "区/县",
        "详细地址",
        "买家留言",
        "卖家备注",
    ),
]
PLACE = "有赞·阿梅的衣橱"
TIANJIN = {
    "省": "天津市",
    "市": "天津市",
    "区/县": "武清区",
    "详细地址": "泉旺路18号6号楼1102",
}
_numbers = itertools.count(1)


class Journey(unittest.TestCase):
    """One browser a class, pages that note every error of theirs."""

    @classmethod
    def setUpClass(cls):
        cls.playwright = sync_playwright().start()
        cls.addClassCleanup(cls.playwright.stop)
        cls.browser = cls.playwright.chromium.launch(
            executable_path=os.environ["OUTLET_BROWSER"], args=["--no-sandbox"]
        )
        cls.addClassCleanup(cls.browser.close)

    def open(self, path, size=DESKTOP, login=None):
        """A page of its own, signed in if a login is given."""
        context = self.browser.new_context(
            viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai"
        )
        self.addCleanup(context.close)
        page = context.new_page()
        page.set_default_timeout(30000)
        self.errors = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        if login:
            page.goto(f"{URL}/web/login?redirect={path}")
            page.fill("input[name=login]", login)
            page.fill("input[name=password]", login)
            page.click("form.oe_login_form button[type=submit]")
            page.wait_for_url(lambda url: "/web/login" not in url)
        else:
            page.goto(f"{URL}{path}")
        return page

    def assertNoSideScroll(self, page):
        width = page.evaluate("document.documentElement.scrollWidth")
        self.assertLessEqual(width, page.viewport_size["width"])


def order_row(sku, quantity=1, price=500.0, **changed):
    """One line of a shop's export; each call is an order of its own."""
    number = f"JY{time.time_ns() // 1000}{next(_numbers)}"
    row = {
        "店铺": PLACE,
        "订单编号": number,
        "下单时间": "2018-01-15 09:30:00",
        "商品名称": sku,
        "商家编码": sku,
        "数量": quantity,
        "单价": price,
        "实付": price * quantity,
        "收货人": "韩梅梅",
        "手机": "13812345678",
        **TIANJIN,
    }
    return {**row, **changed}


def workbook(rows):
    """The rows as the bytes of an Excel file with the usual headers."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("订单")
        sheet.write_row(0, 0, HEADERS)
        for index, row in enumerate(rows, 1):
            sheet.write_row(index, 0, [row.get(header, "") for header in HEADERS])
    return stream.getvalue()
