"""What WeChat pushes, at a real server, against the server's plainest answer.

A server of its own, with threads as in a small installation. Accepted: events sealed
with AES by connections that stay open, in turn with /web/health by the same
connections. Crowd: 50 connections push while the server reads a large list over and
over, as an export does. Every event is pushed three times and must be there once.
"""

import base64
import hashlib
import http.client
import json
import os
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from wechatpy.crypto import WeChatCrypto

from odoo.tools import config

CONNECTIONS, CROWD = 8, 50
PUSHES, ROUNDS, TRIES = 400, 5, 3
APP_ID, TOKEN = "wxbench0123456789", "benchtoken"
AES_KEY = base64.b64encode(hashlib.sha256(b"benchmark").digest()).decode()[:43]
AES_KEY = "".join(char if char.isalnum() else "a" for char in AES_KEY)
LIMIT = 1000  # milliseconds of the slowest of a hundred pushes
SERVER = "import sys; sys.argv[0] = 'odoo'; import odoo.cli; odoo.cli.main()"
EVENT = (
    "<xml><ToUserName><![CDATA[gh_bench]]></ToUserName>"
    "<FromUserName><![CDATA[{openid}]]></FromUserName>"
    "<CreateTime>{moment}</CreateTime><MsgType><![CDATA[event]]></MsgType>"
    "<Event><![CDATA[VIEW]]></Event><EventKey><![CDATA[{key}]]></EventKey></xml>"
)


def run(context):
    """Figures of the rate, of the slowest in a crowd, and of what is there then."""
    account, path = _make_account(context)
    with _Server(context.registry.db_name) as server:
        bench = _Bench(server.port, path)
        rates = [bench.round() for _number in range(ROUNDS)]
        slow = bench.crowd()
    return [_rate(rates), _crowd(slow), _effects(context, account, bench)]


def _make_account(context):
    with context.environment(commit=True) as env:
        accounts = env["wechat.account"].with_context(active_test=False)
        account = accounts.search([("app_id", "=", APP_ID)], limit=1)
        vals = {"callback_token": TOKEN, "aes_key": AES_KEY, "active": True}
        if account:
            account.write(vals)
        else:
            vals |= {"name": "Benchmark", "app_id": APP_ID}
            account = accounts.create(vals)
        env["wechat.event"].search([("account_id", "=", account.id)]).unlink()
        return account.id, f"/wechat/callback/{account.callback_key}"


def _rate(rates):
    ours, theirs = ([pair[side] for pair in rates] for side in (0, 1))
    return {
        "name": "callbacks accepted / /web/health, by 8 connections (at least 0.7)",
        "ratio": statistics.median(one / other for one, other in rates),
        "numerator": statistics.median(ours),
        "denominator": statistics.median(theirs),
        "unit": "1/s",
    }


def _crowd(took):
    worst = statistics.quantiles(took, n=100)[98]
    return {
        "name": f"callback, p99 of {CROWD} connections during an export / limit",
        "ratio": worst / LIMIT,
        "numerator": worst,
        "denominator": LIMIT,
        "unit": "ms",
        "median": statistics.median(took),
    }


def _effects(context, account, bench):
    with context.environment() as env:
        there = env["wechat.event"].search_count([("account_id", "=", account)])
    return {
        "name": f"events there after {TRIES} pushes of each / events pushed",
        "ratio": there / bench.pushed,
        "numerator": there,
        "denominator": bench.pushed,
        "unit": "events",
    }


