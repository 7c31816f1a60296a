"""What tests against the whole running system share.

The environment tells where it is: OUTLET_URL, OUTLET_DB, OUTLET_CONFIG and
OUTLET_BROWSER, set by `./outlet test`.
"""

import contextlib
import logging
import os
from pathlib import Path

from cli.day.client import Session

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT / "tests" / "data"
URL = os.environ.get("OUTLET_URL", "")
DATABASE = os.environ.get("OUTLET_DB", "")


def sign_in(login):
    """A user's session with the running system; the password is the login."""
    return Session(URL, DATABASE, login)


@contextlib.contextmanager
def environment():
    """The superuser's environment in a registry of this process, rolled back."""
    from odoo import SUPERUSER_ID, api
    from odoo.modules.registry import Registry
    from odoo.tools import config

    config.parse_config(
        ["-c", os.environ["OUTLET_CONFIG"], "-d", DATABASE, "--no-http"]
    )
    logging.getLogger("odoo").setLevel(logging.ERROR)
    with Registry(DATABASE).cursor() as cr:
        yield api.Environment(cr, SUPERUSER_ID, {})
        cr.rollback()
