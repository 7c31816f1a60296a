"""Confirming routed orders against the same orders in plain Odoo.

1,000 agents' warehouses with a million rows of stock; every article is in a quarter of
them. The plain order ships from the operator's own warehouse. Besides: an order that is
split over three warehouses, against one parcel and against the core's own three; and
how many queries an order costs alone and in a batch.
"""

import random
import threading
import time

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying

from ._routed_world import FAMILIES, FAMILY, RoutedWorld

WAREHOUSES = 1000
LINES = (5, 20)
ROUNDS = 15
BATCH = 500
SPLIT = 2  # lines from each of three warehouses
BUYERS, WORKERS, RACES = 48, 4, 3


def run(context):
    """Figures of one order, of split orders, of a batch and of a hot article."""
    return measure(context, RoutedWorld(context, WAREHOUSES))


def measure(context, world):
    """The same in a world that was made before."""
    return [
        *(_compare_plain(context, world, lines) for lines in LINES),
        *_compare_split(context, world),
        _compare_batch(context, world),
        _compare_hot(context, world),
    ]


def _confirm(orders):
    orders.action_confirm()


# --- one order ----------------------------------------------------------------------


def _compare_plain(context, world, lines):
    articles = world.family(3)[:lines]
    return context.compare(
        f"confirm {lines} lines, {WAREHOUSES} warehouses / a plain order",
        (lambda env: world.order(env, articles), _confirm),
        (lambda env: world.order(env, articles, place_id=False), _confirm),
        ROUNDS,
    )


def _compare_split(context, world):
    """Three warehouses against one; and against the core, told which three."""
    apart = [article for family in (-1, -2, -3) for article in world.family(family)]
    articles = [
        article for number, article in enumerate(apart) if number % FAMILY < SPLIT
    ]
    together = world.family(3)[: len(articles)]

    def prepare_core(env):
        order = world.order(env, together, place_id=False)
        warehouses = env["stock.warehouse"].browse(world.warehouses[:3])
        for number, line in enumerate(order.order_line):
            line.warehouse_id = warehouses[number // SPLIT]
        return order

    split = (lambda env: world.order(env, articles), _confirm)
    return [
        context.compare(
            "confirm an order split over 3 warehouses / in one parcel",
            split,
            (lambda env: world.order(env, together), _confirm),
            ROUNDS,
        ),
        context.compare(
            "confirm an order split over 3 warehouses / the core's own 3 pickings",
            split,
            (prepare_core, _confirm),
            ROUNDS,
        ),
    ]


# --- many orders --------------------------------------------------------------------


def _compare_batch(context, world):
    """Queries and time per order: 500 confirmed together against one alone."""
    place = random.Random(11)

    def prepare(count):
        baskets = [
            place.sample(world.family(place.randrange(FAMILIES - 3)), 3)
            for _order in range(count)
        ]
        return lambda env: world.orders(env, baskets)

    alone = [context.measure(prepare(1), _confirm) for _round in range(ROUNDS)]
    alone = [sorted(values)[len(values) // 2] for values in zip(*alone, strict=True)]
    took, queries = context.measure(prepare(BATCH), _confirm)
    return {
        "name": f"queries of an order among {BATCH} / of an order alone",
        "ratio": queries / BATCH / alone[1],
        "numerator": queries / BATCH,
        "denominator": alone[1],
        "unit": "queries",
        "ms_in_batch": 1000 * took / BATCH,
        "ms_alone": 1000 * alone[0],
    }


def _compare_hot(context, world):
    """Orders per second of workers who all sell one article, against one each."""
    rates = {"hot": [], "cold": []}
    for _race in range(RACES):
        rates["hot"].append(_race_for(context, world, [world.family(5)[0]] * BUYERS))
        spread = [world.family(number)[0] for number in range(10, 10 + BUYERS)]
        rates["cold"].append(_race_for(context, world, spread))
    hot, cold = (sorted(rates[kind])[RACES // 2] for kind in ("hot", "cold"))
    return {
        "name": f"orders of one article, {WORKERS} workers / of an article each",
        "ratio": hot / cold,
        "numerator": hot,
        "denominator": cold,
        "unit": "orders/s",
    }


def _race_for(context, world, articles):
    with context.environment(commit=True) as env:
        waiting = world.orders(env, [[article] for article in articles]).ids
    lock, errors = threading.Lock(), []

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                order_id = waiting.pop()
            try:
                with context.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
                    retrying(env["sale.order"].browse(order_id).action_confirm, env)
            except Exception as error:
                errors.append(error)

    threads = [threading.Thread(target=work) for _worker in range(WORKERS)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - start
    if errors:
        raise errors[0]
    return len(articles) / took
