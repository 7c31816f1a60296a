"""What else is shared out in the demo's last month.

Freight, coupons a brand pays for, money for annoyances, a penalty, and returns beyond
what an agent earned.
"""

import datetime

FREIGHT, COUPON = 12.0, 30.0
# number of the order: freight is paid on it, or a coupon of its brand is used
WITH_FREIGHT, WITH_COUPON = range(2, 36, 5), range(0, 36, 4)
# (case of the order, who bears it, amount, what happened)
ANNOYANCES = (
    (3, "agent", 25.0, "收到的衣服有折痕，顾客留下商品。"),
    (8, "brand", 40.0, "领口走线不齐，品牌方认可补偿。"),
    (13, "agent", 60.0, "顾客说少发了腰带。"),
)
TAKEN_BACK = "顾客找到了腰带，撤回投诉"
PENALTY = 20.0
CLAWBACK_LIMIT = 300.0


def add(order, number):
    """Freight or a coupon on one order of the month, before it is confirmed."""
    env = order.env
    goods = order.order_line[:1]
    brand = goods.product_id.product_brand_id
    if number in WITH_FREIGHT:
        courier = env["delivery.carrier"].search([("is_courier", "=", True)], limit=1)
        _add_line(order, courier.product_id, "快递费", FREIGHT, is_delivery=True)
    if number in WITH_COUPON and brand.partner_id:
        _add_line(order, _get_coupon(env), f"{brand.name}品牌券", -COUPON)
        order.share_funder_id = brand.partner_id
        goods.funded_part = COUPON


def _get_coupon(env):
    products = env["product.product"]
    return products.search([("name", "=", "品牌券")], limit=1) or products.create(
        {"name": "品牌券", "type": "service", "sale_ok": False, "taxes_id": False}
    )


def _add_line(order, product, name, amount, **values):
    line = {
        "product_id": product.id,
        "name": name,
        "price_unit": amount,
        "tax_ids": [(5,)],
        **values,
    }
    order.order_line = [(0, 0, line)]


def complain(env, orders, finance):
    """Customers keep what annoyed them; one complaint was a mistake."""
    for number, bearer, amount, words in ANNOYANCES:
        order = orders[number : number + 1]
        if not order:
            return
        case = env["outlet.case"]._open("complaint", order, note=words)[:1]
        case.bearer = bearer
        case._compensate(amount)
        case._solve("已补偿")
    entry = case._get_compensation_entries()[:1].with_user(finance)
    entry._take_back(TAKEN_BACK)


def punish(env, orders):
    """One dispatch left late, by an agent whose contract names a price for that."""
    parcel = orders[5:6]._get_dispatches()[:1]
    terms = env["agent.terms"].search(
        [("agent_id", "=", parcel.agent_id.id), ("state", "=", "accepted")], limit=1
    )
    if terms:
        stricter = terms.copy({"penalty_late": PENALTY})
        stricter.action_send()
        stricter._put_in_force()
        env["agent.event"]._log("late_ship", parcel)


def carry_forward(env, agent, order, before, start):
    """What came back was paid already: deducted later, up to a limit each time.

    :param before: the shares of the order before it came back
    :param start: the first day of the month in which it did
    """
    env["settlement.terms"].create(
        {
            "partner_id": agent.id,
            "role": "agent",
            "date_from": start,
            "cycle": "month",
            "clawback_limit": CLAWBACK_LIMIT,
        }
    )
    _make_older(env, order.order_line.share_entry_ids - before, start)


def _make_older(env, entries, day):
    """It came back in the first days of the month."""
    day += datetime.timedelta(days=6)
    env.flush_all()
    env.cr.execute(
        "UPDATE stock_move SET date = %s WHERE id = ANY(%s)",
        [datetime.datetime.combine(day, datetime.time(3)), entries.move_id.ids],
    )
    env.cr.execute(
        "UPDATE share_entry SET date = %s WHERE id = ANY(%s)", [day, entries.ids]
    )
    env.invalidate_all()
