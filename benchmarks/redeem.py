"""Redeeming a coupon at the till against the core's own validation, in the same run.

Then sixteen tills at once, with coupons of one campaign and of sixteen, and a thousand
races of two tills for one coupon each, with a cursor and a thread per till: how many
coupons were taken twice.
"""

import statistics
import threading
import time
import uuid

from psycopg2.errors import SerializationFailure, UniqueViolation

from odoo import api
from odoo.fields import Command

ROUNDS = 40
RACES = 1000
TILLS = 16
PIECES = 12
CROWDS = 5


def run(context):
    """Figures of taking, of the whole redemption, and of the races."""
    world = _make_world(context)
    return [
        _compare_taking(context, world),
        _compare_whole(context, world),
        _compare_campaigns(context, world),
        _race(context, world),
    ]


def _make_world(context):
    key = uuid.uuid4().hex[:6]
    with context.environment(commit=True) as env:
        groups = env.ref("base.group_user") + env.ref("point_of_sale.group_pos_user")
        user = env["res.users"].create(
            {
                "name": f"till {key}",
                "login": f"till-{key}",
                "group_ids": [Command.set(groups.ids)],
            }
        )
        program = env["loyalty.program"].create(
            {
                "name": f"50 off 300 {key}",
                "program_type": "coupons",
                "applies_on": "current",
                "trigger": "with_code",
                "rule_ids": [Command.clear(), Command.create({"minimum_qty": 0})],
                "reward_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "reward_type": "discount",
                            "discount_mode": "per_order",
                            "discount": 50,
                            "required_points": 1,
                        }
                    ),
                ],
                "communication_plan_ids": [Command.clear()],
            }
        )
        tills = [_make_till(env, f"{key}{number}") for number in range(2)]
        member = env["res.partner"].create(
            {
                "name": f"member {key}",
                "is_member": True,
                "member_phone": f"139{uuid.uuid4().int % 10**8:08d}",
            }
        )
        return {
            "user": user.id,
            "program": program.id,
            "tills": [till.id for till in tills],
            "member": member.id,
        }


def _make_till(env, name):
    journal = env["account.journal"].create(
        {"name": name, "type": "cash", "code": name[-5:]}
    )
    method = env["pos.payment.method"].create({"name": name, "journal_id": journal.id})
    return env["pos.config"].create(
        {"name": name, "payment_method_ids": [Command.set(method.ids)]}
    )


def _make_cards(env, world, count):
    return env["loyalty.card"].create(
        [
            {"program_id": world["program"], "partner_id": world["member"], "points": 1}
            for _number in range(count)
        ]
    )


def _as_cashier(records, world):
    return records.with_user(world["user"]).with_env(
        records.env(user=world["user"], su=False)
    )


# --- one redemption ----------------------------------------------------------------


def _compare_taking(context, world):
    def prepare(env):
        return _as_cashier(_make_cards(env, world, 1), world)

    def take(card):
        answer = card.env["coupon.redemption"].take(
            uuid.uuid4().hex, {str(card.id): 1}, world["tills"][0], world["member"]
        )
        assert answer["taken"], answer

    def validate(card):
        orders = card.env["pos.order"]
        answer = orders.validate_coupon_programs({str(card.id): -1}, [])
        assert answer["successful"], answer

    return context.compare(
        "taking a coupon / validate_coupon_programs of the core, which takes nothing",
        (prepare, take),
        (prepare, validate),
        ROUNDS,
    )


def _compare_whole(context, world):
    """Both calls of a till for a coupon: its code first, then its payment."""

    def prepare(env):
        return _as_cashier(_make_cards(env, world, 1), world)

    def lookup(card):
        config = card.env["pos.config"].browse(world["tills"][0])
        answer = config.use_coupon_code(
            card.code, "2026-01-15 10:00:00", world["member"], False
        )
        assert answer["successful"], answer

    def ours(card):
        rows, key = card.env["coupon.redemption"], uuid.uuid4().hex
        assert rows.hold(card.code, key, world["tills"][0], world["member"])["ok"]
        lookup(card)
        costs = {str(card.id): 1}
        assert rows.take(key, costs, world["tills"][0], world["member"])["taken"]

    def core(card):
        lookup(card)
        card.env["pos.order"].validate_coupon_programs({str(card.id): -1}, [])

    return context.compare(
        "hold, code and take / code and validation of the core",
        (prepare, ours),
        (prepare, core),
        ROUNDS,
    )


# --- many tills, one campaign ------------------------------------------------------


def _compare_campaigns(context, world):
    """How fast sixteen tills redeem coupons of one campaign, against one each."""
    with context.environment(commit=True) as env:
        program = env["loyalty.program"].browse(world["program"])
        programs = [program.copy().id for _till in range(TILLS)]
    rates = [
        (
            _redeem_at_once(context, world, [world["program"]] * TILLS),
            _redeem_at_once(context, world, programs),
        )
        for _round in range(CROWDS)
    ]
    one, many = (statistics.median(side) for side in zip(*rates, strict=True))
    return {
        "name": "16 tills, coupons of one campaign / of 16 campaigns",
        "ratio": statistics.median(one / many for one, many in rates),
        "numerator": one,
        "denominator": many,
        "unit": "redemptions/s",
    }


def _redeem_at_once(context, world, programs):
    """Redemptions a second when each till has coupons of its program."""
    with context.environment(commit=True) as env:
        hands = [
            _make_cards(env, {**world, "program": program}, PIECES).ids
            for program in programs
        ]
    start = threading.Barrier(len(hands) + 1)

    def sell(cards):
        start.wait(timeout=60)
        for card in cards:
            _take_once(context, world, world["tills"][0], card)

    threads = [threading.Thread(target=sell, args=[cards]) for cards in hands]
    for thread in threads:
        thread.start()
    start.wait(timeout=60)
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return len(hands) * PIECES / (time.perf_counter() - began)


# --- a thousand races --------------------------------------------------------------


def _race(context, world):
    with context.environment(commit=True) as env:
        cards = _make_cards(env, world, RACES).ids
    wins = {till: set() for till in world["tills"]}
    start = threading.Barrier(2)
    errors = []

    def sell(till):
        for card in cards:
            start.wait(timeout=60)
            try:
                if _take_once(context, world, till, card):
                    wins[till].add(card)
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=sell, args=[till]) for till in world["tills"]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one, other = wins.values()
    return {
        "name": "races of two tills for one coupon",
        "races": RACES,
        "double_spends": len(one & other),
        "nobody_won": RACES - len(one | other),
        "errors": len(errors),
    }


def _take_once(context, world, till, card):
    """Take as a request would, which starts over when two collide; nobody sleeps."""
    key = uuid.uuid4().hex
    while True:
        try:
            with context.registry.cursor() as cr:
                rows = api.Environment(cr, world["user"], {})["coupon.redemption"]
                return _take(rows, key, card, till, world)
        except (SerializationFailure, UniqueViolation):
            continue


def _take(rows, key, card, till, world):
    return rows.take(key, {str(card): 1}, till, world["member"])["taken"]
