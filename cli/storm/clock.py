"""The hours of the day that is played, which pass faster than real ones."""

import threading
import time


class Clock:
    """Starts at 0 o'clock when it is made; ``speed`` simulated hours pass per hour."""

    def __init__(self, speed):
        self.speed = speed
        self.started = time.monotonic()
        self.over = threading.Event()

    @property
    def hour(self):
        """Simulated hours since midnight."""
        return (time.monotonic() - self.started) * self.speed / 3600

    def seconds(self, hours):
        """Real seconds that so many simulated hours take."""
        return hours * 3600 / self.speed

    def sleep(self, hours):
        """Wait; return whether the day is still on."""
        return not self.over.wait(self.seconds(hours))

    def __str__(self):
        minutes = int(self.hour * 60)
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
