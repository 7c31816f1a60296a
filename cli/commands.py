"""The commands a newcomer types: run, stop, reset."""

import signal
import sys

from . import checks, database, environment, logins, odoo, postgres, server, wechat
from .steps import say, step


def run(options):
    """Set up what is missing, start Odoo, and stay until Ctrl-C."""
    found = server.running()
    if found:
        say(f"Already running: http://127.0.0.1:{found[1]}  (./outlet stop ends it)")
        return 0
    checks.port_is_free(options.port)
    postgresql, odoo_server = None, None
    started = False
    try:
        with environment.alone():
            environment.ensure(with_database=True)
            postgresql = postgres.main_server()
            with step("PostgreSQL"):
                started = postgresql.start()
            odoo.write_config(
                database.CONFIG,
                postgresql,
                db_name=database.name(),
                max_cron_threads=1,
            )
            database.ensure(postgresql)
            with step("WeChat simulator"):
                platform = wechat.start(postgresql, options.port)
            odoo_server = server.default(options.port)
            with step("Odoo"):
                odoo_server.start()
        logins.show(postgresql, odoo_server.url, platform)
        if options.detach:
            say("Running in the background; ./outlet stop ends it.")
            odoo_server = None
            return 0
        say("Ctrl-C ends it.")
        return odoo_server.wait()
    except KeyboardInterrupt:
        if odoo_server is None:
            raise
        return 0
    finally:
        _leave(options, odoo_server, postgresql, started)


def _leave(options, odoo_server, postgresql, started):
    """End what this command started, unless it is to stay."""
    if options.detach and odoo_server is None and server.running():
        return
    # an impatient second Ctrl-C must not leave anything behind
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if odoo_server:
        odoo_server.stop()
    wechat.stop()
    if started or odoo_server:
        postgresql.stop()


def stop(options):
    """Stop Odoo and the embedded PostgreSQL."""
    was_running = server.stop()
    was_running |= wechat.stop()
    cluster = postgres.main_server()
    if isinstance(cluster, postgres.Cluster) and cluster.is_running():
        cluster.stop()
        was_running = True
    say("Stopped." if was_running else "Nothing was running.")
    return 0


def reset(options):
    """Delete the database after asking."""
    if not postgres.binary("psql").exists():
        say("There is no database.")
        return 0
    if not options.yes:
        say(f"This deletes the database {database.name()} with everything in it.")
        if not sys.stdin.isatty() or input("Type yes: ").strip() != "yes":
            say("Nothing was deleted.")
            return 1
    server.stop()
    wechat.stop()
    cluster = postgres.main_server()
    started = cluster.start()
    database.reset(cluster)
    if started:
        cluster.stop()
    return 0
