"""Very many resellers: lists brought in, and what is looked at among them.

50,000 resellers of one agent and 80,000 leads from the real workbooks, read, checked
and brought in batch by batch; the yardstick is the plain ORM making as many contacts.
Then the network has 200,000 resellers in force: the first page of their list, of one
agent's list, one seller's statement and the board of the network are held against the
same screens of a network of a tenth. Everything is rolled back.
"""

import base64
import io
import statistics
import time

import xlsxwriter

from . import network_data

RESELLERS = 50_000
LEADS = 80_000
BATCH = 1_000
PLAIN = 1_000
MANY = 200_000
ROUNDS = 5
PAGE = 80


def run(context):
    """Figures of the two imports, and of the screens among 200,000 resellers."""
    network = network_data.make(context)
    with context.environment() as env:
        lists = _measure_lists(env, network)
    with context.environment() as env:
        return lists + _measure_screens(env, network)


# --- lists ----------------------------------------------------------------------------


def _measure_lists(env, network):
    resellers = (
        [f"小店{number}", f"137{number:08d}", f"群{number}", "天津", "", ""]
        for number in range(RESELLERS)
    )
    leads = (
        [f"线索{number}", f"138{number:08d}", "北京", "地推", "是"]
        for number in range(LEADS)
    )
    plain = _make_contacts(env) / PLAIN
    return [
        _bring_in(
            env,
            plain,
            f"import {RESELLERS:,} resellers of one agent / as many plain contacts",
            ("店名", "手机号", "群名", "城市", "模式", "小店主等级"),
            resellers,
            RESELLERS,
            agent_id=network.agent,
        ),
        _bring_in(
            env,
            plain,
            f"import {LEADS:,} leads / as many plain contacts",
            ("姓名", "手机号", "城市", "来源", "是否同意"),
            leads,
            LEADS,
        ),
    ]


def _make_contacts(env):
    start = time.perf_counter()
    env["res.partner"].create(
        [{"name": f"联系人{n}", "phone": f"139{n:08d}"} for n in range(PLAIN)]
    )
    env.flush_all()
    return time.perf_counter() - start


def _bring_in(env, plain, name, headers, rows, count, **vals):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        page = book.add_worksheet("名单")
        for number, row in enumerate([headers, *rows]):
            page.write_row(number, 0, row)
    start = time.perf_counter()
    record = env["outlet.import"].create(
        {
            "filename": "名单.xlsx",
            "file": base64.b64encode(output.getvalue()),
            **vals,
        }
    )
    record.action_check()
    env.flush_all()
    checked = time.perf_counter() - start
    while record.apply_next(BATCH)["remaining"]:
        env.invalidate_all()
    env.flush_all()
    took = time.perf_counter() - start
    if record.count_done != count:
        raise ValueError(f"{count - record.count_done} rows did not come in")
    return {
        "name": name,
        "ratio": took / (plain * count),
        "numerator": took,
        "denominator": plain * count,
        "unit": "s",
        "checked": checked,
    }


# --- screens --------------------------------------------------------------------------


def _measure_screens(env, network):
    few = {name: _time(env, act) for name, act in _get_screens(env, network).items()}
    network_data.add_resellers(env, MANY - network.resellers, network.agent)
    many = {name: _time(env, act) for name, act in _get_screens(env, network).items()}
    return [
        {
            "name": f"{name}: {MANY:,} resellers / {network.resellers:,}",
            "ratio": many[name] / few[name],
            "numerator": many[name],
            "denominator": few[name],
            "unit": "ms",
        }
        for name in few
    ]


def _get_screens(env, network):
    contracts = env["reseller.contract"]
    seller = contracts.browse(network.shop)
    of_agent = [("upstream_id", "=", network.agent)]
    return {
        "list of resellers, first page": lambda: _read_page(contracts, []),
        "list of one agent's resellers": lambda: _read_page(contracts, of_agent),
        "a seller's month and statements": seller._earnings_sheet,
        "network at a glance": env["reseller.network.board"].get_board,
    }


def _read_page(contracts, domain):
    page = contracts.search_fetch(domain, limit=PAGE)
    contracts.search_count(domain, limit=10_000)
    return page.mapped("display_name")


def _time(env, act):
    took = []
    for _round in range(ROUNDS + 1):
        env.invalidate_all()
        start = time.perf_counter()
        act()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took[1:])
