"""`./outlet trace`: does every test that is said to prove a requirement exist?"""

import ast
import re

from . import paths
from .steps import Problem, say

TABLE = paths.ROOT / "docs" / "requirements.md"
ROW = re.compile(r"^\|\s*(R\d+)\s*\|(.*)\|(.*)\|\s*$")


def trace(options):
    """Print how many requirements are proven; fail where a named test is missing."""
    proofs = read(TABLE.read_text())
    missing = [
        f"{requirement}: no test {test}"
        for requirement, tests in proofs.items()
        for test in tests
        if not exists(test)
    ]
    claims = list(claimed())
    missing += [
        f"{test} says it proves {requirement}, which is no requirement"
        for requirement, test in claims
        if requirement not in proofs
    ]
    for line in missing:
        say(line)
    started = {requirement for requirement, _ in claims if not proofs.get(requirement)}
    proven = sum(bool(tests) for tests in proofs.values())
    say(f"{proven} of {len(proofs)} requirements proven, {len(proofs) - proven} open")
    say(f"{len(started)} of the open ones have tests that prove a part")
    return int(bool(missing))


def read(text):
    """{requirement: [tests that prove it]} of the table; none where it is open."""
    proofs = {}
    for line in text.splitlines():
        row = ROW.match(line)
        if not row:
            continue
        if row[1] in proofs:
            raise Problem(f"docs/requirements.md names {row[1]} twice")
        proof = row[3].strip()
        words = re.split(r"[\s,;]+|<br>", proof.replace("`", ""))
        proofs[row[1]] = [] if proof == "open" else [word for word in words if word]
        if not proof:
            raise Problem(f"docs/requirements.md: {row[1]} has neither a test nor open")
    if not proofs:
        raise Problem("docs/requirements.md holds no table of requirements")
    return proofs


def exists(test):
    """Whether `path::Class::method` or `path::function` is in the project."""
    path, *names = test.split("::")
    file = paths.ROOT / path
    if not names or not file.is_file():
        return False
    if file.suffix == ".js":
        return names[-1] in file.read_text()
    body = ast.parse(file.read_text()).body
    for name in names:
        found = [node for node in body if getattr(node, "name", None) == name]
        if not found:
            return False
        body = getattr(found[0], "body", [])
    return True


def claimed():
    """(requirement, test) of every docstring that says `Proves R1, R2.`"""
    for file in test_files():
        for test, docstring in _documented(file):
            for requirement in re.findall(r"\bR\d+\b", _claim(docstring)):
                yield requirement, test


def test_files():
    """Every file of Python tests in the project."""
    for pattern in ("addons/*/tests/**/test_*.py", "tests/**/test_*.py"):
        yield from sorted(paths.ROOT.glob(pattern))


def _documented(file):
    relative = file.relative_to(paths.ROOT)
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
            docstring = ast.get_docstring(node)
            if docstring:
                yield f"{relative}::{node.name}", docstring


def _claim(docstring):
    return " ".join(re.findall(r"Proves ([^.]*)\.", docstring))
