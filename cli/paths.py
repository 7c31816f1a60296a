"""Where things lie. Everything the command makes is below `.outlet` and `.venv`."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ADDONS = ROOT / "addons"
STATE = ROOT / ".outlet"
VENV = ROOT / ".venv"
LOGS = STATE / "log"
STAMPS = STATE / "stamps"
DATA_DIR = STATE / "data"
ODOO_TREE = STATE / "odoo"
PYTHON = VENV / "bin" / "python"


def site_packages():
    """Folder of the virtual environment that holds its packages."""
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return VENV / "lib" / version / "site-packages"


def addon_names():
    """Names of the project's addons."""
    return sorted(path.parent.name for path in ADDONS.glob("*/__manifest__.py"))


def write_atomically(path, text, mode=0o644):
    """Write a file so that a killed process leaves the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w") as out:
        out.write(text)
    part.replace(path)


def stamp(name):
    """Key under which a set-up step finished last, empty if it never did."""
    path = STAMPS / name
    return path.read_text() if path.exists() else ""


def set_stamp(name, key):
    """Remember that a set-up step is finished for this key."""
    write_atomically(STAMPS / name, key)
