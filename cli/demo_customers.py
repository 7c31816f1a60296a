"""What a shopkeeper knows of her customers, so that her list is not bare."""

import datetime

# tags, birthday in days from now (or none), last contact days ago, next follow-up in
# days, how the customer agreed to offers (or none), notes
KNOWN = [
    (
        "爱大衣 M码",
        3,
        2,
        0,
        "微信里说有好大衣告诉我",
        ["大衣很合身，想再看围巾", "给妈妈也带一件"],
    ),
    ("老客 送礼", None, 5, -1, "在店里当面同意", ["每年中秋都订礼盒"]),
    ("宝妈", 9, 12, 14, "", ["孩子上小学，周末收货"]),
    ("S码 通勤", None, None, -3, "", []),
    ("团购群主", 40, 1, 7, "小区群里说可以发", ["群里 60 多人，喜欢羊绒"]),
    ("男装", None, 20, 30, "", ["给老公买，要深色"]),
]
# so many customers came again
AGAIN = 4


def play(env, owner):
    """Note on the latest customers of a shopkeeper what she would have noted.

    :param env: an environment with all rights
    :param owner: the res.partner of the shopkeeper
    """
    today = datetime.date.today()
    customers = env["reseller.customer"].search(
        [("reseller_id", "=", owner.id)], order="last_order_at, id"
    )
    _buy_again(env, owner, customers[:AGAIN])
    for customer, known in zip(customers, KNOWN, strict=False):
        tags, birthday, contact, followup, how, notes = known
        customer.tags = tags
        customer.followup_date = today + datetime.timedelta(days=followup)
        if birthday is not None:
            customer.birthday = f"{today + datetime.timedelta(days=birthday):%m-%d}"
        if contact is not None:
            moment = datetime.datetime.now() - datetime.timedelta(days=contact)
            customer.last_contact_at = moment.replace(microsecond=0)
        if how:
            customer._note_consent(how)
        env["reseller.customer.note"].create(
            [
                {"customer_id": customer.id, "kind": "contact", "text": note}
                for note in notes
            ]
        )


def _buy_again(env, owner, customers):
    """Repeat the orders of some customers, the first one's twice."""
    contract = env["reseller.contract"].search(
        [("reseller_id", "=", owner.id), ("state", "=", "active")], limit=1
    )
    for number, customer in enumerate(customers):
        first = customer.order_ids[:1]
        draft = contract._draft_from_order(first)
        for turn in range(1 if number else 2):
            order = contract._submit_order(draft | {"token": f"demo-{number}-{turn}"})
            # on days of their own
            later = first.date_order + datetime.timedelta(days=2 + turn)
            order.date_order = min(later, order.date_order)
