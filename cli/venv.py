"""The virtual environment and the pinned Python packages in it."""

import hashlib
import os
import shutil
import subprocess
import sys

from . import archive, odoo_source, paths
from .steps import Problem, run

PIP = ["-m", "pip", "--disable-pip-version-check", "--no-input"]
PIP_ENV = {"PIP_ROOT_USER_ACTION": "ignore"}


def ensure():
    """Make `.venv` for this Python if it is not whole."""
    if paths.stamp("venv") == _python_key() and _works():
        return
    if not (_works() and _has_pip()):
        shutil.rmtree(paths.VENV, ignore_errors=True)
        requirements = paths.ROOT.glob("requirements*.txt")
        for name in ["venv", *(path.stem for path in requirements)]:
            paths.set_stamp(name, "")
        _create()
    paths.set_stamp("venv", _python_key())


def install(requirements):
    """Install a requirements file of the project unless that is done already."""
    path = paths.ROOT / requirements
    stamp = path.stem
    key = hashlib.sha256(
        (_python_key() + path.read_text() + str(odoo_source.home())).encode()
    ).hexdigest()
    if paths.stamp(stamp) == key:
        return
    run(
        [paths.PYTHON, *PIP, "install", "--no-deps", "-r", path],
        log=stamp,
        what=f"installing {requirements}",
        env=PIP_ENV,
    )
    paths.set_stamp(stamp, key)


def is_installed(requirements):
    """Whether the last installation of a requirements file still holds."""
    return bool(paths.stamp((paths.ROOT / requirements).stem))


def _python_key():
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return f"{version} {os.path.realpath(sys.executable)}"


def _works():
    """Whether the environment runs, and with the version of this Python."""
    if not paths.PYTHON.exists() or not paths.site_packages().is_dir():
        return False
    check = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        result = subprocess.run([paths.PYTHON, "-c", check], capture_output=True)
    except OSError:
        return False
    return not result.returncode


def _has_pip():
    return not subprocess.run(
        [paths.PYTHON, "-m", "pip", "--version"], capture_output=True
    ).returncode


def _create():
    """Make the environment; pip comes by itself, in one process without children."""
    python = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.run([python, "-c", "import venv"], capture_output=True).returncode:
        raise Problem("this Python has no venv: apt-get install python3-venv")
    what = "making the virtual environment"
    run([python, "-m", "venv", "--without-pip", paths.VENV], log="venv", what=what)
    wheel = _bundled_pip(python)
    folder = paths.STATE / "download"
    if not wheel:
        # Debian keeps it in a package of its own
        archive.unpack(archive.fetch(["python3-pip-whl"], folder), folder / "pip")
        wheel = next((folder / "pip").glob("usr/share/python-wheels/pip-*.whl"))
    run(
        [paths.PYTHON, f"{wheel}/pip", "install", "--no-index", wheel],
        log="pip",
        what="installing pip",
        env=PIP_ENV,
    )
    shutil.rmtree(folder, ignore_errors=True)


def _bundled_pip(python):
    """Path of the pip that this Python carries for new environments, if it does."""
    script = (
        "import ensurepip, pathlib;"
        "here = pathlib.Path(ensurepip.__file__).parent / '_bundled';"
        "there = getattr(ensurepip, '_WHEEL_PKG_DIR', None) or here;"
        "wheels = [*here.glob('pip-*.whl'), *pathlib.Path(there).glob('pip-*.whl')];"
        "print(wheels[0])"
    )
    result = subprocess.run([python, "-c", script], capture_output=True, text=True)
    return result.stdout.strip()
