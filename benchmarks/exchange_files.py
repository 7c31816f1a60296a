"""Exchange files: writing, reading, and shipping what came back.

Writing is weighed against xlsxwriter alone in constant memory, reading against
openpyxl, shipping by file against shipping one dispatch after the other. Shipping is
measured on as many orders as are made in a bearable time and not on a hundred thousand;
both sides grow with the number of rows, so the ratio is what counts.
"""

import base64
import importlib
import io
import re
import statistics
import subprocess
import sys
import tempfile
import time
import types
from pathlib import Path

import openpyxl
import xlsxwriter

REPORT = Path(__file__).parents[1] / "addons" / "agent_dropship" / "report"
ROWS = 100_000
FEW, MANY = 10_000, 200_000
COLUMNS = 15
ROUNDS = 3
ONE_BY_ONE = 60
BY_FILE = 600
BATCH = 500
SOURCES = (
    "key task order sku product variant quantity recipient phone province city street "
    "sender courier tracking"
).split()


def run(context):
    """Figures for the files, and for the tracking numbers in them."""
    return [*_measure_writing(), _measure_memory(), _measure_reading(context)] + (
        _measure_shipping(context)
    )


def make_rows(count):
    """Yield the cells of rows as an agent gets them."""
    for number in range(count):
        yield [
            f"L{number:016x}",
            "发货",
            f"9007199254{number:08}",
            f"YS16{number % 997:03}-BLK-M",
            "复古羽绒服中长款",
            "黑色, M",
            float(number % 3 + 1),
            "韩梅梅",
            f"138{number:08}",
            "江苏省",
            "苏州市",
            f"人民路{number % 999}号阳光花园3幢1单元",
            "周桂",
            "中通快递",
            "",
        ]


def write_ours(target, count):
    """Write rows as an exchange file."""
    module = _load_workbook_writer()
    columns = [(source, source, 12) for source in SOURCES]
    book = module.ExchangeWorkbook(
        columns, "发货单", "已取消", ["中通快递", "圆通速递"]
    )
    book.write_xlsx(target, make_rows(count), count)


def _load_workbook_writer():
    """Import the writer alone, without Odoo around it: the files are weighed."""
    name = "exchange_report"
    if name not in sys.modules:
        package = types.ModuleType(name)
        package.__path__ = [str(REPORT)]
        sys.modules[name] = package
    return importlib.import_module(f"{name}.exchange_workbook")


def _write_raw(target, count):
    with xlsxwriter.Workbook(target, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, SOURCES)
        for number, row in enumerate(make_rows(count), start=1):
            page.write_row(number, 0, row)


def _time(act, *args):
    start = time.perf_counter()
    result = act(*args)
    return time.perf_counter() - start, result


def _figure(name, numerator, denominator, unit="s", **extra):
    return {
        "name": name,
        "ratio": numerator / denominator,
        "numerator": numerator,
        "denominator": denominator,
        "unit": unit,
        **extra,
    }


def _measure_writing():
    ours, raw = [], []
    for _round in range(ROUNDS):
        for write, took in ((write_ours, ours), (_write_raw, raw)):
            with tempfile.TemporaryFile() as target:
                took.append(_time(write, target, ROWS)[0])
    name = f"write {ROWS:,} rows of {COLUMNS} columns / xlsxwriter alone"
    return [_figure(name, statistics.median(ours), statistics.median(raw))]


def _measure_memory():
    """Peak memory of a process of its own; the rows are made while they are written."""
    few, many = (_peak(count) for count in (FEW, MANY))
    return _figure(f"memory for {MANY:,} rows / {FEW:,}", many, few, "MiB")


