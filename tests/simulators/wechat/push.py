"""Tells the merchant what happened: signed, encrypted, three times if need be."""

import base64
import hashlib
import random
import secrets
import struct
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

# how events are brought, until a test wants it otherwise
DELIVERY = {
    "hold": False,
    "copies": 1,
    "delay": 0,
    "shuffle": False,
    "tries": 3,
    "timeout": 5,
    "pause": 0.2,
    # seconds the event is old; which key signs and encrypts: right, old or forged
    "age": 0,
    "key": "right",
}
BLOCK = 32


def signature(*words):
    """The platform's signature over some words."""
    return hashlib.sha1("".join(sorted(words)).encode()).hexdigest()  # noqa: S324


def encrypt(aes_key, appid, text, salt=None):
    """The text as the platform encrypts it for an account."""
    key = base64.b64decode(aes_key + "=")
    content = text.encode()
    plain = (salt or secrets.token_bytes(16)) + struct.pack(">I", len(content))
    plain += content + appid.encode()
    size = BLOCK - len(plain) % BLOCK
    plain += bytes([size]) * size
    cipher = Cipher(algorithms.AES(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(cipher.update(plain) + cipher.finalize()).decode()


def xml(values, root="xml"):
    """Elements in the order given; text in CDATA, numbers bare, dicts inside."""
    parts = []
    for name, value in values.items():
        for item in value if isinstance(value, list) else [value]:
            parts.append(_element(name, item))
    return f"<{root}>{''.join(parts)}</{root}>"


def _element(name, value):
    if isinstance(value, dict):
        return xml(value, name)
    if isinstance(value, int):
        return f"<{name}>{int(value)}</{name}>"
    text = str(value).replace("]]>", "]]&gt;")
    return f"<{name}><![CDATA[{text}]]></{name}>"


class Post:
    """Events on their way to the accounts' callbacks, and what became of them."""

    def __init__(self, world):
        self.world = world
        self._idle = threading.Condition()
        self._under_way = 0
        self.reset()

    def reset(self):
        self.delivery = dict(DELIVERY)
        self.pushes, self.held = [], []

    # --- what happened ---------------------------------------------------------------

    def event(self, app, openid, event, **more):
        """Tell an account of an event; nothing is awaited."""
        self.message(app, openid, "event", Event=event, **more)

    def message(self, app, openid, kind, **more):
        values = {
            "ToUserName": app["original_id"],
            "FromUserName": openid,
            "CreateTime": self.world.now() - self.delivery["age"],
            "MsgType": kind,
            **more,
        }
        push = {"appid": app["appid"], "values": values, "tries": []}
        self.pushes.append(push)
        if app["callback_url"]:
            self.held.append(push)
            if not self.delivery["hold"]:
                self.release(wait=False)

    def release(self, wait=True):
        """Send what is held, in any order if they are to be shuffled."""
        sending, self.held = self.held, []
        if self.delivery["shuffle"]:
            random.shuffle(sending)
        for push in sending * self.delivery["copies"]:
            self.start(self._deliver, push)
        if wait:
            self.flush()

    def flush(self, timeout=60):
        """Wait until nothing is under way; whether that came about."""
        with self._idle:
            return self._idle.wait_for(lambda: not self._under_way, timeout)

    def start(self, function, *arguments):
        """Do something that `flush` waits for."""
        with self._idle:
            self._under_way += 1
        thread = threading.Thread(target=self._run, args=(function, *arguments))
        thread.daemon = True
        thread.start()

    def _run(self, function, *arguments):
        try:
            function(*arguments)
        finally:
            with self._idle:
                self._under_way -= 1
                self._idle.notify_all()

    # --- how it is brought -----------------------------------------------------------

    def _deliver(self, push):
        time.sleep(self.delivery["delay"])
        app = self.world.apps[push["appid"]]
        url, body = self.sealed(app, push["values"])
        for number in range(self.delivery["tries"]):
            if number:
                time.sleep(self.delivery["pause"])
            status, answer = self.send(url, body)
            push["tries"].append({"status": status, "answer": answer[:500]})
            if status == 200 and accepted(answer):
                return

    def sealed(self, app, values):
        """The (address, body) that brings an event, by the account's mode."""
        wrong = self.delivery["key"]
        token = secrets.token_hex(8) if wrong == "forged" else app["token"]
        stamp = str(self.world.now() - self.delivery["age"])
        nonce = secrets.token_hex(5)
        query = {
            "signature": signature(token, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "openid": values["FromUserName"],
        }
        text = xml(values)
        if app["mode"] != "plain":
            key = app["old_aes_key"] if wrong == "old" else app["aes_key"]
            secret = encrypt(key, app["appid"], text)
            query["encrypt_type"] = "aes"
            query["msg_signature"] = signature(token, stamp, nonce, secret)
            outer = {"ToUserName": app["original_id"], "Encrypt": secret}
            shown = values if app["mode"] == "compatible" else {}
            text = xml({**shown, **outer})
        mark = "&" if "?" in app["callback_url"] else "?"
        return f"{app['callback_url']}{mark}{urllib.parse.urlencode(query)}", text

    def send(self, url, body, headers=None):
        """POST, and return (status, text); status 0 if nothing came back."""
        headers = headers or {"Content-Type": "text/xml"}
        request = urllib.request.Request(  # noqa: S310
            url, body.encode("utf-8", "surrogatepass"), headers
        )
        return self._open(request)

    def check(self, app):
        """Ask the callback for the echo, as at registration; whether it gave it."""
        stamp, nonce = str(self.world.now()), secrets.token_hex(5)
        echo = str(secrets.randbits(60))
        query = {
            "signature": signature(app["token"], stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
            "echostr": echo,
        }
        mark = "&" if "?" in app["callback_url"] else "?"
        url = f"{app['callback_url']}{mark}{urllib.parse.urlencode(query)}"
        return self._open(urllib.request.Request(url)) == (200, echo)  # noqa: S310

    def _open(self, request):
        timeout = self.delivery["timeout"]
        try:
            with _direct.open(request, timeout=timeout) as response:
                return response.status, response.read().decode(errors="replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode(errors="replace")
        except OSError:
            return 0, ""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """The platform follows no redirect."""

    def redirect_request(self, *_args):
        return None


_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def accepted(answer):
    """Whether a merchant's answer is one the platform takes for an answer."""
    return answer in ("", "success") or answer.lstrip().startswith("<xml")
