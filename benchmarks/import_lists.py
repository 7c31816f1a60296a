"""Lists as agents and the operator send them: 500 lots, 20,000 brands.

The yardsticks are lots made one by one, and brands made by the plain ORM; a brand is
then looked for as the screen does it, among 20,000 and among a hundred.
"""

import base64
import io
import statistics
import time

import xlsxwriter

LOTS = 500
PLAIN_LOTS = 50
BRANDS = 20_000
FEW_BRANDS = 100
BATCH = 1000
SEARCHES = 30


def run(context):
    """Figures for 500 lots, for 20,000 brands and for finding one of them."""
    with context.environment() as env:
        lots = _measure_lots(env)
    with context.environment() as env:
        brands = _measure_brands(env)
    return [lots, *brands]


def _measure_lots(env):
    contract = _make_contract(env)
    categories = env["product.category"].create(
        [{"name": f"Bench {number}"} for number in range(PLAIN_LOTS)]
    )
    env.flush_all()
    start = time.perf_counter()
    for category in categories:
        vals = {"contract": contract, "category": category}
        lot = env["outlet.offer"]._create_lots([vals | {"pieces": 9, "tag_price": 9.0}])
        lot.action_publish()
        env.flush_all()
    plain = (time.perf_counter() - start) * LOTS / PLAIN_LOTS
    rows = [[f"品类{n % 40}", 100 + n, 10 + n, f"第{n}批"] for n in range(LOTS)]
    took, queries, record = _bring_in(
        env, ("品类", "数量", "价格", "备注"), rows, agent_id=contract.agent_id.id
    )
    if record.count_done != LOTS:
        raise ValueError(f"not all lots came in: {record.line_ids[:1].message}")
    return {
        "name": "import 500 lots from four columns / lots one by one",
        "ratio": took / plain,
        "numerator": took,
        "denominator": plain,
        "unit": "s",
        "queries": queries,
    }


def _make_contract(env):
    company, agent = env["res.partner"].create(
        [
            {"name": "Bench brand", "is_company": True},
            {"name": "Bench agent", "is_company": True, "ref": "BENCH-AGENT"},
        ]
    )
    brand = env["product.brand"].create({"name": "Bench", "partner_id": company.id})
    contract = env["brand.contract"].create(
        {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
    )
    contract.action_activate()
    if "agent_id" in env["stock.warehouse"]._fields:
        env["stock.warehouse"].create(
            {
                "name": "Bench hall",
                "code": "BHALL",
                "agent_id": agent.id,
                "partner_id": env["res.partner"].create({"name": "Hall"}).id,
            }
        )
    return contract


def _measure_brands(env):
    Brand = env["product.brand"]
    start = time.perf_counter()
    Brand.create([{"name": f"普通品牌{n:05}"} for n in range(FEW_BRANDS)])
    env.flush_all()
    plain = (time.perf_counter() - start) * BRANDS / FEW_BRANDS
    among_few = _search(env, "00042")
    rows = [[f"美妆品牌{n:05}", "ABC"[n % 3]] for n in range(BRANDS)]
    took, queries, record = _bring_in(env, ("品牌", "品牌等级"), rows)
    if record.count_done != BRANDS:
        raise ValueError(f"not all brands came in: {record.line_ids[:1].message}")
    env.cr.execute("ANALYZE product_brand")
    among_many = _search(env, "19042")
    return [
        {
            "name": "import 20,000 brands / the plain ORM",
            "ratio": took / plain,
            "numerator": took,
            "denominator": plain,
            "unit": "s",
            "queries": queries,
        },
        {
            "name": "find a brand among 20,000 / among a hundred",
            "ratio": among_many / among_few,
            "numerator": among_many,
            "denominator": among_few,
            "unit": "ms",
        },
    ]


def _search(env, text):
    """Milliseconds of a name search, in the middle of many."""
    took = []
    for _round in range(SEARCHES):
        env.invalidate_all()
        start = time.perf_counter()
        found = env["product.brand"].name_search(text, limit=8)
        took.append(1000 * (time.perf_counter() - start))
        if not found:
            raise ValueError(f"{text} was not found")
    return statistics.median(took)


def _bring_in(env, headers, rows, **values):
    """Upload, check and apply; return seconds, queries and the import."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        page = book.add_worksheet()
        for index, row in enumerate([headers, *rows]):
            page.write_row(index, 0, row)
    queries, start = env.cr.sql_log_count, time.perf_counter()
    record = env["outlet.import"].create(
        {"file": base64.b64encode(output.getvalue()), "filename": "list.xlsx", **values}
    )
    record.action_check()
    while record.apply_next(BATCH)["remaining"]:
        env.flush_all()
        env.invalidate_all()
    env.flush_all()
    return time.perf_counter() - start, env.cr.sql_log_count - queries, record
