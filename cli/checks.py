"""What may stand in the way of a start, found before anything is changed."""

import glob
import os
import shutil
import socket

from . import odoo_source, paths, venv
from .steps import Problem

MB = 1024 * 1024
# measured on a fresh set-up, rounded up
NEED_ODOO = 1500 * MB
NEED_PACKAGES = 700 * MB
NEED_DATABASE = 600 * MB
NEED_RUNNING = 100 * MB


def disk_space(with_database=True):
    """Refuse to begin what the disk has no room for."""
    need = NEED_RUNNING
    if not odoo_source.is_ready():
        need += NEED_ODOO
    if not venv.is_installed("requirements.txt"):
        need += NEED_PACKAGES
    if with_database and not paths.stamp("database"):
        need += NEED_DATABASE
    free = shutil.disk_usage(paths.ROOT).free
    if free < need:
        raise Problem(
            f"disk full: {need // MB} MB are needed below {paths.ROOT},"
            f" {free // MB} MB are free"
        )


def port_is_free(port, host="127.0.0.1"):
    """Refuse a port that somebody else listens on, naming him."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except PermissionError:
            raise Problem(
                f"port {port} needs root: take one above 1023 (--port 8069)"
            ) from None
        except OSError:
            raise Problem(
                f"port {port} is in use by {_listener(port) or 'another program'};"
                f" stop it or take another: ./outlet run --port {port + 1}"
            ) from None


def _listener(port):
    inodes = _listening_sockets(port)
    for link in glob.glob("/proc/[0-9]*/fd/*"):
        try:
            target = os.readlink(link)
        except OSError:
            continue
        if target.startswith("socket:[") and target[8:-1] in inodes:
            pid = link.split("/")[2]
            with open(f"/proc/{pid}/comm") as comm:
                return f"{comm.read().strip()} (process {pid})"
    return ""


def _listening_sockets(port):
    found = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        if not os.path.exists(table):
            continue
        with open(table) as rows:
            for row in list(rows)[1:]:
                _, local, _, state, *rest = row.split()
                if local.endswith(f":{port:04X}") and state == "0A":
                    found.add(rest[5])
    return found
