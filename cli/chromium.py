"""A browser for the journeys: found, installed where that is allowed, or asked for."""

import os
import shutil
import subprocess

from .steps import NETWORK_SIGNS, NO_NETWORK, Problem, say

# the names Odoo itself looks for
NAMES = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
PACKAGES = ["chromium", "fonts-noto-cjk"]


def find():
    """Path of a Chromium or Chrome, None if there is none."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


def ensure():
    """Return a browser, installing it where this user may; raises Problem."""
    browser = find()
    if browser:
        return browser
    command = f"apt-get update && apt-get install --yes {' '.join(PACKAGES)}"
    if os.geteuid() or not shutil.which("apt-get"):
        raise Problem(f"the browser tests need Chromium; type: sudo sh -c '{command}'")
    say("Installing Chromium for the browser tests ...")
    result = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
    )
    output = result.stdout + result.stderr
    if any(sign in output for sign in NETWORK_SIGNS):
        raise Problem(NO_NETWORK)
    browser = find()
    if not browser:
        raise Problem(f"Chromium could not be installed; see what this says: {command}")
    return browser
