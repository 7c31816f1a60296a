"""The last month of the demo: sold, shipped, delivered, settled, paid at the bank.

What an accountant finds on the first of a month: statements in every state, the bank's
lines of what is paid, and one agent whose tax invoice is still to come.
"""

import datetime
import random

from . import demo_extras, demo_parcels, demo_settle, demo_terms

ORDERS = 36
HOUR = datetime.timedelta(hours=1)
PLACES = (
    "有赞·阿梅的衣橱",
    "小红书·衣橱研究所",
    "微信群接龙·三中家长群",
    "蓉姐的姐妹群",
    "老高社区店",
)
CONSUMERS = (
    ("陈淑芬", "13900010001", "天津市", "天津市", "和平区南京路128号"),
    ("王晓燕", "13900010002", "江苏省", "苏州市", "姑苏区观前街66号"),
    ("李春梅", "13900010003", "广东省", "广州市", "越秀区北京路238号"),
    ("张慧敏", "13900010004", "四川省", "成都市", "锦江区春熙路29号"),
    ("赵文静", "13900010005", "湖北省", "武汉市", "江汉区江汉路112号"),
    ("刘亚楠", "13900010006", "陕西省", "西安市", "碑林区南大街52号"),
)


def make(env):
    """Play the last month; nothing happens where goods or people are missing."""
    finance = env["res.users"].search([("login", "=", "finance")])
    today = env.company._get_local_today()
    end = today.replace(day=1) - datetime.timedelta(days=1)
    start = end.replace(day=1)
    orders = _sell(env, start, end)
    if not orders or not finance:
        return
    env.cr.commit()
    _owe(env, start, finance, today)
    _give_back(orders)
    demo_extras.complain(env, orders, finance)
    demo_extras.punish(env, orders)
    statements = env["settlement.statement"].generate(start, end)
    demo_settle.settle(statements.with_user(finance), today)
    demo_settle.bring_fee(env, today)
    demo_terms.make(env, statements.with_user(finance), today)


# --- the trade ------------------------------------------------------------------------


