"""Gives the demo a morning's work, so that every screen has something to show.

The sample day is played to its end if nobody did; then some of its orders come in once
more under numbers of today: a few wait, some are accepted, some are on their way.
"""

import base64
import contextlib
import datetime
import io
from pathlib import Path

import openpyxl

from cli.day import __main__ as day
from cli.day.client import Session

ORDERS = Path(__file__).resolve().parent.parent / "tests" / "data" / "orders_day.xlsx"
NUMBER, DATE, PROVINCE = 1, 2, 11
NEAR = {"天津市", "北京市", "河北省", "山东省", "上海市", "广东省"}
COUNT = 48


def prepare(url, database):
    """Fill desk and portal once a day; do nothing if that is done."""
    operator = Session(url, database, "operator")
    if not operator.call("settlement.statement", "search_count", []):
        with contextlib.redirect_stdout(io.StringIO()):
            day.main(url, database, "orders", str(ORDERS))
    today = datetime.date.today().strftime("%m%d")
    known = [("client_order_ref", "=like", f"%-{today}")]
    if not operator.call("sale.order", "search_count", known):
        reseller = Session(url, database, "reseller")
        _bring_in(operator, reseller.partner_id, today)
        _work(Session(url, database, "agent"))


def _bring_in(operator, reseller_id, today):
    values = {
        "kind": "orders",
        "filename": f"店铺订单-{today}.xlsx",
        "file": base64.b64encode(_workbook(today)).decode(),
        "reseller_id": reseller_id,
    }
    batch = operator.call("outlet.import", "create", [values])
    operator.call("outlet.import", "action_check", batch)
    while operator.call("outlet.import", "apply_next", batch)["remaining"]:
        pass


def _workbook(today):
    """Rows of the sample day, with numbers of their own."""
    book = openpyxl.load_workbook(ORDERS)
    sheet = book.worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    near = [row for row in rows if row[PROVINCE] in NEAR][:COUNT]
    sheet.delete_rows(2, sheet.max_row)
    for row in near:
        values = list(row)
        values[NUMBER] = f"{values[NUMBER]}-{today}"
        sheet.append(values)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _work(agent):
    """The agent accepts every other dispatch and ships every fourth."""
    domain = [("dispatch_state", "=", "new")]
    new = agent.call("stock.picking", "search", domain)
    agent.call("stock.picking", "action_accept", new[::2])
    courier = agent.call(
        "delivery.carrier", "search", [("is_courier", "=", True)], limit=1
    )[0]
    for picking_id in new[::4]:
        values = {
            "picking_ids": [(6, 0, [picking_id])],
            "carrier_id": courier,
            "tracking_ref": f"YT88{picking_id:08d}",
        }
        ship = agent.call("dispatch.ship", "create", [values])
        agent.call("dispatch.ship", "action_ship", ship)
