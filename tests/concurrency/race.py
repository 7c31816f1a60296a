"""What tests of things that happen at the very same moment have in common.

A TransactionCase has one cursor only and can not show them: here everybody has a cursor
and a thread of his own, and what is written stays.
"""

import logging
import os
import threading
import time
import unittest
import uuid
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tools import config


def open_registry():
    """The registry of the database that the tests were given."""
    database = os.environ["OUTLET_DB"]
    config.parse_config(
        ["-c", os.environ["OUTLET_CONFIG"], "-d", database, "--no-http"]
    )
    # what collides is tried again; the attempts are no news
    logging.getLogger("odoo.sql_db").setLevel(logging.CRITICAL)
    return Registry(database)


class Race(unittest.TestCase):
    """``key`` marks the records of one test, as they stay in the database."""

    @classmethod
    def setUpClass(cls):
        cls.registry = open_registry()

    def setUp(self):
        self.key = uuid.uuid4().hex[:6]

    @contextmanager
    def environment(self, user=SUPERUSER_ID):
        """An environment with a cursor of its own, committed at the end."""
        with self.registry.cursor() as cr:
            yield api.Environment(cr, user, {"tracking_disable": True})

    def transaction(self, act, user=SUPERUSER_ID):
        """Run ``act(env)`` as a request would: repeated when it must be."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, user, {"tracking_disable": True})
            return retrying(lambda: act(env), env)

    def run_together(self, acts):
        """Run the functions at once, a thread each.

        :return: (results in the order of the acts, errors, longest wait in seconds)
        """
        ready = threading.Barrier(len(acts))
        results, errors, waits = [None] * len(acts), [], []

        def run(number, act):
            try:
                ready.wait(timeout=60)
                start = time.monotonic()
                results[number] = act()
                waits.append(time.monotonic() - start)
            except Exception as error:
                errors.append(error)

        threads = [
            threading.Thread(target=run, args=[number, act])
            for number, act in enumerate(acts)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=300)
        return results, errors, max(waits, default=0.0)
