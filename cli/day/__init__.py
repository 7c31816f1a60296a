"""`./outlet day`: plays a day's orders against the running system.

Everything goes through the doors its users have: the web client's calls under the
login of each role, the agents' workbooks, the reseller's pages.
"""

import subprocess
from pathlib import Path

from .. import database, paths, server
from ..steps import Problem


def day(options):
    """Play the day in the virtual environment, which has what workbooks need."""
    found = server.running()
    if not found:
        raise Problem("nothing is running: start it first with ./outlet run --detach")
    files = {"orders": options.orders}
    files |= {"catalogue": options.catalogue, "agents_stock": options.stock}
    arguments = []
    for kind, name in files.items():
        if name:
            path = Path(name).expanduser().resolve()
            if not path.is_file():
                raise Problem(f"no such file: {name}")
            arguments += [kind, str(path)]
    url = f"http://127.0.0.1:{found[1]}"
    command = [paths.PYTHON, "-m", "cli.day", url, database.name(), *arguments]
    return subprocess.run(
        [str(part) for part in command], cwd=paths.ROOT, stdin=subprocess.DEVNULL
    ).returncode
