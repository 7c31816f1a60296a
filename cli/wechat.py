"""The WeChat of the demo: a simulator on this machine, beside Odoo.

It knows what the demo knows: its state lies with the files of the database.
"""

import json
import os
import signal
import socket
import subprocess
import time
import urllib.request

from . import database, paths
from .steps import Problem

PID = paths.STATE / "run" / "wechat.pid"
LOG = paths.LOGS / "wechat.log"
MODULE = "tests.simulators.wechat"
PATIENCE = 20
# the port beside Odoo's, so that the addresses of two demos differ
BESIDE = 2
HERE = ("http://localhost:", "http://127.0.0.1:")
# what came from the simulator and holds its address
ADDRESSES = [
    ("wechat_account", "simulator_url"),
    ("wechat_merchant", "simulator_url"),
    ("wechat_card_template", "take_url"),
    ("wechat_qr", "content"),
]
ACCOUNT = """
    SELECT app_id, callback_key, simulator_url FROM wechat_account
     WHERE simulator_url IS NOT NULL AND active ORDER BY id LIMIT 1
"""


def state_file(name):
    """Where the simulator keeps what a database's WeChat is like."""
    return paths.DATA_DIR / "filestore" / name / "wechat_simulator.json"


def start(server, odoo_port):
    """Start it for a database that has an account there; return its address or None."""
    found = _account(server)
    if not found:
        return None
    stop()
    odoo_url = f"http://127.0.0.1:{odoo_port}"
    _move(server, odoo_url)
    LOG.parent.mkdir(parents=True, exist_ok=True)
    port = _free(odoo_port + BESIDE)
    with open(LOG, "w") as out:
        process = subprocess.Popen(
            [str(paths.PYTHON), "-m", MODULE, "--port", str(port)]
            + ["--state", str(state_file(database.name()))],
            cwd=paths.ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    paths.write_atomically(PID, str(process.pid))
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(process, url)
        _connect(server, found, url, odoo_url)
    except BaseException:
        stop()
        raise
    return url


def _account(server):
    try:
        rows = server.psql(ACCOUNT, database.name())
    except Problem:
        # a database without the members' addon
        return None
    return rows[0] if rows else None


def _move(server, url):
    """Links that Odoo makes, and those the simulator has, lead to this address.

    Who logs in by WeChat comes back to the address his browser began at.
    """
    where = "key = 'web.base.url'"
    sql = f"SELECT value FROM ir_config_parameter WHERE {where}"
    before = server.psql(sql, database.name())[0][0]
    if before == url or not before.startswith(HERE):
        return
    server.psql(
        f"UPDATE ir_config_parameter SET value = '{url}' WHERE {where}",
        database.name(),
    )
    kept = state_file(database.name())
    if kept.exists():
        paths.write_atomically(kept, kept.read_text().replace(before, url))


def _wait(process, url):
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/", timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise Problem(f"the WeChat simulator did not start (details in {LOG})")


def _connect(server, account, url, odoo_url):
    """Let each know where the other is now."""
    app_id, key, before = account
    for table, column in ADDRESSES:
        server.psql(
            f"UPDATE {table} SET {column} = replace({column}, '{before}', '{url}')",
            database.name(),
        )
    back = f"{odoo_url}/wechat/callback/{key}"
    told = json.dumps({"appid": app_id, "callback_url": back}).encode()
    request = urllib.request.Request(f"{url}/_sim/apps", told)
    with urllib.request.urlopen(request, timeout=10):
        pass


def stop():
    """Stop the simulator an earlier command left; whether there was one."""
    found = PID.exists() and _is_ours(PID.read_text().strip())
    if found:
        number = int(PID.read_text())
        _end(number)
    PID.unlink(missing_ok=True)
    return found


def _end(number):
    for sign, patience in ((signal.SIGTERM, 5), (signal.SIGKILL, 5)):
        try:
            os.killpg(number, sign)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and _is_ours(number):
            time.sleep(0.05)
        if not _is_ours(number):
            return


def _is_ours(number):
    """A pid may be given to somebody else after a crash: look who it is."""
    try:
        with open(f"/proc/{number}/cmdline", "rb") as words:
            command = words.read()
        with open(f"/proc/{number}/stat") as stat:
            zombie = stat.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return False
    return MODULE.encode() in command and not zombie


def _free(port):
    """The wanted port, or any if somebody has it."""
    for number in (port, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", number))
            except OSError:
                continue
            return probe.getsockname()[1]
    raise Problem("no free port for the WeChat simulator")
