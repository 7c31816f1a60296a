"""Progress with elapsed time, and failures as one line that says what to do."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time

from . import paths

STARTED = time.monotonic()
PR_SET_PDEATHSIG = 1
# open files that a child keeps open, so that it keeps the lock on them
KEPT_OPEN = []
NETWORK_SIGNS = (
    "Temporary failure resolving",
    "Temporary failure in name resolution",
    "Name or service not known",
    "Could not resolve",
    "Failed to establish a new connection",
    "Network is unreachable",
    "Cannot initiate the connection",
    "Could not connect to",
    "Unable to connect to",
    "Connection timed out",
    "Connection failed",
    "ProxyError",
)
NO_NETWORK = (
    "no network: the first start downloads packages; connect (or set http_proxy and"
    " https_proxy) and start again, finished steps are kept"
)


class Problem(Exception):
    """Something the user can put right; its text is one line saying how."""


class Step:
    """One line of progress; `note` changes what stands behind it on a terminal."""

    def __init__(self, title):
        self.title = title
        self.started = time.monotonic()
        self.terminal = sys.stdout.isatty()
        self.detail = ""

    def show(self, text="", end=""):
        clock = time.monotonic() - STARTED
        head = f"[{int(clock // 60):3d}:{clock % 60:04.1f}] {self.title}"
        if self.terminal:
            sys.stdout.write(f"\r\x1b[K{head} {text}{end}")
        elif end:
            sys.stdout.write(f"{head} {text}{end}")
        sys.stdout.flush()

    def note(self, text):
        """Say how far a long step is."""
        self.show(text)

    def finish(self):
        took = time.monotonic() - self.started
        self.show(f"... {took:.1f} s{'  ' + self.detail if self.detail else ''}", "\n")


@contextlib.contextmanager
def step(title):
    """Show a step of the set-up while it runs and how long it took."""
    current = Step(title)
    current.show("...")
    try:
        yield current
    except BaseException:
        current.show("failed", "\n")
        raise
    current.finish()


def say(text=""):
    """Print a line for the user."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run(command, log, what, env=None, **options):
    """Run a program with its output in `.outlet/log/<log>.log`.

    Raises Problem with the likely cause when it fails.
    """
    paths.LOGS.mkdir(parents=True, exist_ok=True)
    path = paths.LOGS / f"{log}.log"
    with open(path, "w", errors="replace") as out:
        process = subprocess.run(
            [str(part) for part in command],
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **(env or {})},
            pass_fds=KEPT_OPEN,
            preexec_fn=_die_with_parent,
            **options,
        )
    if process.returncode:
        raise Problem(explain(path.read_text(errors="replace"), what, path))


def _die_with_parent():
    """Let no half of a step go on when this command is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def explain(output, what, path):
    """Turn the output of a failed program into one line saying what to do."""
    if "No space left on device" in output:
        return f"disk full while {what}: free space below {paths.ROOT} and start again"
    if any(sign in output for sign in NETWORK_SIGNS):
        return f"{NO_NETWORK} (while {what}; details in {path})"
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [
        line
        for line in lines
        if line.startswith(("E:", "ERROR", "error:", "Error")) or "Error: " in line
    ]
    cause = (errors or lines or ["no output"])[-1][:200]
    return f"{what} failed: {cause} (details in {path})"
