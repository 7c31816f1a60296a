"""Counts of tests, whatever ran them, and the log of an Odoo run judged."""

import dataclasses
import re

from .steps import say

# Lines of Odoo's log that say nothing about this project, each with its reason.
ALLOWED = [
    # Debian leaves this script out of its package for licence reasons
    "selfie_segmentation",
    # the core's own use of a package that renamed itself
    "PyPDF2 is deprecated",
    # continuous integration often runs as root
    "Running as user 'root' is a security risk",
    # what the tests of the interface for programs are refused on purpose
    "odoo.http: This key does not belong to an agent",
    "is not a cursor of ours",
]
LOG_LINE = re.compile(
    r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (?P<level>[A-Z]+) \S+ (?P<text>.*)"
)
TOTALS = re.compile(
    r"odoo\.tests\.result: (\d+) failed, (\d+) error\(s\) of (\d+) tests"
)
PLAIN = re.compile(r"^Ran (\d+) tests? in", re.M)
PLAIN_END = re.compile(r"^(?:OK|FAILED)(?: \((.*)\))?$", re.M)


@dataclasses.dataclass
class Result:
    """Outcome of one part of the tests."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    details: list = dataclasses.field(default_factory=list)
    seconds: float = 0.0

    def show(self):
        mark = "FAILED" if self.failed else "ok"
        counts = f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"
        say(f"  {self.name:<40} {mark:<7} {counts}  ({self.seconds:.0f} s)")
        for line in self.details:
            say(f"      {line}")


def of_program(name, code, output):
    """A linter counts as one test."""
    result = Result(name, passed=int(not code), failed=int(bool(code)))
    if code:
        result.details = output.strip().splitlines()[-60:]
    return result


def of_unittest(name, code, output):
    """What Python's unittest said at its end."""
    ran, end = PLAIN.search(output), PLAIN_END.search(output)
    if not ran or not end:
        return of_program(name, code or 1, output or "no tests were run")
    counts = dict(re.findall(r"([a-z ]+)=(\d+)", end[1] or ""))
    counts = {key.strip(): int(value) for key, value in counts.items()}
    failed = counts.get("failures", 0) + counts.get("errors", 0)
    failed += counts.get("unexpected successes", 0)
    skipped = counts.get("skipped", 0) + counts.get("expected failures", 0)
    result = Result(name, int(ran[1]) - failed - skipped, failed, skipped)
    if (code or not int(ran[1])) and not failed:
        result.failed += 1
    if result.failed:
        result.details = output.strip().splitlines()[-60:]
    result.passed = max(result.passed, 0)
    return result


def of_odoo(name, code, output):
    """Odoo's own totals; a clean log is one more test."""
    result = Result(name)
    for failures, errors, ran in TOTALS.findall(output):
        bad = int(failures) + int(errors)
        result.failed += bad
        result.passed += int(ran) - bad
    result.skipped = len(re.findall(r" INFO \S+ \S+: skipped \S+", output))
    result.passed = max(result.passed - result.skipped, 0)
    dirt = complaints(output)
    if not result.passed + result.failed + result.skipped:
        dirt.append("no tests were run")
    if not result.failed and (code or dirt):
        result.failed += 1
    elif not dirt:
        result.passed += 1
    if result.failed:
        result.details = dirt[:80] or output.strip().splitlines()[-20:]
    return result


def complaints(output):
    """Warnings and errors of Odoo's log with the lines that belong to them."""
    found, inside = [], False
    for line in output.splitlines():
        match = LOG_LINE.match(line)
        if match:
            inside = match["level"] in ("WARNING", "ERROR", "CRITICAL")
            inside = inside and not any(text in line for text in ALLOWED)
            if inside:
                found.append(f"{match['level']} {match['text']}")
        elif inside and line.strip():
            found.append(f"    {line}")
    return found
