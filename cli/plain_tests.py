"""Runs tests that need no Odoo around them; `python -m cli.plain_tests PATH...`.

A path is a folder, a file, or a file with `::Class` or `::Class::method` behind it.
"""

import sys
import unittest

from . import paths

TESTS = paths.ROOT / "tests"


def collect(targets):
    """The suite of the named tests."""
    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for target in targets:
        folder = paths.ROOT / target
        if folder.is_dir():
            found = loader.discover(str(folder), top_level_dir=str(paths.ROOT))
        else:
            found = loader.loadTestsFromName(dotted(str(target)))
        suite.addTest(found)
    return suite


def dotted(target):
    """unittest's name for `tests/a/test_b.py::Class::method`."""
    path, _, rest = target.partition("::")
    name = path.removesuffix(".py").strip("/").replace("/", ".")
    return ".".join([name, *rest.split("::")]) if rest else name


def folders():
    """{name: [path]} of the folders of tests that need a running system."""
    return {
        folder.name: [f"tests/{folder.name}"]
        for folder in sorted(TESTS.iterdir())
        if folder.name != "unit" and any(folder.glob("test_*.py"))
    }


if __name__ == "__main__":
    outcome = unittest.TextTestRunner().run(collect(sys.argv[1:]))
    sys.exit(not outcome.wasSuccessful())
