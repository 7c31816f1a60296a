"""The server: its crons in the time of the day that is played, and its deaths."""

import os
import signal
import time

from ..steps import Problem
from .actor import Actor

UNITS = {"minutes": 1 / 60, "hours": 1, "days": 24, "weeks": 168, "months": 720}


class Crons(Actor):
    """Runs every scheduled action when its time has come, as its own button does."""

    every = 0.05

    def __init__(self, world):
        super().__init__(world, "admin", "crons")
        self.due = {}

    def act(self):
        if not self.due:
            self._read()
        for cron, (moment, hours, name) in list(self.due.items()):
            if self.clock.hour >= moment:
                self.due[cron] = (self.clock.hour + hours, hours, name)
                self._run(cron, name)

    def _read(self):
        fields = ["cron_name", "interval_number", "interval_type"]
        for row in self.session.read("ir.cron", self.world.crons_domain, fields):
            hours = row["interval_number"] * UNITS[row["interval_type"]]
            # a server that answers in real time can not be asked more often
            hours = max(hours, 3 * self.clock.speed / 3600)
            name = row["cron_name"]
            self.due[row["id"]] = (self.random.random() * hours, hours, name)

    def _run(self, cron, name):
        try:
            self.session.call("ir.cron", "method_direct_trigger", [cron])
            self.world.count(f"cron: {name}")
        except Problem as problem:
            self.failed(problem)


class Killer(Actor):
    """Kills the server in the middle of its work, and starts it again."""

    def __init__(self, world, server, every):
        super().__init__(world, name="killer")
        self.server, self.every = server, every

    def act(self):
        os.killpg(self.server.process.pid, signal.SIGKILL)
        self.server.process.wait()
        self.world.count("server killed")
        time.sleep(0.5)
        self.server.start(*self.world.server_options)
