"""Connections for short statements that must not wait for, nor be seen through, the
transaction of a request.

A cursor of the framework is REPEATABLE READ and stays open as long as the request: a
row locked there keeps everybody else out for that long, and whoever waited for it has
to start over. What is promised to many at once is written here instead: autocommit,
READ COMMITTED, one statement at a time.
"""

import collections
import os
import threading
from contextlib import contextmanager

import psycopg2
from psycopg2.extensions import ISOLATION_LEVEL_READ_COMMITTED

from odoo.sql_db import connection_info_for

# more connections than this lower the rate of one hot row instead of raising it
WIDTH = 8
PATIENCE = 4.0  # seconds to wait for one's turn
_channels = {}
_lock = threading.Lock()


class ChannelBusy(Exception):
    """Nobody's turn came within the patience of a buyer."""


class FairGate:
    """Lets so many in at a time, in the order in which they came.

    A semaphore lets whoever just left in again before those who wait: the rate is the
    same, but the last of a crowd waits many times as long as the others.
    """

    def __init__(self, width):
        self._free = width
        self._waiting = collections.deque()
        self._lock = threading.Lock()

    def enter(self, patience):
        """Return whether one's turn came within so many seconds."""
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            turn = threading.Event()
            self._waiting.append(turn)
        if turn.wait(patience):
            return True
        with self._lock:
            if turn.is_set():  # it came just now
                return True
            self._waiting.remove(turn)
            return False

    def leave(self):
        """Give one's place to who has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1


class ClaimChannel:
    """The connections of one process to one database."""

    def __init__(self, database):
        self._info = connection_info_for(database)[1]
        self._gate = FairGate(WIDTH)
        self._idle = []

    def fetch(self, query, params):
        """Run one statement in a transaction of its own and return its rows.

        A statement that met a connection which had gone away meanwhile is sent once
        more, so it has to be one that may be repeated.
        """
        if not self._gate.enter(PATIENCE):
            raise ChannelBusy
        try:
            try:
                return self._fetch(query, params)
            except (psycopg2.OperationalError, psycopg2.InterfaceError) as error:
                if error.pgcode:
                    raise
                self._idle.clear()
                return self._fetch(query, params)
        finally:
            self._gate.leave()

    def _fetch(self, query, params):
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(query, params)
            return cursor.fetchall()

    @contextmanager
    def _connection(self):
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = psycopg2.connect(**self._info)
            connection.set_session(
                isolation_level=ISOLATION_LEVEL_READ_COMMITTED, autocommit=True
            )
        try:
            yield connection
        finally:
            if not connection.closed:
                self._idle.append(connection)


def get_channel(database):
    """Return this process's channel to a database."""
    key = (os.getpid(), database)
    with _lock:
        if key not in _channels:
            _channels[key] = ClaimChannel(database)
        return _channels[key]
