"""Runs one benchmark, NAME CONFIG DATABASE; prints its figures as JSON.

Without CONFIG and DATABASE it is one of plain Python and gets no context.
"""

import importlib
import json
import statistics
import sys
import time
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tools import config


class Context:
    """What a benchmark gets: a registry, and a way to compare two acts."""

    def __init__(self, database):
        self.registry = Registry(database)

    @contextmanager
    def environment(self, commit=False):
        """An environment in a transaction of its own, rolled back unless told."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            if not commit:
                cr.rollback()

    def measure(self, prepare, act):
        """(seconds, queries) of one act on freshly prepared records."""
        with self.environment() as env:
            records = prepare(env)
            env.flush_all()
            env.invalidate_all()
            queries, start = env.cr.sql_log_count, time.perf_counter()
            act(records)
            env.flush_all()
            took = time.perf_counter() - start
            return took, env.cr.sql_log_count - queries

    def compare(self, name, one, other, rounds):
        """Measure two (prepare, act) pairs in turn; return the figure."""
        for pair in (one, other):
            self.measure(*pair)
        results = [
            (self.measure(*one), self.measure(*other)) for _round in range(rounds)
        ]
        medians = [
            [statistics.median(result[side][i] for result in results) for i in (0, 1)]
            for side in (0, 1)
        ]
        return {
            "name": name,
            # of each round's own, so that what else the machine does cancels out
            "ratio": statistics.median(one[0] / other[0] for one, other in results),
            "numerator": 1000 * medians[0][0],
            "denominator": 1000 * medians[1][0],
            "unit": "ms",
            "queries": int(medians[0][1]),
            "queries_denominator": int(medians[1][1]),
        }


def main(name, configuration=None, database=None):
    context = None
    if configuration:
        config.parse_config(["-c", configuration, "-d", database, "--no-http"])
        context = Context(database)
    module = importlib.import_module(f"benchmarks.{name}")
    sys.stdout.write(json.dumps(module.run(context)))


if __name__ == "__main__":
    main(*sys.argv[1:])
