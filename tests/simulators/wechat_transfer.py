"""WeChat Pay's transfers to a payee who has to confirm, over HTTP on this machine.

It shares no code with what it tests. `python -m tests.simulators.wechat_transfer`
runs it alone and prints the keys to enter; in a test:

    with WechatTransfer() as wechat:
        ...                            # the system asks wechat.url for a transfer
        wechat.confirm("TX20261100001")
        wechat.notify("TX20261100001")   # the system is told

Faults are put into ``wechat.faults``, one for each request to come: "slow", "silent"
(nothing is done, nothing answered), "lost" (it is done, the answer is lost), "500",
"nonsense", "unsigned", "forged" (signed by another), or an error code of the platform
such as "NOT_ENOUGH". ``notify`` takes another state, amount, key or signature, so that
it can lie, repeat itself and mix up the order.
"""

import argparse
import base64
import collections
import json
import re
import secrets
import threading
import time
import urllib.error
import urllib.request
from datetime import datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

BILLS = "/v3/fund-app/mch-transfer/transfer-bills"
CHINA = timezone(timedelta(hours=8))
# in fen: from here on the name has to be there, below there it must not
NAME_FROM, NO_NAME_BELOW = 200000, 30
STATUS = {"NOT_FOUND": 404, "NO_AUTH": 403, "SIGN_ERROR": 401, "FREQUENCY_LIMITED": 429}
FINAL = ("SUCCESS", "FAIL", "CANCELLED")


def new_key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def public_pem(key):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def private_pem(key):
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def sign(key, text):
    signature = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(signature).decode()


class Refusal(Exception):
    def __init__(self, code, message=""):
        super().__init__(code)
        self.code, self.message = code, message


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, request, client_address):
        """Whoever asked did not wait for the answer: nothing to tell."""


