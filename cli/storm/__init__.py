"""`./outlet storm`: a day's orders at many times its speed, with things going wrong.

Shops, agents, couriers, buyers and a clerk act at the same time through the doors they
have; now and then one of them is late, does a thing twice, refuses, cancels, sends
nonsense or loses the line, and the server is killed in the middle of its work. At the
end every order has to be delivered, given back or waiting for a named person.
"""

import subprocess
from pathlib import Path

from .. import database, environment, odoo, paths, postgres, suites, templates
from ..steps import Problem, step

DATABASE, BASE = "storm", "storm_base"
ORDERS = paths.ROOT / "tests" / "data" / "orders_day.xlsx"


def storm(options):
    """Play the day in a database of its own; return the exit code."""
    orders = Path(options.orders or ORDERS).expanduser().resolve()
    if not orders.is_file():
        raise Problem(f"no such file: {options.orders}")
    with environment.alone("setup"):
        environment.ensure()
    with environment.alone("tests"):
        server = postgres.test_server()
        started = server.start()
        try:
            odoo.write_config(suites.CONFIG, server, db_maxconn=64)
            _make_database(server)
            return _play(options, orders)
        finally:
            database.drop(server, DATABASE)
            if started:
                server.stop()


def _make_database(server):
    """A copy of the whole system with its demo, made anew when the addons change."""
    hashes = " ".join(database.source_hashes().values())
    if BASE not in server.databases() or paths.stamp("storm") != hashes:
        addons = paths.addon_names()
        modules = frozenset().union(*(templates.needed_by(one)[1] for one in addons))
        template = templates.ensure(server, suites.CONFIG, modules)
        database.clone(server, template, BASE)
        with step("Addons"):
            database.install(suites.CONFIG, BASE, addons, "storm-install")
        database.fill(suites.CONFIG, BASE)
        paths.set_stamp("storm", hashes)
    database.clone(server, BASE, DATABASE)


def _play(options, orders):
    command = [paths.PYTHON, "-m", "cli.storm", suites.CONFIG, DATABASE, orders]
    command += ["--speed", options.speed, "--hours", options.hours]
    command += ["--trouble", options.trouble, "--seed", options.seed]
    return subprocess.run(
        [str(part) for part in command], cwd=paths.ROOT, stdin=subprocess.DEVNULL
    ).returncode
