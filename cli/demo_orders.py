"""Orders of the last days for the demo, so that no desk is empty at first sight."""

import csv
import datetime
import io

from . import paths

ORDERS = paths.ROOT / "tests" / "data" / "orders_demo.tsv"
TIME_ZONE = "Asia/Shanghai"
# how far the orders have come: the eldest have arrived, the youngest are new (hours)
DELIVERED_BEFORE, SHIPPED_BEFORE, ACCEPTED_BEFORE = 60, 24, 5


def workbook():
    """The orders as a shop would export them, dated back from now."""
    import pytz
    import xlsxwriter

    now = datetime.datetime.now(pytz.timezone(TIME_ZONE))
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("订单")
        for number, row in enumerate(_rows()):
            if not number:
                sheet.write_row(0, 0, ["下单时间", "实付", *row])
            ordered = now - datetime.timedelta(hours=int(row["小时前"]))
            paid = int(row["数量"]) * int(row["单价"])
            values = [f"{ordered:%Y-%m-%d %H:%M:%S}", paid, *row.values()]
            sheet.write_row(number + 1, 0, values)
    return stream.getvalue()


def play(orders, now):
    """Let the agents have worked on what is older than a few hours."""
    courier = orders.env["delivery.carrier"].search(
        [("is_courier", "=", True)], order="sequence", limit=1
    )
    for order in orders.sorted("date_order"):
        hours = (now - order.date_order).total_seconds() / 3600
        # what went out in a file comes back in a file
        dispatches = order._get_dispatches()
        for dispatch in dispatches.filtered(lambda one: not one.exchange_file_id):
            if hours > ACCEPTED_BEFORE:
                dispatch.action_accept()
            if hours > SHIPPED_BEFORE:
                number = f"SF{dispatch.id * 7919 + 1402026000000}"
                dispatch._ship(dispatch.carrier_id or courier, number)
        if hours > DELIVERED_BEFORE:
            dispatches.action_deliver()


def _rows():
    with open(ORDERS, encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t")
