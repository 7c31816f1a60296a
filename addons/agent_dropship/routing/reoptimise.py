"""A whole queue of orders decided again together, after each was decided alone.

Orders that share stock and the capacity of a day stand in each other's way: the first
takes the piece the second would have needed. Large-neighbourhood search takes a few
related orders out, puts them back in another order, each as well as is then possible,
and keeps what is better. A parcel of a warehouse that too many would want is given a
price first, which makes orders with another choice leave it to those without.

The result is never worse: the queue ships at least as many pieces, no order ships
fewer than before, and what is shipped costs no more. What must stay (accepted by an
agent, packed) is left out of the queue or marked as not movable; pinned lines stay
where they are pinned.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Plan, Policy
from .network import Day, Holdings, Network
from .queue import LEARNING, Queue, Queued

#: cost of a piece that waits: more than any parcel, so as many as possible ship
SHORT = 1000.0


@dataclass(frozen=True)
class Reoptimised:
    """What is better: new plans by place in the queue, only of orders that change.

    ``before`` and ``after`` are the costs of the whole queue, waiting pieces at the
    price that was asked for; ``rounds`` says how much was tried.
    """

    plans: dict[int, Plan]
    before: float
    after: float
    rounds: int

    @property
    def saved(self) -> float:
        return self.before - self.after


def reoptimise(
    orders: Sequence[Queued],
    network: Network,
    holdings: Holdings,
    policy: Policy,
    seconds: float | None = 10.0,
    *,
    iterations: int | None = None,
    seed: int = 0,
    day: Day | None = None,
    short: float = SHORT,
    keep_promises: bool = True,
) -> Reoptimised:
    """Look for better plans of these orders together.

    :param holdings: what is free beside the pieces of the orders; it must list every
        warehouse they take from (with 0 pieces where nothing else is free)
    :param day: capacity left beside the parcels of the orders
    :param seconds: how long to look; with ``iterations`` instead the result depends
        on nothing but the input and the ``seed``
    :param short: cost of a piece that waits
    :param keep_promises: no order ships fewer pieces than it does now
    :raise KeyError: a piece is from a warehouse that ``holdings`` does not list
    """
    queue = Queue(orders, network, holdings, policy, day, short, keep_promises)
    rng = random.Random(seed)
    start, rounds = time.monotonic(), 0
    queue.learn(start + (seconds or 0.0) * LEARNING if iterations is None else None)
    while queue.movable:
        if iterations is not None:
            progress = rounds / max(1, iterations)
        else:
            progress = (time.monotonic() - start) / max(seconds or 0.0, 1e-9)
        if progress >= 1.0:
            break
        queue.improve(rng, 1.0 - progress)
        rounds += 1
    return Reoptimised(queue.result(), queue.before, queue.best[0], rounds)
