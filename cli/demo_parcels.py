"""The ways of the demo's parcels: arrived, under way, and one that hangs."""

import datetime

# one order's page has a link that can be named in advance
PAGE_TOKEN = "shoutao-order-demo-page-001"
# (state, what the courier writes, part of the way that is over by then)
JOURNEY = [
    ("collected", "【{start}】顺丰速运 已收取快件", 0.05),
    (
        "moving",
        "【{start}】快件在【{start}集散中心】完成分拣，准备发往【{end}集散中心】",
        0.2,
    ),
    ("moving", "【{end}】快件到达【{end}集散中心】", 0.7),
    ("delivering", "【{end}】快件交给小陈，正在派送途中（电话：95338）", 0.9),
    ("signed", "【{end}】您的快件已由本人签收，感谢使用顺丰速运", 1.0),
]
PICKUP = ("pickup", "【{end}】快件已存放至丰巢柜，请凭取件码取件", 0.95)
PROBLEM = ("problem", "【{end}】多次联系收方客户未果，稍后再次派送", 0.95)
# how the parcels under way stand, the eldest first; then on and on from the third
UNDER_WAY = [
    JOURNEY[:1],
    [*JOURNEY[:4], PICKUP],
    JOURNEY[:4],
    [*JOURNEY[:4], PROBLEM],
    JOURNEY[:3],
    JOURNEY[:2],
]


def tell(orders, now):
    """Give every parcel of these orders its way, as a provider would have told it."""
    env = orders.env
    env["courier.account"].create({"name": "快递100"})
    dispatches = orders.picking_ids.sorted(lambda one: one.sale_id.date_order)
    under_way = 0
    for dispatch in dispatches.filtered("track_ids"):
        steps = JOURNEY
        if dispatch.dispatch_state == "shipped":
            steps = UNDER_WAY[min(under_way, 2 + (under_way - 2) % 4)]
            under_way += 1
        tell_one(dispatch, steps, now)
    arriving = dispatches.filtered(lambda one: one.track_state == "delivering")
    (arriving or dispatches)[:1].sale_id.page_token = PAGE_TOKEN
    env["parcel.track"].browse(env["parcel.track"]._get_stuck_ids())[:1]._notice_stuck()


def tell_one(dispatch, steps, now):
    """Give one parcel so much of a way; it ends now, or when the way is over."""
    from odoo.addons.agent_dropship.courier import Event, Report

    track, ordered = dispatch.track_ids[:1], dispatch.sale_id.date_order
    sender = dispatch.picking_type_id.warehouse_id.partner_id
    names = {
        "start": (sender.city or sender.state_id.name or "").removesuffix("市"),
        "end": (dispatch.partner_id.city or "").removesuffix("市"),
    }
    # the whole way takes two days and a half, or as long as the order is old
    length = min(now - ordered, datetime.timedelta(hours=58))
    events = [
        Event(
            (ordered + length * part).replace(microsecond=0), text.format(**names), kind
        )
        for kind, text, part in steps
    ]
    track.account_id = dispatch.env["courier.account"].search([], limit=1)
    track.follow_state = "subscribed"
    track._apply_report(Report("shunfeng", track.number, tuple(events)))
