"""Odoo as a running program: started, watched, stopped."""

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request

from . import database, odoo, paths
from .steps import Problem, explain

PID = paths.STATE / "run" / "odoo.pid"
LOG = paths.LOGS / "odoo.log"
PATIENCE = 120


class OdooServer:
    """One Odoo program with a pid file, so that it is found again."""

    def __init__(self, config, name, port, log=LOG, pid=PID):
        self.config, self.name, self.port = config, name, port
        self.log, self.pid_file = log, pid
        self.process = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def start(self, *arguments):
        """Start Odoo and wait until it answers; raises Problem."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with open(self.log, "w") as out:
            self.process = subprocess.Popen(
                [
                    str(part)
                    for part in odoo.command(
                        *("-c", self.config, "-d", self.name),
                        *("--http-port", self.port, *arguments),
                    )
                ],
                cwd=paths.LOGS,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches this command first, which then stops Odoo in order
                start_new_session=True,
            )
        paths.write_atomically(self.pid_file, f"{self.process.pid} {self.port}")
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    def wait(self):
        """Stay until Odoo ends; return its exit code."""
        return self.process.wait()

    def stop(self):
        """End Odoo and everything it started."""
        stop(self.pid_file, self.process)

    def _wait_until_ready(self):
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                output = self.log.read_text(errors="replace")
                raise Problem(explain(output, "starting Odoo", self.log))
            if answers(f"{self.url}/web/login"):
                return
            time.sleep(0.2)
        raise Problem(
            f"Odoo did not answer within {PATIENCE} s (details in {self.log})"
        )


def answers(url):
    """Whether a page can be had."""
    try:
        with urllib.request.urlopen(url, timeout=60) as response:
            return response.status == 200
    except (OSError, urllib.error.URLError):
        return False


def running(pid_file=PID):
    """(process id, port) of the Odoo an earlier command left running, or None."""
    if not pid_file.exists():
        return None
    words = pid_file.read_text().split()
    if len(words) == 2 and _is_odoo(int(words[0])):
        return int(words[0]), int(words[1])
    return None


def stop(pid_file=PID, process=None):
    """Stop the Odoo of a pid file; return whether there was one."""
    found = running(pid_file)
    if found:
        _end(found[0], process)
    pid_file.unlink(missing_ok=True)
    return bool(found)


def _is_odoo(pid):
    """A pid may be given to somebody else after a crash: look who it is."""
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as words:
            command = words.read()
        with open(f"/proc/{pid}/stat") as stat:
            zombie = stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return False
    return str(paths.VENV).encode() in command and b"odoo.cli" in command and not zombie


def _end(pid, process):
    for number, patience in ((signal.SIGTERM, 20), (signal.SIGKILL, 5)):
        try:
            os.killpg(pid, number)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline:
            if process:
                process.poll()
            if not _is_odoo(pid):
                return
            time.sleep(0.1)


def default(port):
    """The server of the ordinary database."""
    return OdooServer(database.CONFIG, database.name(), port)
