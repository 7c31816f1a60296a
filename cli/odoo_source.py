"""Odoo 19 itself: fetched from the Debian archive, or one the user has (ODOO_HOME)."""

import os
import re
import shutil
from pathlib import Path

from . import archive, paths
from .steps import Problem

# Odoo's package links files of these into its own tree by relative paths.
PACKAGES = [
    "odoo-19",
    "libjs-jquery",
    "libjs-jquery-form",
    "libjs-underscore",
    "fonts-font-awesome",
    "fonts-roboto-unhinted",
    "fonts-inconsolata",
    "fonts-ocr-b",
    "fonts-glyphicons-halflings",
    # the posters that resellers pass on are drawn with these
    "fonts-noto-cjk",
]
PTH = "odoo-source.pth"


def home():
    """Folder that holds the package `odoo`."""
    named = os.environ.get("ODOO_HOME")
    if named:
        return _existing(Path(named).expanduser().resolve())
    return paths.ODOO_TREE / "usr" / "lib" / "python3" / "dist-packages"


def is_ready():
    """Whether Odoo 19 is there."""
    return _series(home()) == "19.0"


def ensure():
    """Fetch and unpack Odoo 19 if it is not there yet."""
    if is_ready():
        return
    downloads = paths.STATE / "download"
    part = paths.STATE / "odoo.part"
    for leftover in (part, paths.ODOO_TREE):
        shutil.rmtree(leftover, ignore_errors=True)
    archive.unpack(archive.fetch(PACKAGES, downloads), part)
    part.rename(paths.ODOO_TREE)
    shutil.rmtree(downloads, ignore_errors=True)
    if not is_ready():
        raise Problem("the archive's odoo-19 is not Odoo 19.0; " + archive.WAY_OUT)


def link_into_venv():
    """Make `import odoo` work in the virtual environment and let pip see it."""
    packages = paths.site_packages()
    line = f"{home()}\n"
    pth = packages / PTH
    if not pth.exists() or pth.read_text() != line:
        paths.write_atomically(pth, line)
    known = packages / "odoo-19.0.dist-info"
    if any(home().glob("odoo-*.egg-info")) or any(home().glob("odoo-*.dist-info")):
        shutil.rmtree(known, ignore_errors=True)
    elif not (known / "METADATA").exists():
        # a checkout has no metadata, and addons on the package index require odoo
        paths.write_atomically(known / "INSTALLER", "outlet\n")
        paths.write_atomically(
            known / "METADATA", "Metadata-Version: 2.1\nName: odoo\nVersion: 19.0\n"
        )


def addons_path():
    """Folders of addons in the order Odoo looks them up."""
    candidates = [
        paths.ADDONS,
        paths.site_packages() / "odoo" / "addons",
        home() / "addons",
        home() / "odoo" / "addons",
    ]
    return [path for path in candidates if any(path.glob("*/__manifest__.py"))]


def _existing(folder):
    """The folder above the package `odoo`, whichever of the two was named."""
    for candidate in (folder, folder.parent):
        series = _series(candidate)
        if series == "19.0":
            return candidate
        if series:
            raise Problem(f"ODOO_HOME={folder} is Odoo {series}; Odoo 19.0 is needed")
    raise Problem(
        f"ODOO_HOME={folder} holds no Odoo: name the folder with odoo/release.py in it"
    )


def _series(folder):
    release = folder / "odoo" / "release.py"
    if not release.is_file():
        return ""
    found = re.search(
        r"^version_info\s*=\s*\(\s*(\d+|'[^']*')\s*,\s*(\d+)", release.read_text(), re.M
    )
    return f"{found[1]}.{found[2]}" if found else "unknown"
