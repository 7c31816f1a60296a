"""Files of the offline agents for the demo: one answered, one with a wrong row."""

import base64
import datetime
import io

from . import demo_orders

COURIERS = "顺丰", "老王快递"


def make(orders, now):
    """Export what the offline agents have to ship, and let two of them answer."""
    env = orders.env
    waiting = orders.picking_ids.filtered(
        lambda dispatch: (
            dispatch.dispatch_state == "new"
            and dispatch.picking_type_id.warehouse_id.exchange_mode == "offline"
        )
    )
    slot = now.replace(hour=2, minute=0, second=0, microsecond=0)
    slot -= datetime.timedelta(days=1)
    agents = waiting.agent_id.sorted("ref")
    for number, agent in enumerate(agents):
        if not number:
            _make_layout(env, agent)
        # the demo's clock has stopped at the slot; the ledger is the system's own
        record = env["exchange.file"].sudo()._generate_for(agent, slot)
        if number < len(COURIERS):
            _answer(record.with_env(env), now, wrong_last=bool(number))


def _make_layout(env, agent):
    """The agent's own program wants other columns than everybody's."""
    sample = env.ref("agent_dropship.exchange_layout_regent")
    env["exchange.layout"].create({"agent_id": agent.id, **sample._get_copied_vals()})


def _answer(record, now, wrong_last):
    """The agent fills in what is older than a day and sends the file back."""
    env = record.env
    lines = record.line_ids.filtered(lambda line: _is_old(line, now))
    if not lines:
        return
    back = env["outlet.import"].create(
        {
            "kind": "tracking",
            "agent_id": record.agent_id.id,
            "filename": f"{record.name}-回传.xlsx",
            "file": base64.b64encode(_fill_in(record, lines, wrong_last)),
        }
    )
    back.action_check()
    while back.apply_next()["remaining"]:
        env.cr.commit()


def _is_old(line, now):
    age = now - line.picking_id.sale_id.date_order
    return age > datetime.timedelta(hours=demo_orders.SHIPPED_BEFORE)


def _fill_in(record, lines, wrong_last):
    import openpyxl

    layout = record.env["exchange.layout"]._get_for(record.agent_id, record.company_id)
    at = {
        column.source: number
        for number, column in enumerate(layout.column_ids.sorted("sequence"), start=1)
    }
    book = openpyxl.load_workbook(io.BytesIO(record.attachment_id.raw))
    sheet = book.worksheets[0]
    last = lines[-1].key
    keys = {line.key: line for line in lines}
    for number in range(2, sheet.max_row + 1):
        line = keys.get(sheet.cell(number, at["key"]).value)
        if line:
            is_wrong = wrong_last and line.key == last
            # one parcel of a dispatch has one number
            tracking = f"{1402026000000 + line.picking_id.id * 7919}"
            sheet.cell(number, at["courier"]).value = COURIERS[is_wrong]
            sheet.cell(number, at["tracking"]).value = tracking
    output = io.BytesIO()
    book.save(output)
    return output.getvalue()
