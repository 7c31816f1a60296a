"""How long it takes to bring in 50,000 resellers of one agent and 80,000 leads.

Run in a shell of a database with reseller_network; everything is rolled back::

    odoo shell -c odoo.conf -d outlet --no-http < benchmarks/join_lists.py

The workbook is the real one: read, checked, brought in batch by batch.
"""

import base64
import io
import time

import xlsxwriter

RESELLERS = 50_000
LEADS = 80_000
BATCH = 1_000


def make_file(headers, rows):
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"constant_memory": True}) as book:
        page = book.add_worksheet("名单")
        for number, row in enumerate([headers, *rows]):
            page.write_row(number, 0, row)
    return base64.b64encode(output.getvalue())


def bring_in(env, name, headers, rows, **vals):
    record = env["outlet.import"].create(
        {"filename": f"{name}.xlsx", "file": make_file(headers, rows), **vals}
    )
    started = time.monotonic()
    record.action_check()
    env.flush_all()
    checked = time.monotonic()
    while record.apply_next(BATCH)["remaining"]:
        env.invalidate_all()
    env.flush_all()
    done = time.monotonic()
    print(
        f"{name}: {record.count_done} rows, checked in {checked - started:.0f} s, "
        f"brought in in {done - checked:.0f} s"
    )


def measure(env):
    agent = env["brand.contract"].search([("state", "=", "active")], limit=1).agent_id
    resellers = (
        [f"小店{number}", f"137{number:08d}", f"群{number}", "天津", "", ""]
        for number in range(RESELLERS)
    )
    headers = ("店名", "手机号", "群名", "城市", "模式", "小店主等级")
    bring_in(env, "resellers", headers, resellers, agent_id=agent.id)
    leads = (
        [f"线索{number}", f"138{number:08d}", "北京", "地推", "是"]
        for number in range(LEADS)
    )
    bring_in(env, "leads", ("姓名", "手机号", "城市", "来源", "是否同意"), leads)
    invitation = env["reseller.invitation"].create(
        {"name": "bench", "upstream_id": agent.id or env.company.partner_id.id}
    )
    answers = {
        "name": "小店",
        "phone": "13999999999",
        "mode": "shop",
        "place_type": "group",
        "reach": "group",
    }
    started = time.monotonic()
    application = env["reseller.application"]._apply(invitation, answers)
    application._accept_upstream()
    env.flush_all()
    print(f"apply and approve beside them: {time.monotonic() - started:.2f} s")
    started = time.monotonic()
    env["reseller.contract"].search_fetch(
        [("upstream_id", "=", invitation.upstream_id.id), ("state", "=", "active")],
        ["reseller_id", "grade_id", "state"],
        limit=80,
    )
    print(f"first page of the agent's resellers: {time.monotonic() - started:.2f} s")
    env.cr.rollback()


measure(env)  # noqa: F821 - given by the shell
