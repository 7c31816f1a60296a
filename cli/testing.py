"""`./outlet test`: everything, or what is named."""

import functools
import os
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

from . import (
    chromium,
    core_tests,
    environment,
    odoo,
    paths,
    postgres,
    suites,
    templates,
)
from .results import Result
from .steps import STARTED, Problem, say, step

# Addons are tested side by side, each in its database: one for each core, but no more
# than two, for a browser and a server are busy at the same time in a lane.
LANES = min(2, os.cpu_count() or 1)


def test(options):
    """Run the tests; the last line tells how many passed, failed, were skipped."""
    plan = Plan(options.target)
    with environment.alone("setup"):
        environment.ensure(testing=True)
    with environment.alone("tests"):
        found = list(_run(plan))
    return _sum_up(found)


def _run(plan):
    started = False
    try:
        if plan.needs_odoo:
            plan.browser = chromium.ensure()
            plan.pg = postgres.test_server()
            with step("PostgreSQL for tests"):
                started = plan.pg.start()
            # a crowd of 32 buyers has a cursor each, and some need a second one
            odoo.write_config(suites.CONFIG, plan.pg, db_maxconn=64)
        for name, part in plan.first_parts():
            yield from _guarded(name, part)
        yield from _side_by_side(plan.addon_parts())
        for name, part in plan.last_parts():
            yield from _guarded(name, part)
    finally:
        if started:
            plan.pg.stop()


def _side_by_side(parts):
    with ThreadPoolExecutor(LANES) as lanes:
        running = [lanes.submit(list, _guarded(*part)) for part in parts]
        for done in as_completed(running):
            yield from done.result()


def _guarded(name, part):
    """Let one part's breakdown be a failure, not the end of the others."""
    try:
        for result in part():
            result.show()
            yield result
    except Problem as problem:
        result = Result(name, failed=1, details=[str(problem)])
        result.show()
        yield result


class Plan:
    """What a list of targets asks for."""

    pg = browser = None

    def __init__(self, targets):
        self.lint = not targets or "lint" in targets
        self.unit, self.addons, self.whole = [], {}, []
        self.all = not targets
        self.core = "core" in targets
        if self.all:
            self.addons = dict.fromkeys(paths.addon_names())
        for target in targets:
            self._add(target.removeprefix("./"))

    def _add(self, target):
        path = paths.ROOT / target.partition("::")[0]
        if target in ("lint", "core"):
            return
        if target in paths.addon_names():
            self.addons[target] = None
        elif not path.exists():
            names = ", ".join(["lint", "core", *paths.addon_names()])
            raise Problem(f"nothing to test: {target}; name a test's path or {names}")
        elif path.is_relative_to(paths.ADDONS) and path != paths.ADDONS:
            addon = path.relative_to(paths.ADDONS).parts[0]
            tags = self.addons.get(addon)
            new = suites.tags_of(target)
            self.addons[addon] = f"{tags},{new}" if tags else new
        elif path.is_relative_to(suites.UNIT):
            self.unit.append(target)
        elif path.is_relative_to(paths.ROOT / "tests"):
            self.whole.append(target)
        else:
            raise Problem(f"{target} holds no tests")

    @property
    def needs_odoo(self):
        return bool(self.addons or self.whole or self.core)

    def first_parts(self):
        """(name, function yielding results) of what is quick or needed by others."""
        if self.lint:
            yield "lint", suites.lint
        if self.all or self.unit:
            yield "unit", lambda: [suites.unit(self.unit)]
        if self.addons or self.whole:
            yield "templates", self._make_templates

    def addon_parts(self):
        """(name, function yielding results) of each addon, the longest tests first."""
        for addon in sorted(self.addons, key=_size_of_tests, reverse=True):
            yield addon, functools.partial(self._addon, addon, self.addons[addon])

    def last_parts(self):
        """(name, function yielding results) of what has the machine to itself."""
        if self.all or self.whole:
            yield "tests", lambda: suites.whole(self.pg, self.browser, self.whole)
        if self.core:
            yield "core", lambda: [core_tests.compare(self.pg)]

    def _addon(self, addon, tags):
        return [suites.addon(self.pg, addon, tags)]

    def _make_templates(self):
        """Make the templates, the smallest first: others grow out of them."""
        wanted = {templates.needed_by(addon)[1] for addon in self.addons}
        if self.all or self.whole:
            everything = (templates.needed_by(name)[1] for name in paths.addon_names())
            wanted.add(frozenset().union(*everything))
        if self.all:
            names = {templates.name_of(modules) for modules in wanted}
            templates.forget_old(self.pg, names)
        for modules in sorted(wanted, key=lambda each: (len(each), sorted(each))):
            if templates.name_of(modules) not in self.pg.databases():
                with step(f"Template with {len(modules)} dependencies"):
                    templates.ensure(self.pg, suites.CONFIG, modules)
        return []


def _size_of_tests(addon):
    files = (paths.ADDONS / addon / "tests").rglob("*.py")
    return sum(file.stat().st_size for file in files)


def _sum_up(found):
    passed = sum(result.passed for result in found)
    failed = sum(result.failed for result in found)
    skipped = sum(result.skipped for result in found)
    say()
    say(f"{time.monotonic() - STARTED:.0f} s; the logs are in {paths.LOGS}")
    say(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(bool(failed) or not passed)
