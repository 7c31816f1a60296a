import threading
import time
from collections import OrderedDict, deque

# So many callers are remembered; the one that was quiet the longest is forgotten.
MAX_CALLERS = 10_000


class RateLimit:
    """Lets a caller through ``limit`` times in ``seconds``, per process.

    Public pages are protected against being read out in bulk, not against an
    attack on the network; for that a counter in memory is enough, and it costs
    the database nothing.
    """

    def __init__(self, limit, seconds):
        self.limit = limit
        self.seconds = seconds
        self._calls = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, caller):
        """Count one call of ``caller`` and return whether it may go on."""
        now = time.monotonic()
        with self._lock:
            calls = self._calls.setdefault(caller, deque())
            self._calls.move_to_end(caller)
            while len(self._calls) > MAX_CALLERS:
                self._calls.popitem(last=False)
            while calls and calls[0] <= now - self.seconds:
                calls.popleft()
            if len(calls) >= self.limit:
                return False
            calls.append(now)
            return True

    def is_open(self, caller):
        """Return whether ``caller`` may go on, without counting anything."""
        with self._lock:
            calls = self._calls.get(caller, ())
            since = time.monotonic() - self.seconds
            return sum(at > since for at in calls) < self.limit

    def reset(self):
        """Forget all callers."""
        with self._lock:
            self._calls.clear()