class _Bench:
    def __init__(self, port, path):
        self.port, self.path, self.pushed = port, path, 0
        self._crypto = WeChatCrypto(TOKEN, AES_KEY, APP_ID)

    def round(self):
        """Return how many pushes and how many health checks a second, in turn."""
        pushes = self._seal(PUSHES)
        return (
            self._hurry(pushes, CONNECTIONS),
            self._hurry([None] * PUSHES, CONNECTIONS),
        )

    def _hurry(self, work, connections):
        start = time.perf_counter()
        self._work(work, connections)
        return len(work) / (time.perf_counter() - start)

    def crowd(self):
        """Return the milliseconds of each push of 50 connections during an export."""
        pushes = [push for push in self._seal(PUSHES) for _try in range(TRIES)]
        done = threading.Event()
        export = threading.Thread(target=self._export, args=[done])
        export.start()
        try:
            return self._work(pushes, CROWD)
        finally:
            done.set()
            export.join()

    def _work(self, work, connections):
        parts = [work[number::connections] for number in range(connections)]
        with ThreadPoolExecutor(connections) as pool:
            return [took for part in pool.map(self._connection, parts) for took in part]

    def _connection(self, work):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        took = []
        for push in work:
            start = time.perf_counter()
            if push:
                line.request("POST", push[0], push[1], {"Content-Type": "text/xml"})
            else:
                line.request("GET", "/web/health")
            answer = line.getresponse()
            words = answer.read()
            took.append(1000 * (time.perf_counter() - start))
            assert answer.status == 200, (answer.status, words[:200])
            assert not push or words == b"success", words[:200]
        line.close()
        return took

    def _seal(self, count):
        """Return so many pushes, each of a message of its own: (address, body)."""
        self.pushed += count
        return [self._seal_one() for _number in range(count)]

    def _seal_one(self):
        moment, nonce = str(int(time.time())), secrets.token_hex(5)
        openid, key = f"o{secrets.token_hex(13)}", secrets.token_hex(8)
        text = EVENT.format(openid=openid, moment=moment, key=key)
        answer = self._crypto.encrypt_message(text, nonce, moment)
        sealed, signature = (
            answer.split(f"<{name}><![CDATA[")[1].split("]]>")[0]
            for name in ("Encrypt", "MsgSignature")
        )
        query = {
            "signature": "",
            "timestamp": moment,
            "nonce": nonce,
            "encrypt_type": "aes",
            "msg_signature": signature,
        }
        body = f"<xml><Encrypt><![CDATA[{sealed}]]></Encrypt></xml>"
        return f"{self.path}?{urlencode(query)}", body

    def _export(self, done):
        """Read the same long list again and again, as a user who exports does."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        cookie = _log_in(line)
        while not done.is_set():
            body = _call("ir.model.fields", "search_read")
            headers = {"Content-Type": "application/json", "Cookie": cookie}
            path = "/web/dataset/call_kw/ir.model.fields/search_read"
            line.request("POST", path, body, headers)
            answer = json.loads(line.getresponse().read())
            assert "result" in answer, answer.get("error")
        line.close()


def _call(model, method):
    names = ["name", "model", "field_description", "ttype", "relation", "help"]
    call = {
        "model": model,
        "method": method,
        "args": [[], names],
        "kwargs": {"limit": 5000},
    }
    return json.dumps({"jsonrpc": "2.0", "method": "call", "params": call})


def _log_in(line):
    words = {"db": config["db_name"][0], "login": "admin", "password": "admin"}
    body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": words})
    headers = {"Content-Type": "application/json"}
    line.request("POST", "/web/session/authenticate", body, headers)
    answer = line.getresponse()
    assert "result" in json.loads(answer.read()), "admin cannot log in"
    return answer.headers["Set-Cookie"].split(";")[0]


class _Server:
    """A server of its own for this database, on any free port."""

    def __init__(self, database):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._command = [
            *(sys.executable, "-c", SERVER, "server", "-c", config["config"]),
            *("-d", database, "--http-port", str(self.port)),
            *("--http-interface", "127.0.0.1", "--max-cron-threads", "0"),
            *("--workers", "0", "--log-level", "warn"),
        ]

    def __enter__(self):
        self._process = subprocess.Popen(
            self._command,
            env=os.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        until = time.monotonic() + 120
        while time.monotonic() < until:
            try:
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
                line.request("GET", "/web/login")
                line.getresponse().read()
                return self
            except OSError:
                time.sleep(0.3)
        raise TimeoutError("the server does not answer")

    def __exit__(self, *_error):
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