class WechatTransfer:
    """The platform; the address is ``url`` while it is entered."""

    def __init__(self, port=0, slow=15):
        self.mchid, self.serial, self.app_id = "1900000109", "5157F09EFDC096DE", "wx01"
        self.platform_serial = "PUB_KEY_ID_0119000001092026"
        self.secret = secrets.token_hex(16)
        self.merchant_key, self.platform_key = new_key(), new_key()
        self.slow = slow
        self.bills, self.nonces = {}, set()
        self.faults = collections.deque()
        self.requests = []
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", port), _handler(self))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_error):
        self._server.shutdown()
        self._server.server_close()

    def account(self):
        """What the operator enters about his merchant, by the field's name."""
        return {
            "base_url": self.url,
            "app_id": self.app_id,
            "merchant_number": self.mchid,
            "serial": self.serial,
            "platform_serial": self.platform_serial,
            "platform_key": public_pem(self.platform_key),
            "private_key": private_pem(self.merchant_key),
            "api_key": self.secret,
        }

    def forget(self):
        """Start over, with no transfer and no fault."""
        for kept in (self.bills, self.faults, self.requests):
            kept.clear()

    # --- what a payee does ----------------------------------------------------------

    def confirm(self, number):
        """The payee confirms; the money is his."""
        self._end(number, "SUCCESS")

    def lapse(self, number):
        """Nobody confirmed for a day."""
        self._end(number, "FAIL", "OVERDUE_CLOSE")

    def fail(self, number, reason="PAYEE_ACCOUNT_ABNORMAL"):
        self._end(number, "FAIL", reason)

    def _end(self, number, state, reason=""):
        with self._lock:
            bill = self.bills[number]
            if bill["state"] in FINAL:
                raise ValueError(f"{number} is {bill['state']} already")
            bill["state"] = state
            if reason:
                bill["fail_reason"] = reason

    def paid(self):
        """Return the fen that left the merchant's account."""
        done = [bill for bill in self.bills.values() if bill["state"] == "SUCCESS"]
        return sum(bill["transfer_amount"] for bill in done)

    # --- what the merchant is told ----------------------------------------------------

    def notify(self, number, times=1, key=None, secret=None, age=0, **other):
        """Tell the merchant how a transfer stands; return the last (status, answer).

        :param key: signs instead of the platform's
        :param str secret: encrypts instead of the merchant's
        :param int age: seconds the message is old
        :param other: what it says instead, also ``probe`` for a wrong signature
        """
        bill = self.bills[number]
        told = {
            name: bill[name]
            for name in ("out_bill_no", "transfer_bill_no", "state", "transfer_amount")
        } | {"mch_id": self.mchid, "openid": bill["openid"]}
        if bill.get("fail_reason"):
            told["fail_reason"] = bill["fail_reason"]
        probe = other.pop("probe", False)
        body = self._seal(told | other, secret or self.secret)
        headers = self._signed(body, key or self.platform_key, age)
        if probe:
            headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + "A" * 300
        for _time in range(times):
            answer = self._send(bill["notify_url"], body, headers)
        return answer

    def _seal(self, told, secret):
        nonce, data = secrets.token_hex(6), "mch_payment"
        sealed = AESGCM(secret.encode()).encrypt(
            nonce.encode(), json.dumps(told).encode(), data.encode()
        )
        return json.dumps(
            {
                "id": secrets.token_hex(16),
                "create_time": _now(),
                "event_type": "MCHTRANSFER.BILL.FINISHED",
                "resource_type": "encrypt-resource",
                "resource": {
                    "original_type": "mch_payment",
                    "algorithm": "AEAD_AES_256_GCM",
                    "ciphertext": base64.b64encode(sealed).decode(),
                    "associated_data": data,
                    "nonce": nonce,
                },
            }
        )

    def _signed(self, body, key, age=0):
        stamp, nonce = str(int(time.time()) - age), secrets.token_hex(8)
        return {
            "Content-Type": "application/json",
            "Wechatpay-Timestamp": stamp,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.platform_serial,
            "Wechatpay-Signature": sign(key, f"{stamp}\n{nonce}\n{body}\n"),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }

    def _send(self, url, body, headers):
        request = urllib.request.Request(url, body.encode(), headers)  # noqa: S310
        try:
            with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    # --- what the merchant asks -------------------------------------------------------

    def answer(self, method, path, headers, body):
        self._check_signature(method, path, headers, body)
        if method == "POST" and path == BILLS:
            return self._create(json.loads(body))
        match = re.fullmatch(rf"{BILLS}/out-bill-no/(\w+)(/cancel)?", path)
        if not match:
            raise Refusal("NOT_FOUND", "路径不存在")
        with self._lock:
            bill = self.bills.get(match[1])
            if bill is None:
                raise Refusal("NOT_FOUND", "记录不存在")
            if match[2]:
                if bill["state"] not in ("ACCEPTED", "WAIT_USER_CONFIRM"):
                    raise Refusal("INVALID_REQUEST", "当前状态不可撤销")
                bill["state"] = "CANCELLED"
            hidden = ("notify_url", "package_info", "name")
            return {key: bill[key] for key in bill if key not in hidden}

    def _check_signature(self, method, path, headers, body):
        words = dict(re.findall(r'(\w+)="([^"]*)"', headers.get("Authorization", "")))
        stamp, nonce = words.get("timestamp", ""), words.get("nonce_str", "")
        text = f"{method}\n{path}\n{stamp}\n{nonce}\n{body}\n"
        fresh = stamp.isdigit() and abs(time.time() - int(stamp)) <= 300
        known = (words.get("mchid"), words.get("serial_no")) == (
            self.mchid,
            self.serial,
        )
        if not fresh or not known or nonce in self.nonces:
            raise Refusal("SIGN_ERROR", "签名错误")
        self.nonces.add(nonce)
        try:
            self.merchant_key.public_key().verify(
                base64.b64decode(words.get("signature", "")),
                text.encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except InvalidSignature:
            raise Refusal("SIGN_ERROR", "签名错误") from None

    def _create(self, asked):
        self._check_asked(asked)
        number, amount = asked["out_bill_no"], asked["transfer_amount"]
        name = self._read_name(asked.get("user_name", ""))
        with self._lock:
            known = self.bills.get(number)
            if known is None:
                known = self.bills[number] = {
                    "out_bill_no": number,
                    "transfer_bill_no": f"13300{len(self.bills):08}",
                    "create_time": _now(),
                    "state": "WAIT_USER_CONFIRM",
                    "package_info": secrets.token_urlsafe(24),
                    "transfer_amount": amount,
                    "openid": asked["openid"],
                    "notify_url": asked["notify_url"],
                    "name": name,
                }
            elif (known["transfer_amount"], known["openid"]) != (
                amount,
                asked["openid"],
            ):
                raise Refusal("INVALID_REQUEST", "商户单号已存在，且参数不一致")
            shown = ("out_bill_no", "transfer_bill_no", "create_time", "state")
            answer = {key: known[key] for key in shown}
            if known["state"] == "WAIT_USER_CONFIRM":
                answer["package_info"] = known["package_info"]
            return answer

    def _check_asked(self, asked):
        amount, name = asked.get("transfer_amount"), asked.get("user_name")
        if not re.fullmatch(r"[0-9A-Za-z]{1,32}", asked.get("out_bill_no", "")):
            raise Refusal("PARAM_ERROR", "商户单号格式错误")
        if not isinstance(amount, int) or amount < 10:
            raise Refusal("PARAM_ERROR", "转账金额错误")
        if asked.get("appid") != self.app_id or not asked.get("openid"):
            raise Refusal("PARAM_ERROR", "openid 与 appid 不匹配")
        if amount >= NAME_FROM and not name:
            raise Refusal("PARAM_ERROR", "转账金额大于等于2000元，收款用户姓名必填")
        if amount < NO_NAME_BELOW and name:
            raise Refusal("PARAM_ERROR", "转账金额小于0.3元，不支持校验姓名")
        if not 1 <= len(asked.get("transfer_remark", "")) <= 32:
            raise Refusal("PARAM_ERROR", "转账备注错误")

    def _read_name(self, text):
        if not text:
            return ""
        mask = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
        return self.platform_key.decrypt(base64.b64decode(text), mask).decode()


def _now():
    return datetime.now(CHINA).isoformat(timespec="seconds")


def _handler(wechat):
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self._take("GET")

        def do_POST(self):
            self._take("POST")

        def _take(self, method):
            size = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(size).decode()
            wechat.requests.append((method, self.path, body))
            fault = wechat.faults.popleft() if wechat.faults else ""
            if fault == "slow":
                time.sleep(wechat.slow)
            if fault == "silent":
                self.close_connection = True
                return
            if fault == "500":
                self._say(500, '{"code": "SYSTEM_ERROR", "message": "系统异常"}')
                return
            if fault == "nonsense":
                self._say(200, "<html>maintenance</html>")
                return
            if fault.isupper():
                self._refuse(Refusal(fault))
                return
            self._answer(method, body, fault)

        def _answer(self, method, body, fault):
            try:
                answer = wechat.answer(method, self.path, self.headers, body)
            except Refusal as refusal:
                self._refuse(refusal)
                return
            if fault == "lost":
                self.close_connection = True
                return
            text = json.dumps(answer)
            key = new_key() if fault == "forged" else wechat.platform_key
            headers = {} if fault == "unsigned" else wechat._signed(text, key)
            self._say(200, text, headers)

        def _refuse(self, refusal):
            told = {"code": refusal.code, "message": refusal.message}
            status = STATUS.get(refusal.code, 400)
            self._say(status, json.dumps(told, ensure_ascii=False))

        def _say(self, status, text, headers=()):
            content = text.encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            for name, value in dict(headers).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_args):
            """Say nothing: requests hold names."""

    return Handler


def main():
    """Run the platform alone until it is interrupted; every payee confirms."""
    parser = argparse.ArgumentParser(description="WeChat transfers on this machine")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--every", type=float, default=20, help="seconds to confirm")
    options = parser.parse_args()
    with WechatTransfer(options.port) as wechat:
        for name, value in wechat.account().items():
            print(f"{name}:\n{value}\n")
        while True:
            time.sleep(options.every)
            for number, bill in list(wechat.bills.items()):
                if bill["state"] not in FINAL:
                    wechat.confirm(number)
                    wechat.notify(number)


if __name__ == "__main__":
    main()
