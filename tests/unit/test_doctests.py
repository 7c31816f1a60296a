"""The examples in the docstrings are true."""

import doctest

from agent_dropship import routing
from agent_dropship.address import divisions
from agent_dropship.routing import geo


def load_tests(loader, tests, pattern):
    for module in (routing, geo, divisions):
        tests.addTests(doctest.DocTestSuite(module))
    return tests
