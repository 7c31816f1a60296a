"""A tracking provider that speaks Kuaidi100's protocol over HTTP on this machine.

It shares no code with what it tests. `python -m tests.simulators.kuaidi --port 9000`
runs it alone; in a test:

    with Kuaidi(customer="C", key="K") as kuaidi:
        ...                                  # the system asks kuaidi.url
        kuaidi.move("73100000000000", "已签收", "301")
        kuaidi.push("73100000000000")        # the system is told

Faults are put into ``kuaidi.faults``, one for each request to come: "slow", "silent",
"500", "nonsense", "locked", "redirect". ``push`` takes a wrong signature, other texts
and fewer events, so that it can lie, repeat itself and mix up the order.
"""

import argparse
import collections
import hashlib
import json
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

COURIERS = {
    *("shunfeng", "zhongtong", "yuantong", "yunda", "shentong", "jtexpress", "ems"),
    *("jd", "debangkuaidi", "youzhengguonei"),
}
QUERIES_A_DAY = 48
CHINA = timezone(timedelta(hours=8))
# (state code, what the courier writes, hours after it was collected)
JOURNEY = [
    ("103", "【{start}】{courier}已揽收，快递员正在为您服务", 0),
    ("0", "【{start}】快件已发往{start}转运中心", 3),
    ("1002", "【{end}】快件已到达{end}转运中心", 20),
    ("5", "【{end}】快递员正在派件，请保持电话畅通", 26),
    ("301", "【{end}】您的快件已签收，感谢使用", 29),
]


def md5(text):
    return hashlib.md5(text.encode()).hexdigest().upper()  # noqa: S324


def china(moment):
    """The provider's way to write a time (aware, or UTC without a zone)."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S")


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Whoever asked did not wait for the answer: nothing to tell."""


class Parcel:
    """What the provider knows of one number."""

    def __init__(self, company="", number=""):
        self.company = company
        self.number = number
        self.phone = ""
        self.callback = ""
        self.salt = ""
        self.events = []
        self.queries = collections.Counter()

    def result(self, events=None):
        """The part of an answer and of a push that tells of the parcel."""
        events = self.events if events is None else events
        latest = max(events, key=lambda event: event["time"], default={})
        state = latest.get("statusCode", "0")
        return {
            "message": "ok",
            "nu": self.number,
            "ischeck": "1" if state.startswith("3") else "0",
            "com": self.company,
            "status": "200",
            "condition": "F00",
            "state": state,
            "data": sorted(events, key=lambda event: event["time"], reverse=True),
        }


