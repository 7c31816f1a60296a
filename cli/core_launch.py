"""Odoo's program, with every test run once all modules are loaded.

The core runs part of its tests while modules are still being loaded: there they would
meet nothing that is built on top of them.
"""

import sys

import odoo.cli
from odoo.tests import loader
from odoo.tests.suite import OdooSuite


def run_late(make_suite):
    """``make_suite`` of the core, with what it runs early put to the end."""

    def make_late_suite(module_names, position="at_install"):
        if position == "at_install":
            return OdooSuite([])
        early = make_suite(module_names, "at_install")
        return OdooSuite([*early, *make_suite(module_names, position)])

    return make_late_suite


if __name__ == "__main__":
    loader.make_suite = run_late(loader.make_suite)
    sys.argv[0] = "odoo"
    odoo.cli.main()
