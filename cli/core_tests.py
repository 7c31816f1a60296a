"""`./outlet test core`: the core's own suites without our addons and with them.

What the core proves of its loyalty programs must stay true with our addons installed.
Both runs have the same modules of others in an English database, so that whatever
differs is ours. A difference that is meant is named in docs/core_suites.md.
"""

import os
import re

from . import database, odoo, paths, suites, templates
from .results import Result
from .steps import step

SUITES = ("loyalty", "pos_loyalty", "sale_loyalty")
TAGS = ",".join(f"/{name}" for name in SUITES)
MEANT = paths.ROOT / "docs" / "core_suites.md"
PASSED, FAILED, SKIPPED = "passed", "failed", "skipped"

LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ [A-Z]+ \S+ (?P<logger>[\w.]+): (?P<text>.*)"
)
STARTING = re.compile(r"Starting (?P<test>\w+\.\w+) \.\.\.")
SKIPPING = re.compile(r"skipped (?P<test>\w+\.\w+) : ")
FAILING = re.compile(r"(?:FAIL|ERROR): (?:Subtest )?(?P<test>\w+\.\w+|setUpClass \S+)")
# `| test | reason |`, a row of the table in the document
MEANT_ROW = re.compile(r"^\| `(?P<test>[\w.]+)` \| (?P<reason>[^|]*\w[^|]*) \|$", re.M)


def compare(pg):
    """The result of every test of the core's suites, those that differ as failed.

    A step of a tour that a busy machine was too slow for is no difference: what fails
    on one side only is run there once more.
    """
    sides = {"without": [], "with": paths.addon_names()}
    found = {}
    for name, ours in sides.items():
        with step(f"The core's suites {name} our addons"):
            _make(pg, name, ours)
            found[name] = _run(name, TAGS)
    before, after = found["without"], found["with"]
    for name, own, other in (("without", before, after), ("with", after, before)):
        again = failed_here(own, other)
        if again:
            with step(f"Once more {name} our addons: {len(again)}"):
                own.update(_run(name, ",".join(map(tag_of, again)), "-again"))
        database.drop(pg, _database(name))
    text = MEANT.read_text() if MEANT.exists() else ""
    return judge(before, after, meant(text))


def failed_here(own, other):
    """Tests that failed on this side and did not on the other."""
    return [
        test
        for test, outcome in sorted(own.items())
        if outcome == FAILED and other.get(test) != FAILED and test.count(".") == 2
    ]


def tag_of(test):
    """Odoo's test tag for `module.Class.test`."""
    module, class_name, method = test.split(".")
    return f"/{module}:{class_name}.{method}"


def judge(before, after, reasons):
    """A Result: what is the same passed, what differs without a reason failed.

    ``before`` and ``after`` are {test: outcome}, ``reasons`` {test: why it differs}.
    A reason nothing needs any more is a failure, too: the document tells the truth.
    """
    result = Result("core")
    for test in sorted({*before, *after}):
        old, new = before.get(test, "not run"), after.get(test, "not run")
        if old == new:
            result.passed += old != SKIPPED
            result.skipped += old == SKIPPED
            if old == FAILED:
                result.details.append(f"{test}: fails without our addons, too")
        elif test in reasons:
            result.passed += 1
            result.details.append(f"{test}: {old}, {new} with ours: {reasons[test]}")
        else:
            result.failed += 1
            result.details.append(f"{test}: {old}, {new} with our addons")
    for test in sorted(reasons):
        if before.get(test) == after.get(test):
            result.failed += 1
            result.details.append(f"{test}: is explained but does not differ")
    if not before or not after:
        result.failed += 1
        result.details.append("no tests were run")
    return result


def outcomes_of(log):
    """{module.Class.test: outcome} of an Odoo run with tests."""
    found = {}
    for line in log.splitlines():
        row = LINE.match(line)
        if not row:
            continue
        module = _module_of(row["logger"])
        for pattern, outcome in (
            (STARTING, PASSED),
            (SKIPPING, SKIPPED),
            (FAILING, FAILED),
        ):
            match = pattern.match(row["text"])
            if match and module:
                found[f"{module}.{match['test']}"] = outcome
            elif match and outcome is FAILED:
                # a class that could not be set up has no logger of its own
                found[match["test"]] = outcome
    return found


def meant(text):
    """{test: reason} of the document's table."""
    return {row["test"]: row["reason"].strip() for row in MEANT_ROW.finditer(text)}


def _module_of(logger):
    parts = logger.split(".")
    known = len(parts) > 3 and parts[:2] == ["odoo", "addons"] and parts[3] == "tests"
    return parts[2] if known else ""


def _database(name):
    return f"test_core_{name}"


def _make(pg, name, ours):
    database.clone(pg, _template(pg), _database(name))
    if ours:
        _install(_database(name), ours, f"test-core-{name}-install")


def _run(name, tags, kind=""):
    log = paths.LOGS / f"test-core-{name}{kind}.log"
    arguments = ["-c", suites.CONFIG, "-d", _database(name), "--stop-after-init"]
    arguments += ["--test-tags", tags, "--http-port", suites.free_port()]
    command = [paths.PYTHON, "-m", "cli.core_launch", *arguments]
    env = {**os.environ, "PYTHONPATH": str(paths.ROOT)}
    suites.into(log, command, cwd=paths.LOGS, env=env)
    return outcomes_of(log.read_text(errors="replace"))


def _template(pg):
    """An English database with what our addons need of others, made once."""
    addons = paths.addon_names()
    needed = frozenset().union(*(templates.needed_by(addon)[1] for addon in addons))
    wanted = templates.name_of(needed | {"english"})
    if wanted in pg.databases():
        return wanted
    part = f"{templates.PREFIX}part"
    database.drop(pg, part)
    modules = sorted(needed - templates.ALWAYS)
    options = ["--country", "US", "--language", "en_US", "--force"]
    odoo.call(
        ["db", "-c", suites.CONFIG, "init", *options, part],
        log="test-core-init",
        what="creating the database",
    )
    _install(part, modules, "test-core-template")
    database.rename(pg, part, wanted)
    return wanted


def _install(target, modules, log):
    """Install modules and no language: the core's tests read English."""
    odoo.call(
        ["-c", suites.CONFIG, "-d", target, "-i", ",".join(modules)]
        + ["--stop-after-init", "--no-http"],
        log=log,
        what="installing the modules",
    )
