"""Calls Odoo in the virtual environment."""

import configparser
import io

from . import odoo_source, paths
from .steps import run

LAUNCH = "import sys; sys.argv[0] = 'odoo'; import odoo.cli; odoo.cli.main()"


def write_config(path, server, **options):
    """Write a configuration of Odoo for this project and a database server."""
    parser = configparser.ConfigParser(interpolation=None)
    parser["options"] = {
        "addons_path": ",".join(str(folder) for folder in odoo_source.addons_path()),
        "data_dir": str(paths.DATA_DIR),
        "http_interface": "127.0.0.1",
        "list_db": "False",
        **{key: str(value) for key, value in server.odoo_options().items()},
        **{key: str(value) for key, value in options.items()},
    }
    text = io.StringIO()
    parser.write(text)
    paths.write_atomically(path, text.getvalue(), mode=0o600)
    return path


def command(*arguments):
    """Command line of Odoo's own program.

    It must not be started inside Odoo's folder, whose `http` would hide Python's.
    """
    return [paths.PYTHON, "-c", LAUNCH, *arguments]


def call(arguments, log, what):
    """Run Odoo's program to its end; raises Problem."""
    run(command(*arguments), log=log, what=what, cwd=paths.LOGS)


def call_inside(arguments, log, what):
    """Run a function of `cli.inside` in a registry of Odoo."""
    run(
        [paths.PYTHON, "-m", "cli.inside", *arguments],
        log=log,
        what=what,
        cwd=paths.LOGS,
        env={"PYTHONPATH": str(paths.ROOT)},
    )
