"""Reads the command line of `./outlet`."""

import argparse
import importlib
import signal
import sys

from .steps import Problem, say

EPILOG = """\
An existing Odoo 19 is used when ODOO_HOME names it; an existing PostgreSQL when
DB_HOST, DB_PORT, DB_USER and DB_PASSWORD do; DB_NAME is the database (outlet)."""

MODULES = {
    "run": "commands",
    "stop": "commands",
    "reset": "commands",
    "test": "testing",
    "trace": "trace",
    "bench": "bench",
    "day": "day",
    "storm": "storm",
    "shots": "shots",
}


def parse(arguments):
    parser = argparse.ArgumentParser(
        prog="outlet",
        description="Sets up, runs and tests the brand-outlet suite.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="set up what is missing and start Odoo")
    run.add_argument("--port", type=int, default=8069)
    run.add_argument("--detach", action="store_true", help="leave it running")
    commands.add_parser("stop", help="stop what runs in the background")
    reset = commands.add_parser("reset", help="delete the database")
    reset.add_argument("--yes", action="store_true", help="do not ask")
    test = commands.add_parser("test", help="run the tests")
    test.add_argument(
        "target",
        nargs="*",
        help="an addon, a test's path, lint, core (all of ours if left out)",
    )
    commands.add_parser("trace", help="requirements and the tests that prove them")
    bench = commands.add_parser("bench", help="measure what has to be fast")
    bench.add_argument("name", nargs="?", help="one benchmark (all if left out)")
    bench.add_argument("--json", action="store_true")
    day = commands.add_parser("day", help="play a day's orders against what runs")
    day.add_argument("orders", metavar="ORDERS.xlsx")
    day.add_argument("--catalogue", metavar="FILE", help="another seller's goods")
    day.add_argument("--stock", metavar="FILE", help="his agents and their stock")
    storm = commands.add_parser("storm", help="play a day in which a lot goes wrong")
    storm.add_argument("orders", metavar="ORDERS.xlsx", nargs="?")
    storm.add_argument("--speed", type=float, default=100, help="times real speed")
    storm.add_argument("--hours", type=float, default=24, help="of the day")
    storm.add_argument("--trouble", type=float, default=5, help="per cent that fails")
    storm.add_argument("--seed", type=int, default=1)
    shots = commands.add_parser("shots", help="take pictures of the main screens")
    shots.add_argument("names", nargs="*", help="screens whose name starts so")
    return parser.parse_args(arguments)


def main(arguments):
    options = parse(arguments)
    # ended from outside, or by a closed terminal, the command clears up as by Ctrl-C
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler)
    try:
        return dispatch(options)
    except Problem as problem:
        sys.stderr.write(f"outlet: {problem}\n")
        return 1
    except KeyboardInterrupt:
        say("stopped; start again to go on where it was")
        return 130


def dispatch(options):
    module = importlib.import_module(f".{MODULES[options.command]}", __package__)
    return getattr(module, options.command)(options)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
