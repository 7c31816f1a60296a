"""`./outlet shots`: pictures of the running system's main screens, for the docs."""

import subprocess

from . import chromium, database, environment, paths, server
from .steps import Problem


def shots(options):
    """Take them in the virtual environment, which has the browser's driver."""
    found = server.running()
    if not found:
        raise Problem("nothing is running: start it first with ./outlet run --detach")
    with environment.alone("setup"):
        environment.ensure(testing=True)
    chromium.ensure()
    command = [paths.PYTHON, "-m", "tools.screenshots"]
    command += ["--url", f"http://127.0.0.1:{found[1]}", "--database", database.name()]
    return subprocess.run(
        [*map(str, command), *options.names], cwd=paths.ROOT, stdin=subprocess.DEVNULL
    ).returncode
