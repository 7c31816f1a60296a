"""The parts of the tests, each of which gives a Result."""

import os
import pathlib
import socket
import subprocess
import time

from . import database, odoo, paths, plain_tests, results, server, templates
from .steps import Problem

CONFIG = paths.STATE / "odoo-test.conf"
WHOLE = "test_everything"
UNIT = paths.ROOT / "tests" / "unit"
LINTED = ["addons", "cli", "tests", "benchmarks", "tools"]


def lint():
    """The linters, one result each."""
    folders = [name for name in LINTED if (paths.ROOT / name).exists()]
    addons = [f"addons/{addon}" for addon in paths.addon_names()]
    yield _program("ruff", ["-m", "ruff", "check", *folders], results.of_program)
    yield _program("pylint-odoo", ["-m", "pylint", *addons], results.of_program)
    yield _program("trace", ["-m", "cli", "trace"], results.of_program)


def unit(names=()):
    """Plain tests of what needs no database: pure packages and this command."""
    names = [str(name) for name in names] or ["tests/unit"]
    return _program("unit", ["-m", "cli.plain_tests", *names], results.of_unittest)


def addon(pg, name, tags=None):
    """An addon's own tests in a database that has just what it depends on."""
    started = time.monotonic()
    template = templates.ensure(pg, CONFIG, templates.needed_by(name)[1])
    target = f"test_{name}"
    database.clone(pg, template, target)
    log = paths.LOGS / f"test-{name}.log"
    arguments = ["-c", CONFIG, "-d", target, "-i", name, "--stop-after-init"]
    arguments += ["--test-tags", tags or f"/{name}", "--http-port", free_port()]
    code = into(log, odoo.command(*arguments), cwd=paths.LOGS)
    result = results.of_odoo(name, code, log.read_text(errors="replace"))
    database.drop(pg, target)
    result.seconds = time.monotonic() - started
    return result


def whole(pg, browser, names=()):
    """`tests/`: flows and journeys against a running system with everything in it.

    Each folder has a copy of the system to itself, so that none meets what others did.
    """
    _make_whole(pg)
    groups = {"tests": names} if names else plain_tests.folders()
    for group, paths_of_group in groups.items():
        yield _against_a_copy(pg, browser, group, paths_of_group)
    database.drop(pg, WHOLE)


def _against_a_copy(pg, browser, group, names):
    started = time.monotonic()
    copy = f"{WHOLE}_copy"
    database.clone(pg, WHOLE, copy)
    running = server.OdooServer(
        CONFIG,
        copy,
        free_port(),
        log=paths.LOGS / f"test-{group}-server.log",
        pid=paths.STATE / "run" / "test.pid",
    )
    running.start("--max-cron-threads", "0")
    try:
        result = _program(
            group,
            ["-m", "cli.plain_tests", *(str(name) for name in names)],
            results.of_unittest,
            OUTLET_URL=running.url,
            OUTLET_DB=copy,
            OUTLET_CONFIG=str(CONFIG),
            OUTLET_BROWSER=browser,
        )
    finally:
        running.stop()
    dirt = results.complaints(running.log.read_text(errors="replace"))
    result.failed += bool(dirt)
    result.passed += not dirt
    result.details += dirt[:60]
    result.seconds = time.monotonic() - started
    database.drop(pg, copy)
    return result


def _make_whole(pg):
    addons = paths.addon_names()
    modules = frozenset().union(*(templates.needed_by(addon)[1] for addon in addons))
    database.clone(pg, templates.ensure(pg, CONFIG, modules), WHOLE)
    log = paths.LOGS / "test-install.log"
    database.install(CONFIG, WHOLE, [*addons, *database.DEMO_ADDONS], log.stem)
    dirt = results.complaints(log.read_text(errors="replace"))
    if dirt:
        raise Problem(f"installing all addons together complains: {dirt[0]} ({log})")
    database.fill(CONFIG, WHOLE)


def _program(name, arguments, judge, **env):
    started = time.monotonic()
    log = paths.LOGS / f"test-{name}.log"
    code = into(
        log,
        [paths.PYTHON, "-W", "ignore", *arguments],
        cwd=paths.ROOT,
        env={**os.environ, "PYTHONPATH": str(paths.ROOT), **env},
    )
    result = judge(name, code, log.read_text(errors="replace"))
    result.seconds = time.monotonic() - started
    return result


def into(log, command, **options):
    """Run a program to its end with all it says in `log`; answers its exit code."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(log, "w") as out:
        return subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            **options,
        ).returncode


def free_port():
    """A port nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tags_of(target):
    """Odoo's test tags for `addons/x/tests/test_y.py::Class::method`."""
    path, _, rest = target.partition("::")
    relative = pathlib.PurePosixPath(path).relative_to("addons")
    tags = f"/{relative}" if path.endswith(".py") else f"/{relative.parts[0]}"
    class_name, _, method = rest.partition("::")
    return (
        tags + (f":{class_name}" if class_name else "") + (f".{method}" * bool(method))
    )