def _sell(env, start, end):
    """Orders of all days of the month, each delivered two or three days later."""
    chance = random.Random(31)
    places = env["outlet.place"].search([("name", "in", PLACES)], order="id")
    consumers = _make_consumers(env)
    goods = _find_goods(env, chance)
    if not places or not goods:
        return env["sale.order"]
    quiet = env["sale.order"].with_context(tracking_disable=True)
    days = (end - start).days - 3
    orders = quiet.browse()
    for number in range(min(ORDERS, len(goods))):
        offer, article = goods[number]
        place = places[number % len(places)]
        order = quiet.create(
            _order_values(place, consumers[number % 6], offer, article)
        )
        demo_extras.add(order, number)
        order.action_confirm()
        if not order._get_dispatches():
            order._action_cancel()
            continue
        day = start + datetime.timedelta(days=number * days // ORDERS)
        _deliver(order, datetime.datetime.combine(day, datetime.time(2, number % 60)))
        orders += order
    return orders


def _owe(env, start, finance, today):
    """An agent was paid for an order that came back a month later."""
    agent = env["outlet.offer"].search([]).agent_id.filtered("ref").sorted("ref")[6:7]
    offers = env["outlet.offer"].search(
        [("state", "=", "published"), ("agent_id", "=", agent.id)], order="id"
    )
    place = env["outlet.place"].search([("name", "=", PLACES[0])], limit=1)
    found = [
        (offer, quant.product_id) for offer in offers for quant in _read_quants(offer)
    ]
    if not found or not place:
        return
    consumer = env["res.partner"].search([("phone", "=", CONSUMERS[0][1])], limit=1)
    values = _order_values(place, consumer, *found[0])
    order = env["sale.order"].with_context(tracking_disable=True).create(values)
    order.action_confirm()
    day = start - datetime.timedelta(days=12)
    _deliver(order, datetime.datetime.combine(day, datetime.time(2)))
    end = start - datetime.timedelta(days=1)
    statements = env["settlement.statement"].generate(end.replace(day=1), end)
    for statement in statements.with_user(finance):
        if statement.state == "draft":
            demo_settle.bring_to(statement, "paid", "", today)
    entries = order.order_line.share_entry_ids
    _bring_back(order, order.order_line.product_uom_qty)
    demo_extras.carry_forward(env, agent, order, entries, start)


def _make_consumers(env):
    states = env["res.country.state"].search([("country_id.code", "=", "CN")])
    by_name = {state.with_context(lang="zh_CN").name: state for state in states}
    return env["res.partner"].create(
        [
            {
                "name": name,
                "phone": phone,
                "country_id": env.ref("base.cn").id,
                "state_id": by_name[state].id if state in by_name else False,
                "city": city,
                "street": street,
            }
            for name, phone, state, city, street in CONSUMERS
        ]
    )


def _find_goods(env, chance):
    """Articles that lie in the warehouses of six agents, in turn, with their offers."""
    offers = env["outlet.offer"].search(
        [("state", "=", "published"), ("audience", "=", "all")], order="id"
    )
    agents = offers.agent_id.filtered("ref").sorted("ref")[:6]
    queues = []
    for agent in agents:
        own = offers.filtered(lambda offer, agent=agent: offer.agent_id == agent)
        found = [
            (offer, quant.product_id)
            for offer in own
            for quant in _read_quants(offer)[:1]
        ]
        chance.shuffle(found)
        queues.append(found[: -(-ORDERS // 6)])
    return [one for turn in zip(*queues, strict=False) for one in turn]


def _read_quants(offer):
    """What lies there in plenty, so that desks of today have enough left."""
    quants = offer.env["stock.quant"].search(
        [
            ("owner_id", "=", offer.agent_id.id),
            ("product_id", "in", offer.product_tmpl_id.product_variant_ids.ids),
            ("location_id.usage", "=", "internal"),
            ("quantity", ">", 4),
        ],
        order="quantity desc, id",
    )
    return quants.filtered(lambda quant: quant.available_quantity > 4)


def _order_values(place, consumer, offer, article):
    line = {
        "product_id": article.id,
        "product_uom_qty": 1 + article.id % 2,
        "price_unit": offer.suggested_price,
        "wanted_offer_id": offer.id,
    }
    values = {
        "partner_id": consumer.id,
        "place_id": place.id,
        "order_line": [(0, 0, line)],
    }
    contract = place._get_seller_contract()
    if contract.mode == "link":
        values["link_id"] = contract._get_link(article.product_tmpl_id).id
    return values


def _deliver(order, ordered):
    """Let the order have been placed then, and its parcels have gone their way."""
    env = order.env
    courier = env["delivery.carrier"].search([("is_courier", "=", True)], limit=1)
    parcels = order._get_dispatches()
    for parcel in parcels:
        parcel.action_accept()
        parcel._ship(
            parcel.carrier_id or courier, f"SF{parcel.id * 7919 + 1402026000000}"
        )
        parcel.delivered_at = ordered + 50 * HOUR
    env.flush_all()
    env.cr.execute(
        "UPDATE sale_order SET date_order = %s, create_date = %s WHERE id = %s",
        [ordered, ordered, order.id],
    )
    env.cr.execute(
        "UPDATE stock_picking SET create_date = %s, accepted_at = %s, date_done = %s,"
        " accept_by = %s, ship_by = %s WHERE id = ANY(%s)",
        [
            ordered,
            ordered + HOUR,
            ordered + 8 * HOUR,
            ordered + 4 * HOUR,
            ordered + 24 * HOUR,
            parcels.ids,
        ],
    )
    env.invalidate_all()
    parcels._on_delivered()
    for parcel in parcels.filtered("track_ids"):
        demo_parcels.tell_one(parcel, demo_parcels.JOURNEY, ordered + 51 * HOUR)


def _give_back(orders):
    """Two customers of last month send goods back now: the next statement has it."""
    for order in orders[4::15][:2]:
        _bring_back(order, 1)


def _bring_back(order, pieces):
    parcel = order._get_dispatches()[:1]
    wizard = order.env["stock.return.picking"].with_context(
        active_id=parcel.id, active_ids=parcel.ids, active_model="stock.picking"
    )
    wizard = wizard.create({"picking_id": parcel.id})
    wizard.product_return_moves[:1].quantity = pieces
    back = wizard._create_return()
    back.move_ids.quantity = pieces
    back.move_ids.picked = True
    back._action_done()
