"""Runs inside the virtual environment: CONFIG DATABASE ORDERS.xlsx [options]."""

import argparse
import sys
import time

from .. import paths, server, suites
from ..day.report import Report
from ..steps import Problem, say
from .cast import gather
from .ledger import Ledger
from .machine import Killer
from .world import World

# simulated hours in which everything has to come to rest after the last order
PATIENCE = 24


def play(config, database, orders, options):
    """Play the day; return the exit code."""
    running = server.OdooServer(
        config,
        database,
        suites.free_port(),
        log=paths.LOGS / "storm-server.log",
        pid=paths.STATE / "run" / "storm.pid",
    )
    running.start(*World.server_options)
    try:
        world = World(
            running.url, database, options.speed, options.trouble, options.seed
        )
        report = Report()
        ledger = Ledger(world, report)
        rage(world, orders, running, options, ledger)
        ledger.check()
        return report.end()
    finally:
        running.stop()


def rage(world, orders, running, options, ledger):
    """Let everybody act until the day is over and all have come to rest."""
    report = ledger.report
    report.title(f"{options.hours} hours at {options.speed} times their speed")
    shop, *others = gather(world, orders)
    actors = [shop, *others]
    if options.trouble:
        actors.append(Killer(world, running, every=options.hours / options.trouble))
    for actor in actors:
        actor.start()
    told = 0.0
    while world.clock.hour < options.hours + PATIENCE:
        time.sleep(2)
        ledger.watch()
        if world.clock.hour - told > 2:
            told = world.clock.hour
            say(f"   {world.clock}  {ledger.progress()}")
        if world.clock.hour > options.hours and shop.done and ledger.at_rest():
            break
    world.clock.over.set()
    for actor in actors:
        actor.join(timeout=120)


def parse(arguments):
    parser = argparse.ArgumentParser(prog="storm")
    parser.add_argument("config")
    parser.add_argument("database")
    parser.add_argument("orders")
    add_options(parser)
    return parser.parse_args(arguments)


def add_options(parser):
    """What a storm may be told, also by the command."""
    parser.add_argument("--speed", type=float, default=100, help="times real speed")
    parser.add_argument("--hours", type=float, default=24, help="of the day")
    parser.add_argument("--trouble", type=float, default=5, help="per cent that fails")
    parser.add_argument("--seed", type=int, default=1)


if __name__ == "__main__":
    given = parse(sys.argv[1:])
    try:
        sys.exit(play(given.config, given.database, given.orders, given))
    except Problem as problem:
        sys.stderr.write(f"outlet: {problem}\n")
        sys.exit(1)
