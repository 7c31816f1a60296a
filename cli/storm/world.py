"""What all actors share: where the system is, what time it is, what happened so far."""

import collections
import itertools
import threading

from .clock import Clock

CHUNK = 500


class World:
    """One storm.

    ``orders_after`` is the newest order there was before; later ones are the storm's.
    """

    server_options = ("--max-cron-threads", "0", "--db_maxconn", "48")
    crons_domain = [("active", "=", True), ("model_id.model", "!=", "ir.autovacuum")]
    carrier_id = None
    agents = ()

    def __init__(self, url, database, speed, trouble, seed):
        self.url, self.database = url, database
        self.trouble, self.seed = trouble / 100, seed
        self.clock = Clock(speed)
        self.orders_after = 0
        self.called_back = set()
        self.tallies = collections.Counter()
        self.refusals = collections.Counter()
        self.breakdowns = []
        self._calls = set()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def count(self, what, number=1):
        """Something happened."""
        with self._lock:
            self.tallies[what] += number

    def refused(self, who, words):
        """Somebody was told no: part of the day."""
        with self._lock:
            self.refusals[who, words.splitlines()[0][-110:]] += 1

    def broken(self, who, trace):
        """An actor itself broke: the storm can not be trusted."""
        with self._lock:
            self.breakdowns.append(f"{who}\n{trace}")

    def new_number(self):
        """A tracking number nobody has yet."""
        with self._lock:
            return f"YT88{self.seed:03d}{next(self._numbers):08d}"

    def call_back(self, number):
        """The courier is asked for a parcel, once."""
        with self._lock:
            if number and number not in self._calls:
                self._calls.add(number)
                self.called_back.add(number)

    def orders(self, session):
        """Ids of the storm's orders so far."""
        domain = [("id", ">", self.orders_after), ("place_id", "!=", False)]
        return session.call("sale.order", "search", domain, order="id")