class Kuaidi:
    """The provider; the address is ``url`` while it is entered."""

    def __init__(self, customer="CUSTOMER", key="KEY", port=0, slow=15):
        self.customer = customer
        self.key = key
        self.slow = slow
        self.parcels = {}
        self.faults = collections.deque()
        self.requests = []
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    def forget(self):
        """Start over, with no parcel and no fault."""
        self.parcels.clear()
        self.faults.clear()
        self.requests.clear()

    # --- what a test does with a parcel -------------------------------------------

    def move(self, number, text, code, when=None):
        """Have something happen to a parcel; nobody is told yet."""
        parcel = self.parcels.setdefault(number, Parcel("zhongtong", number))
        stamp = china(when or datetime.now(timezone.utc))
        event = {"time": stamp, "ftime": stamp, "context": text, "statusCode": code}
        parcel.events.append(event)
        return event

    def travel(self, number, start="天津", end="北京", courier="中通快递", since=None):
        """Give a parcel its whole journey, from ``since`` (default: 30 hours ago)."""
        since = since or datetime.now(timezone.utc) - timedelta(hours=30)
        for code, text, hours in JOURNEY:
            words = text.format(start=start, end=end, courier=courier)
            self.move(number, words, code, since + timedelta(hours=hours))

    def push(self, number, events=None, sign=None, status="polling", times=1, **other):
        """Tell the subscriber; return the last (status, answer).

        :param events: only these of the parcel's events
        :param str sign: instead of the right signature
        :param other: what the push says instead, ``body`` for all of it
        """
        parcel = self.parcels[number]
        result = parcel.result(events) | other.pop("result", {})
        push = {
            "status": status,
            "billstatus": "check" if status == "shutdown" else "sending",
            "message": "",
            "lastResult": result,
            **other,
        }
        param = other.get("body") or json.dumps(push, ensure_ascii=False)
        form = {"param": param, "sign": sign or md5(param + parcel.salt)}
        for _time in range(times):
            answer = self._send(parcel.callback, form)
        return answer

    def _send(self, url, form):
        data = urllib.parse.urlencode(form).encode()
        try:
            with urllib.request.urlopen(url, data, timeout=30) as response:  # noqa: S310
                return response.status, json.loads(response.read())
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    # --- what the system asks ------------------------------------------------------

    def subscribe(self, form):
        param = json.loads(form.get("param", "{}"))
        number, company = param.get("number", ""), param.get("company", "")
        parameters = param.get("parameters", {})
        if param.get("key") != self.key:
            return _no("601", "KEY已过期")
        if company not in COURIERS:
            return _no("700", "不支持的快递公司")
        if not number or not parameters.get("callbackurl"):
            return _no("701", "参数错误")
        parcel = self.parcels.setdefault(number, Parcel())
        again = bool(parcel.callback)
        parcel.company, parcel.number = company, number
        parcel.callback = parameters["callbackurl"]
        parcel.salt = parameters.get("salt", "")
        parcel.phone = parameters.get("phone", "")
        if again:
            return _no("501", "重复订阅")
        return {"result": True, "returnCode": "200", "message": "提交成功"}

    def query(self, form):
        text = form.get("param", "")
        right = md5(text + self.key + self.customer)
        if form.get("customer") != self.customer or form.get("sign") != right:
            return _no("503", "验证签名失败")
        param = json.loads(text)
        parcel = self.parcels.get(param.get("num", ""))
        if parcel is None or not parcel.events:
            return _no("500", "查询无结果，请隔段时间再查")
        today = datetime.now(CHINA).date()
        parcel.queries[today] += 1
        if parcel.queries[today] > QUERIES_A_DAY:
            return _no("408", "单号查询过于频繁，已被锁定24小时")
        return parcel.result()


def _no(code, message):
    return {"result": False, "returnCode": code, "message": message}


def _handler(kuaidi):
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            size = int(self.headers.get("Content-Length", 0))
            body = self.rfile.read(size).decode()
            form = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
            kuaidi.requests.append((self.path, form))
            fault = kuaidi.faults.popleft() if kuaidi.faults else ""
            if fault == "silent":
                self.close_connection = True
                return
            if fault == "slow":
                time.sleep(kuaidi.slow)
            answers = {"/poll": kuaidi.subscribe, "/poll/query.do": kuaidi.query}
            answer = answers.get(self.path)
            if fault == "500" or answer is None:
                self._say(500 if fault else 404, "<h1>busy</h1>")
            elif fault == "nonsense":
                self._say(200, "<html>maintenance</html>")
            elif fault == "redirect":
                self._say(302, "", Location=f"{kuaidi.url}/elsewhere")
            elif fault == "locked":
                self._say(200, json.dumps(_no("408", "单号已被锁")))
            else:
                self._say(200, json.dumps(answer(form), ensure_ascii=False))

        def _say(self, status, text, **headers):
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json;charset=UTF-8")
            self.send_header("Content-Length", str(len(content)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            """Say nothing: forms hold keys."""

    return Handler


def main():
    """Run the provider alone until it is interrupted; subscribed parcels travel."""
    parser = argparse.ArgumentParser(description="A Kuaidi100 on this machine")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--customer", default="CUSTOMER")
    parser.add_argument("--key", default="KEY")
    parser.add_argument("--every", type=float, default=5, help="seconds per event")
    options = parser.parse_args()
    with Kuaidi(options.customer, options.key, options.port) as kuaidi:
        print(kuaidi.url)
        while True:
            time.sleep(options.every)
            _advance(kuaidi)


def _advance(kuaidi):
    """Move every subscribed parcel by one event of its journey."""
    for parcel in list(kuaidi.parcels.values()):
        step = len(parcel.events)
        if not parcel.callback or step >= len(JOURNEY):
            continue
        code, text, _hours = JOURNEY[step]
        words = text.format(start="天津", end="北京", courier="快递")
        kuaidi.move(parcel.number, words, code)
        last = step + 1 == len(JOURNEY)
        kuaidi.push(parcel.number, status="shutdown" if last else "polling")


if __name__ == "__main__":
    main()
