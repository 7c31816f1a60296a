"""Members of the demo shop who bought for eight months, and whom it wrote to since.

Sold at the till as a cashier sells, day by day; only the dates are set afterwards.
Nothing is drawn by lot, every run makes the same.
"""

from datetime import timedelta
from uuid import NAMESPACE_URL, uuid5

from odoo import fields
from odoo.fields import Command

NAMES = (
    "赵雨桐 钱思远 孙佳怡 李沐阳 周若曦 吴承轩 郑可欣 王子墨 冯雅静 陈嘉树 "
    "褚晓彤 卫明哲 蒋诗涵 沈天佑 韩梦琪 杨景行 朱语嫣 秦博文 尤美玲 许文昊 "
    "何欣妍 吕志远 施婉清 张亦凡 孔令仪 曹俊杰 严思敏 华子轩 金雨薇 魏建平 "
    "陶然 姜晓峰 戚雪 谢宇航 邹丽华 喻明月 柏青 水静宜 窦志强 章雨欣 "
    "云飞 苏慧 潘国栋 葛晓燕 奚文静 范思哲 彭丽 郎平安"
).split()
# days ago on which the till was open, and which members (number modulo) came then
DAYS = (
    (235, 6, 0),
    (205, 6, 1),
    (170, 5, 0),
    (140, 5, 1),
    (110, 4, 1),
    (85, 4, 0),
    (66, 6, 2),
    (52, 4, 2),
    (38, 5, 2),
    (24, 5, 3),
    (16, 7, 1),
    (9, 7, 3),
    (4, 8, 5),
)
ISSUED_AGO = 21
USED = 5
# who was there last so many days ago; every third member stayed away since
QUIET = 60


def make(env):
    """Make members, what they bought, tags, segments and one issue that is over."""
    till = env.ref("wechat_member.pos_config_tongzhou", raise_if_not_found=False)
    if not till or env["member.segment"].search_count([]):
        return
    env = env(context=dict(env.context, tracking_disable=True))
    members = _make_members(env, till.company_id)
    goods = env["product.product"].search(
        [("default_code", "=like", "TZ-%"), ("available_in_pos", "=", True)], order="id"
    )
    _sort_goods(env, goods)
    for ago, every, rest in DAYS:
        comers = [
            (number, member)
            for number, member in enumerate(members)
            if number % every == rest % every and (number % 3 or ago > QUIET)
        ]
        _open_day(till, ago, comers, goods)
    company = till.company_id
    env["member.activity"]._rebuild(company)
    tags = env["member.tag"].with_context(lang="zh_CN")
    tags.create(tags._prepare_suggested(company))
    tags._compute_company(company)
    segments = _make_segments(env, company)
    _issue(env, till, segments[0], goods)


def _make_members(env, company):
    return env["res.partner"].create(
        [
            {
                "name": name,
                "is_member": True,
                "member_phone": f"137{10000000 + number * 1357:08d}",
                "member_company_id": company.id,
                "member_consent": number % 6 != 4,
                "member_birthday": f"{1975 + number % 28}-{number % 12 + 1:02d}-15",
                "lang": "zh_CN",
                "city": "北京",
            }
            for number, name in enumerate(NAMES)
        ]
    )


def _sort_goods(env, goods):
    """Give goods of the shop the categories that tags go by."""
    names = {"CS": "上装", "ZZ": "上装", "TX": "上装", "NZ": "下装"}
    categories = env["product.category"].create(
        [{"name": name} for name in ("上装", "下装", "配饰")]
    )
    by_name = {category.name: category for category in categories}
    for product in goods.filtered(lambda product: not product.categ_id):
        name = names.get(product.default_code[3:5], "配饰")
        product.categ_id = by_name[name]


def _open_day(till, ago, comers, goods):
    """Open the till, sell to those who came, close it; then it was days ago."""
    session = _open(till)
    orders = till.env["pos.order"]
    for number, member in comers:
        lines = [
            (goods[(number + ago + place) % len(goods)], 1 + (number + ago) % 2)
            for place in range(1 + number % 2)
        ]
        orders |= _sell(session, member, lines, f"{ago}-{number}")
    _close(session, orders, ago)


def _open(till):
    cashier = till.env.ref("wechat_member.user_cashier")
    till.with_user(cashier).open_ui()
    session = till.current_session_id
    if session.state == "opening_control":
        session.set_opening_control(0, "")
    return session


def _close(session, orders, ago):
    opened = _opening(ago)
    for number, order in enumerate(orders):
        order.date_order = opened + timedelta(minutes=25 + number * 97 % 560)
    session.action_pos_session_closing_control()
    session.write({"start_at": opened, "stop_at": opened + timedelta(hours=10)})