def _peak(count):
    lines = subprocess.run(
        [sys.executable, "-m", "benchmarks.exchange_files", str(count)],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    return float(lines[-1])


def _measure_reading(context):
    with context.environment():
        from odoo.addons.brand_outlet import workbook

    target = io.BytesIO()
    write_ours(target, ROWS)
    content = target.getvalue()
    ours, plain = [], []
    for _round in range(ROUNDS):
        ours.append(_time(workbook.read_sheets, content, "back.xlsx")[0])
        plain.append(_time(_read_plain, content)[0])
    return _figure(
        f"read {ROWS:,} rows back / openpyxl read-only",
        statistics.median(ours),
        statistics.median(plain),
    )


def _read_plain(content):
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return [list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets]


# --- shipping ---------------------------------------------------------------------


def _measure_shipping(context):
    with context.environment() as env:
        world = _make_world(env)
        _make_orders(env, world, ONE_BY_ONE)
        env["exchange.file"].generate()
        pickings = env["stock.picking"].search([("dispatch_state", "=", "exported")])
        one_by_one, _done = _time(_ship_one_by_one, env, pickings)
    with context.environment() as env:
        world = _make_world(env)
        _make_orders(env, world, BY_FILE)
        making, _ids = _time(env["exchange.file"].generate)
        record = env["exchange.file"].search([], limit=1)
        content = _fill_in(record.attachment_id.raw)
        checking, back = _time(_check, env, content, world["agent"])
        queries = env.cr.sql_log_count
        shipping, _done = _time(_apply, env, back)
        queries = env.cr.sql_log_count - queries
        if back.count_done != BY_FILE:
            raise ValueError(f"not all rows shipped: {back.line_ids[:1].message}")
    numbers = f"{BY_FILE} numbers by file"
    plain = one_by_one / ONE_BY_ONE * BY_FILE
    return [
        _figure(f"ship {numbers} / one by one", shipping, plain, queries=queries),
        _figure(f"ship {numbers}, checking included", shipping + checking, plain),
        _figure(f"make the file of {BY_FILE} dispatches / ship them", making, shipping),
    ]


def _make_world(env):
    owner, agent, keeper, consumer = env["res.partner"].create(
        [
            {"name": f"Bench {n}", "ref": f"BENCH{n}", "is_company": n < 2}
            for n in range(4)
        ]
    )
    consumer.write(
        {
            "country_id": env.ref("base.cn").id,
            "state_id": env.ref("base.state_cn_SH").id,
        }
    )
    brand = env["product.brand"].create({"name": "Bench", "partner_id": owner.id})
    contract = env["brand.contract"].create(
        {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
    )
    contract.action_activate()
    warehouse = env["stock.warehouse"].create(
        {
            "name": "Bench",
            "code": "BNCH",
            "agent_id": agent.id,
            "partner_id": keeper.id,
            "exchange_mode": "offline",
        }
    )
    products = env["product.product"].create(
        [
            {
                "name": f"Coat {n}",
                "default_code": f"BENCH-{n:03}",
                "style_code": f"BENCH-{n:03}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": brand.id,
            }
            for n in range(50)
        ]
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, BY_FILE, owner_id=agent
        )
    place = env["outlet.place"].create(
        {"name": "Bench", "owner_id": keeper.id, "place_type": "online_shop"}
    )
    return {"agent": agent, "consumer": consumer, "products": products, "place": place}


def _make_orders(env, world, count):
    products = world["products"]
    orders = env["sale.order"].create(
        [
            {
                "partner_id": world["consumer"].id,
                "place_id": world["place"].id,
                "order_line": [
                    (
                        0,
                        0,
                        {
                            "product_id": products[n % len(products)].id,
                            "product_uom_qty": 1,
                            "price_unit": 50.0,
                        },
                    )
                ],
            }
            for n in range(count)
        ]
    )
    orders.action_confirm()
    env.flush_all()
    env.invalidate_all()


def _ship_one_by_one(env, pickings):
    courier = env.ref("agent_dropship.courier_zto")
    for number, picking in enumerate(pickings):
        picking._ship(courier, f"75{number:012}")
        env.flush_all()
        env.invalidate_all()


def _fill_in(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    header = [cell.value for cell in sheet[1]]
    courier, tracking = header.index("快递公司") + 1, header.index("快递单号") + 1
    for number in range(2, sheet.max_row + 1):
        sheet.cell(number, courier).value = "中通"
        sheet.cell(number, tracking).value = f"75{number:012}"
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()


def _check(env, content, agent):
    record = env["outlet.import"].create(
        {
            "kind": "tracking",
            "file": base64.b64encode(content),
            "filename": "back.xlsx",
            "agent_id": agent.id,
        }
    )
    record.action_check()
    env.flush_all()
    env.invalidate_all()
    return record


def _apply(env, record):
    while record.apply_next(BATCH)["remaining"]:
        env.flush_all()
        env.invalidate_all()
    env.flush_all()


if __name__ == "__main__":
    with tempfile.TemporaryFile() as file:
        write_ours(file, int(sys.argv[1]))
    # the highest of this process alone; what getrusage tells is the parent's, too
    status = Path("/proc/self/status").read_text()
    kilobytes = int(re.search(r"VmHWM:\s+(\d+)", status)[1])
    sys.stdout.write(f"{kilobytes / 1024:.1f}\n")
