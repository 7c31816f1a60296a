"""Everything the project needs on this machine, each step done once."""

import contextlib
import fcntl

from . import checks, odoo_source, paths, venv
from .steps import KEPT_OPEN, Problem, step


def ensure(with_database=False, testing=False):
    """Set up Odoo, the virtual environment and its packages."""
    checks.disk_space(with_database)
    if not odoo_source.is_ready():
        with step("Odoo 19"):
            odoo_source.ensure()
    with step("Python packages") as progress:
        venv.ensure()
        odoo_source.link_into_venv()
        for requirements in ["requirements.txt"] + testing * ["requirements-dev.txt"]:
            progress.note(requirements)
            venv.install(requirements)


@contextlib.contextmanager
def alone(what="setup"):
    """Keep two commands from working on the same thing at the same time."""
    paths.STATE.mkdir(exist_ok=True)
    with open(paths.STATE / f"{what}.lock", "w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Problem(
                f"another ./outlet is busy here ({what}); wait until it is done"
            ) from None
        # what a killed command leaves running for a moment still holds the lock
        KEPT_OPEN.append(lock.fileno())
        try:
            yield
        finally:
            KEPT_OPEN.remove(lock.fileno())
