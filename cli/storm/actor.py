"""Somebody who does his work again and again until the day is over."""

import random
import threading
import time
import traceback

from ..day.client import Session
from ..steps import Problem


class Actor(threading.Thread):
    """One person or machine with a login of its own.

    What fails is tried again at the next turn, from what is true then: that is all an
    actor knows about lost answers and killed servers.
    """

    #: simulated hours between two turns
    every = 0.25

    def __init__(self, world, login=None, name=None):
        super().__init__(name=name or type(self).__name__, daemon=True)
        self.world, self.clock = world, world.clock
        self.random = random.Random(f"{world.seed} {self.name}")
        self.login, self._session = login, None

    @property
    def session(self):
        """The session of the login; made anew after the server was killed."""
        if self._session is None:
            self._session = Session(self.world.url, self.world.database, self.login)
        return self._session

    def run(self):
        while self.clock.sleep(self.every * self.random.uniform(0.6, 1.4)):
            self.turn()

    def turn(self):
        """One turn, whose failure is told and nothing else."""
        try:
            self.act()
        except Problem as problem:
            self.failed(problem)
        except Exception:
            self.world.broken(self.name, traceback.format_exc())

    def act(self):
        """What there is to do now."""
        raise NotImplementedError

    def failed(self, problem):
        """Count what was refused; after a lost line wait until somebody answers."""
        if "no answer from" in str(problem):
            self.world.count("lost answers")
            time.sleep(1)
        else:
            self.world.refused(self.name, str(problem))

    def try_to(self, act, *arguments):
        """Do one thing; that it is refused keeps nobody from the next."""
        try:
            act(*arguments)
        except Problem as problem:
            self.failed(problem)

    def goes_wrong(self, what):
        """Whether this is one of the times when it does."""
        if self.random.random() >= self.world.trouble:
            return False
        self.world.count(what)
        return True
