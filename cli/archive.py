"""Fetches packages from the Debian archive this machine is configured for.

apt-get does it with a private state, so nothing is installed, no root is needed and
the archive's signature is checked all the same.
"""

import os
import shutil
import subprocess
from pathlib import Path

from . import paths
from .steps import NETWORK_SIGNS, NO_NETWORK, Problem

KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
WAY_OUT = (
    "name an existing Odoo 19: ODOO_HOME=/path/to/odoo ./outlet run"
    " (a checkout of Odoo's repository, branch 19.0, will do)"
)


def fetch(packages, folder):
    """Download Debian packages of the suite sid into a folder; return their files."""
    for tool in ("apt-get", "dpkg-deb"):
        if not shutil.which(tool):
            raise Problem(f"no {tool} here to fetch Odoo 19 with; {WAY_OUT}")
    if not KEYRING.exists():
        raise Problem(
            f"no key of the Debian archive ({KEYRING}):"
            f" apt-get install debian-archive-keyring, or {WAY_OUT}"
        )
    folder.mkdir(parents=True, exist_ok=True)
    trouble = ""
    for mirror in mirrors():
        trouble = _fetch_from(mirror, packages, folder)
        if not trouble:
            return [_newest(folder, package) for package in packages]
    if any(sign in trouble for sign in NETWORK_SIGNS):
        raise Problem(NO_NETWORK)
    if "No space left" in trouble:
        raise Problem(f"disk full: free some space below {paths.ROOT} and start again")
    raise Problem(
        f"no archive with {packages[0]} is configured on this machine; either"
        " DEBIAN_MIRROR=<address of a Debian mirror> ./outlet run, or " + WAY_OUT
    )


def unpack(files, folder):
    """Unpack packages into a folder without installing them."""
    for file in files:
        result = subprocess.run(
            ["dpkg-deb", "-x", str(file), str(folder)], capture_output=True, text=True
        )
        if result.returncode:
            if "No space left" in result.stderr:
                raise Problem(f"disk full: free some space below {paths.ROOT}")
            # a broken download must not be met again by the next start
            file.unlink(missing_ok=True)
            raise Problem(f"{file.name} is damaged; start again to fetch it anew")


def mirrors():
    """Addresses of the archives in this machine's own configuration."""
    named = os.environ.get("DEBIAN_MIRROR")
    if named:
        return [named]
    result = subprocess.run(
        [
            "apt-get",
            "indextargets",
            "--format",
            "$(REPO_URI) $(COMPONENT)",
            "Created-By: Packages",
        ],
        capture_output=True,
        text=True,
    )
    rows = [line.split() for line in result.stdout.splitlines()]
    found = {row[0] for row in rows if len(row) == 2 and row[1] == "main"}
    # the security archive has no sid; archives of other vendors come last
    return sorted(
        (uri for uri in found if "security" not in uri),
        key=lambda uri: ("/debian" not in uri, uri),
    )


def _fetch_from(mirror, packages, folder):
    """Return what went wrong, empty when every package is there."""
    options = _private_apt(mirror, folder)
    for action in (["update"], ["download", *packages]):
        result = subprocess.run(
            ["apt-get", *options, *action],
            cwd=folder,
            capture_output=True,
            text=True,
            env={**os.environ, "LC_ALL": "C"},
        )
        output = result.stdout + result.stderr
        # update ends with 0 even when it reached nobody
        if result.returncode or "Failed to fetch" in output:
            return output or "failed"
    return ""


def _private_apt(mirror, folder):
    state = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (state / name).mkdir(parents=True, exist_ok=True)
    sources = state / "sources.list"
    sources.write_text(f"deb [signed-by={KEYRING}] {mirror} sid main\n")
    settings = {
        "Dir::Etc::sourcelist": sources,
        "Dir::Etc::sourceparts": "/dev/null",
        "Dir::Etc::preferences": "/dev/null",
        "Dir::Etc::preferencesparts": "/dev/null",
        "Dir::State::lists": state / "lists",
        "Dir::Cache": state / "cache",
        "APT::Sandbox::User": "root",
        "Acquire::Languages": "none",
        "Acquire::Retries": "2",
    }
    return [f"-o{key}={value}" for key, value in settings.items()]


def _newest(folder, package):
    return max(folder.glob(f"{package}_*.deb"), key=lambda path: path.stat().st_mtime)