def _opening(ago):
    """Return ten in the morning in China, so many days ago."""
    day = fields.Datetime.now() + timedelta(hours=8) - timedelta(days=ago)
    return day.replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(hours=8)


def _order_key(key):
    return str(uuid5(NAMESPACE_URL, f"demo-target-{key}"))


def _sell(session, member, goods, key, card=None, pay=None):
    """Send one order as the till sends it; return it.

    :param pay: the payment's own values, if it is not by card
    """
    lines = [_line(product, qty, product.list_price) for product, qty in goods]
    if card:
        lines.append(_take_off(card))
    total = sum(line[2]["price_subtotal_incl"] for line in lines)
    uuid = _order_key(key)
    method = session.payment_method_ids.filtered(lambda one: not one.is_cash_count)[:1]
    method = method or session.payment_method_ids[:1]
    now = fields.Datetime.to_string(fields.Datetime.now())
    values = {
        "name": f"订单 {key}",
        "uuid": uuid,
        "access_token": uuid,
        "state": "paid",
        "session_id": session.id,
        "company_id": session.company_id.id,
        "partner_id": member.id,
        "amount_total": total,
        "amount_tax": 0,
        "amount_paid": total,
        "amount_return": 0,
        "date_order": now,
        "pricelist_id": session.config_id.pricelist_id.id,
        "fiscal_position_id": False,
        "lines": lines,
        "payment_ids": [
            Command.create(
                {
                    "amount": total,
                    "name": now,
                    "payment_method_id": method.id,
                    **(pay or {}),
                }
            )
        ],
        "to_invoice": False,
        "user_id": session.user_id.id,
    }
    # who stands at the till redeems what the customer shows
    tills = session.env["pos.order"].with_user(session.user_id)
    sent = tills.sync_from_ui([values])["pos.order"]
    ids = [vals["id"] for vals in sent]
    orders = session.env["pos.order"].browse(ids)
    return orders.filtered(lambda order: order.uuid == uuid)


def _line(product, qty, price, **vals):
    amount = qty * price
    return Command.create(
        {
            "product_id": product.id,
            "qty": qty,
            "price_unit": price,
            "price_subtotal": amount,
            "price_subtotal_incl": amount,
            "discount": 0,
            "tax_ids": [],
            **vals,
        }
    )


def _take_off(card):
    reward = card.program_id.reward_ids[:1]
    return _line(
        reward.discount_line_product_id,
        1,
        -reward.discount,
        is_reward_line=True,
        reward_id=reward.id,
        coupon_id=card.id,
        reward_identifier_code="R1",
        points_cost=reward.required_points,
    )


def _make_segments(env, company):
    tags = env["member.tag"].search([("company_id", "=", company.id)])
    habit = {tag.habit: tag.id for tag in tags.filtered("habit")}
    month = f"{company._get_local_today().month:02d}"
    wishes = [
        ("沉睡会员", {"stage": "dormant"}),
        ("新客", {"stage": "new"}),
        ("潜在流失的高消费会员", {"stage": "risk", "spend_from": 500}),
        (
            "最近常来的会员",
            {"tag_ids": [Command.set([habit["111"], habit["110"]])]},
        ),
        ("本月生日", {"birthday_month": month}),
        ("从未消费", {"stage": "none"}),
    ]
    return env["member.segment"].create(
        [
            {"name": name, "company_id": company.id, "sequence": place, **criteria}
            for place, (name, criteria) in enumerate(wishes)
        ]
    )


def _issue(env, till, segment, goods):
    """Wake up who was dormant three weeks ago: some came back, with and without."""
    program = env.ref("wechat_member.program_300_50", raise_if_not_found=False)
    if not program:
        return
    issue = env["member.issue"].create(
        {
            "program_id": program.id,
            "segment_id": segment.id,
            "company_id": till.company_id.id,
            "holdout_percent": 20,
            "notify": False,
        }
    )
    issue.action_start()
    while issue.state == "running":
        issue._run_piece(500)
    began = fields.Datetime.now() - timedelta(days=ISSUED_AGO)
    issue.started_at = began
    targets = issue.target_ids
    users = targets.filtered("card_id")[:USED]
    others = targets.filtered(lambda one: one.group == "control")[:1]
    session = _open(till)
    orders = env["pos.order"]
    for place, target in enumerate(users):
        pieces = [(goods[place % len(goods)], 1), (goods[0], 1), (goods[1], 1)]
        orders |= _sell(
            session, target.partner_id, pieces, f"woken-{place}", target.card_id
        )
    for place, target in enumerate(others):
        orders |= _sell(session, target.partner_id, [(goods[0], 1)], f"anyway-{place}")
    _close(session, orders, ISSUED_AGO - 8)
    env["member.activity"]._rebuild(till.company_id)
    issue._measure()
