"""Sessions of today and tomorrow for the demo: one is open, the others come."""

import datetime

from . import paths

DAY = paths.ROOT / "tests" / "data" / "orders_day.xlsx"
TIME_ZONE = "Asia/Shanghai"
ARTICLES = 6
PRICE_RATIO, QUOTA_RATIO = 40, 60


def plan(env):
    """One session that has just opened, and those of the slots until tomorrow."""
    from odoo import fields

    now = fields.Datetime.now().replace(second=0)
    lots = _choose(env)
    slots = env["outlet.session.slot"].search([], order="hour")
    sessions = [_open_now(env, now)]
    today = fields.Date.context_today(slots.with_context(tz=TIME_ZONE))
    for day in (today, today + datetime.timedelta(days=1)):
        for slot in slots:
            if slot._get_times(day)[0] > now:
                values = {"slot_id": slot.id, "day": day}
                sessions.append(env["outlet.session"].create(values))
    for number, session in enumerate(sessions):
        _enrol(env, session, lots[number * ARTICLES : (number + 1) * ARTICLES])
        # the last one waits for the operator
        if session != sessions[-1] and session.line_ids:
            session.action_approve_and_publish()


def _open_now(env, now):
    return env["outlet.session"].create(
        {
            "name": "限时专场",
            "slot_id": False,
            "day": False,
            "date_start": now - datetime.timedelta(minutes=20),
            "date_end": now + datetime.timedelta(hours=6),
        }
    )


def _choose(env):
    """[(offer, {(article, warehouse): pieces})], most pieces first, a style once.

    Only articles that the orders of the sample day do not want: what is held for a
    session must not be missing there.
    """
    wanted = _wanted_skus()
    quotas = env["outlet.session.quota"]
    found = []
    for agent, offers in (
        env["outlet.offer"].search(_everywhere()).grouped("agent_id")
    ).items():
        products = offers.product_tmpl_id.product_variant_ids
        products = products.filtered(lambda one: one.default_code not in wanted)
        free = quotas._read_free(agent, products)
        for offer in offers:
            ids = set(offer.product_tmpl_id.product_variant_ids.ids)
            pieces = {
                pair: int(count * QUOTA_RATIO / 100)
                for pair, count in free.items()
                if pair[0] in ids and count > 3
            }
            if pieces:
                found.append((offer, pieces))
    found.sort(key=lambda lot: (-sum(lot[1].values()), lot[0].id))
    styles = set()
    return [
        lot
        for lot in found
        if lot[0].product_tmpl_id not in styles
        and not styles.add(lot[0].product_tmpl_id)
    ]


def _everywhere():
    """Domain of what may be sent to every province, so that any address will do."""
    return [("state", "=", "published"), ("contract_id.region_mode", "=", "all")]


def _wanted_skus():
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(DAY))
    return {
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    }


def _enrol(env, session, lots):
    bands = env["outlet.guard"]._get_band(
        env["outlet.offer"].union(*(offer for offer, _pieces in lots))
    )
    for offer, pieces in lots:
        price = round(offer.tag_price * PRICE_RATIO / 100)
        env["outlet.session.line"].create(
            {
                "session_id": session.id,
                "offer_id": offer.id,
                "price": max(price, bands[offer.id].floor),
                "buyer_limit": 2,
                "quota_ids": [
                    (0, 0, {"product_id": product, "warehouse_id": house, "quota": n})
                    for (product, house), n in pieces.items()
                ],
            }
        )
