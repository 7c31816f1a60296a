"""After-sales of the demo: one case in every state, told by who brought it up."""

import datetime

CASES = [
    # (arrived or on its way, kind, reason, source, what was said, what became of it)
    ("in", "return", "no_reason", "consumer", "颜色和家里的不搭，想退。", "sent"),
    ("in", "return", "size", "consumer", "肩膀太紧，没穿出门，吊牌都在。", "back"),
    ("in", "exchange", "size", "reseller", "顾客想换大一码，没下过水。", ""),
    ("in", "return", "defect", "reseller", "袖口开线，见照片。", "photo"),
    ("in", "complaint", "service", "consumer", "问了两次都没人回。", ""),
    ("in", "complaint", "authenticity", "office", "扫码查不到，问是不是正品。", ""),
    ("in", "complaint", "wish", "reseller", "好几位顾客想要加长款。", "solved"),
    ("in", "return", "defect", "reseller", "拉链坏了，顾客很着急。", "disputed"),
    ("in", "return", "no_reason", "consumer", "先不退了。", "withdrawn"),
    ("out", "stuck_parcel", "no_track", "system", "物流两天没有更新。", ""),
    ("out", "stuck_parcel", "no_track", "system", "快递确认包裹丢失。", "reshipped"),
]


def make(orders):
    """Open the cases on these orders, as far as there are orders for them."""
    left = {
        way: [
            order
            for order in orders.sorted(_rank)
            if set(order._get_dispatches().mapped("dispatch_state")) == {state}
        ]
        for way, state in (("in", "delivered"), ("out", "shipped"))
    }
    for number, (way, kind, reason, source, note, then) in enumerate(CASES):
        if not left[way]:
            continue
        order = left[way].pop()
        cases = orders.env["outlet.case"]._open(
            kind,
            order,
            reason=orders.env.ref(f"agent_dropship.case_reason_{reason}"),
            source=source,
            note=note,
        )
        for case in cases:
            if then:
                STEPS[then](case)
            _date_back(case, 5 * number + 3)


def _rank(order):
    """Orders of resellers come last, and so are taken first: they show every step."""
    return not order.reseller_id.agent_contract_ids, order.id


def _send(case):
    case._note_return_parcel("圆通", f"YT{case.id + 88200000000}")


def _bring_back(case):
    _send(case)
    case._receive({line: (line.quantity, 0) for line in case.line_ids})


def _show(case):
    picture = case.line_ids.product_id[:1].image_512
    if picture:
        case._add_photos([picture], "reseller")


def _solve(case):
    case._solve("已转给品牌方设计组，感谢顾客的建议。")


def _dispute(case):
    case._reject("发货前检查过，拉链是好的。")
    if case.responsible_role == "brand":
        case._escalate("overdue")
    earlier = datetime.timedelta(hours=30)
    case.write({"since": case.since - earlier, "act_by": case.act_by - earlier})


def _withdraw(case):
    case._cancel("顾客改主意了。")


def _send_again(case):
    case.action_reship()


STEPS = {
    "sent": _send,
    "back": _bring_back,
    "photo": _show,
    "solved": _solve,
    "disputed": _dispute,
    "withdrawn": _withdraw,
    "reshipped": _send_again,
}


def _date_back(case, hours):
    """Make the case some hours old, so that ages and deadlines differ."""
    case.env.flush_all()
    case.env.cr.execute(
        "UPDATE outlet_case SET create_date = create_date - %s * interval '1 hour',"
        " since = since - %s * interval '20 minutes',"
        " act_by = act_by - %s * interval '20 minutes' WHERE id = %s",
        [hours, hours, hours, case.id],
    )
    case.env.invalidate_all()
    case.env.add_to_compute(case._fields["hours"], case)
