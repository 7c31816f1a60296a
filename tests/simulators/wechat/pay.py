"""WeChat Pay, API v3: merchants and their keys, signatures, notices.

A merchant is made by `wechat.new_merchant(appids=[...])` or POST /_sim/merchants; the
answer holds what he enters into his own system: mchid, serial, private_key, api_key,
platform_serial, platform_public (and brand_id for the interfaces of brands).
"""

import base64
import json
import re
import secrets
import time
from datetime import datetime, timedelta, timezone

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .control import control, given
from .errors import PayRefusal
from .routes import route

CHINA = timezone(timedelta(hours=8))
SKEW = 300
RIGHTS = ["busifavor", "busifavor_send", "product_coupon", "codepay"]
TRIES = 11
TABLES = (
    *("notify", "nonces", "requests", "stocks", "coupons", "products", "users"),
    *("trades", "refunds", "spent_codes"),
)


def when(stamp):
    """A moment as WeChat Pay writes it."""
    return datetime.fromtimestamp(stamp, CHINA).isoformat(timespec="seconds")


def seconds(text):
    """The moment that was written; raises PayRefusal."""
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
    except (AttributeError, TypeError, ValueError):
        raise PayRefusal("PARAM_ERROR", "时间格式错误") from None


def _new_key():
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    public = key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()
    return private, public


def sign(private, text):
    key = serialization.load_pem_private_key(private.encode(), None)
    made = key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())
    return base64.b64encode(made).decode()


def _is_signed(public, text, signature):
    key = serialization.load_pem_public_key(public.encode())
    try:
        made = base64.b64decode(signature)
        key.verify(made, text.encode(), padding.PKCS1v15(), hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def seal(api_key, text, data, nonce=""):
    """The (ciphertext, nonce) of a notice's contents."""
    nonce = nonce or secrets.token_hex(6)
    sealed = AESGCM(api_key.encode()).encrypt(
        nonce.encode(), text.encode(), data.encode()
    )
    return base64.b64encode(sealed).decode(), nonce


def new_merchant(world, mchid="", **values):
    """Make a merchant or change one; return him."""
    with world.lock:
        mchid = mchid or f"19{secrets.randbelow(10**8):08}"
        if mchid not in world.merchants:
            world.merchants[mchid] = _blank(mchid)
        merchant = world.merchants[mchid]
        unknown = set(values) - set(merchant)
        if unknown:
            raise KeyError(f"no such property of a merchant: {sorted(unknown)}")
        merchant.update(values)
        return merchant


def _blank(mchid):
    private, public = _new_key()
    platform_private, platform_public = _new_key()
    return {
        "mchid": mchid,
        "brand_id": f"4{mchid}",
        "serial": secrets.token_hex(20).upper(),
        "private_key": private,
        "public_key": public,
        "platform_serial": f"PUB_KEY_ID_0{mchid}2026",
        "platform_private": platform_private,
        "platform_public": platform_public,
        "api_key": secrets.token_hex(16),
        "appids": [],
        # who entered the address for notices: a brand, or a partner for it
        "by_brand": False,
        "rights": list(RIGHTS),
        # how long a notice waits before it is tried again
        "pause": 0.2,
        **{name: {} for name in TABLES},
        "notices": [],
    }


@control("POST", "merchants")
def merchants(world, call):
    return new_merchant(world, **given(call))


# --- being asked --------------------------------------------------------------------


class Signer:
    """The merchant who asks, and what signs the answer."""

    def __init__(self, world, merchant):
        self.world, self.merchant, self.fault = world, merchant, None

    def headers(self, text):
        """The headers that prove an answer to be the platform's."""
        kind = self.fault["kind"] if self.fault else ""
        if kind == "unsigned":
            return {}
        late = self.fault.get("seconds", 600) if kind == "skewed" else 0
        private = _new_key()[0] if kind == "forged" else None
        return signed(self.world, self.merchant, text, late, private)


def signed(world, merchant, text, late=0, private=None):
    stamp, nonce = str(world.now() - late), secrets.token_hex(16)
    private = private or merchant["platform_private"]
    return {
        "Request-ID": f"08{secrets.token_hex(12).upper()}-0",
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": merchant["platform_serial"],
        "Wechatpay-Signature": sign(private, f"{stamp}\n{nonce}\n{text}\n"),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }


def enter(world, call):
    """Who asks, after his signature was checked; raises PayRefusal."""
    scheme, _, rest = call.headers.get("Authorization", "").partition(" ")
    words = dict(re.findall(r'(\w+)="([^"]*)"', rest))
    brand = call.path.startswith("/brand/")
    right = "WECHATPAY-BRAND-SHA256-RSA2048" if brand else "WECHATPAY2-SHA256-RSA2048"
    merchant = _find(world, words, brand)
    stamp, nonce = words.get("timestamp", ""), words.get("nonce_str", "")
    fresh = stamp.isdigit() and abs(world.now() - int(stamp)) <= SKEW
    text = "\n".join([call.method, call.target, stamp, nonce, call.body.decode(), ""])
    valid = (
        scheme == right
        and merchant is not None
        and words.get("serial_no") == merchant["serial"]
        and fresh
        and nonce not in merchant["nonces"]
        and _is_signed(merchant["public_key"], text, words.get("signature", ""))
    )
    if not valid:
        raise PayRefusal("SIGN_ERROR", "签名错误，请检查后再试")
    merchant["nonces"][nonce] = int(stamp)
    return Signer(world, merchant)


def _find(world, words, brand):
    name = "brand_id" if brand else "mchid"
    for merchant in world.merchants.values():
        if merchant[name] == words.get(name):
            return merchant
    return None


def pay(method, pattern, right):
    """Register a function of (world, merchant, call) that WeChat Pay answers with."""

    def register(function):
        def answer(world, signer, call):
            if right not in signer.merchant["rights"]:
                raise PayRefusal("NO_AUTH", "商户暂无权限使用此功能")
            return function(world, signer.merchant, call)

        route("pay", method, pattern)(answer)
        return function

    return register


def body(call, *needed):
    """The body; raises PayRefusal when something is missing."""
    try:
        asked = json.loads(call.body or b"{}")
    except ValueError:
        raise PayRefusal("PARAM_ERROR", "请求不是合法的JSON") from None
    missing = [name for name in needed if asked.get(name) in (None, "")]
    if missing:
        raise PayRefusal("PARAM_ERROR", f"缺少参数 {missing[0]}")
    return asked


def once(merchant, number, asked, function):
    """The answer of the first time for the same number and the same contents."""
    if not number or len(number) > 128:
        raise PayRefusal("PARAM_ERROR", "请求单号错误")
    text = json.dumps(asked, sort_keys=True)
    known = merchant["requests"].get(number)
    if known is None:
        answer = function()
        merchant["requests"][number] = {"asked": text, "answer": answer}
        return answer
    if known["asked"] != text:
        raise PayRefusal("INVALID_REQUEST", "请求单号已使用，且参数不一致")
    return known["answer"]


# --- telling ------------------------------------------------------------------------


def notify(world, merchant, url, event_type, resource, kind="coupon", **wrong):
    """Tell a merchant something; nothing is awaited.

    :param wrong: ``probe`` a signature to be refused, ``key`` another private key,
        ``api_key`` another secret, ``age`` seconds, ``tries``
    """
    text = json.dumps(resource, ensure_ascii=False)
    sealed, nonce = seal(wrong.get("api_key") or merchant["api_key"], text, kind)
    told = {
        "id": secrets.token_hex(16),
        "create_time": when(world.now()),
        "event_type": event_type,
        "resource_type": "encrypt-resource",
        "summary": "营销事件",
        "resource": {
            "original_type": kind,
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": sealed,
            "associated_data": kind,
            "nonce": nonce,
        },
    }
    text = json.dumps(told)
    headers = signed(world, merchant, text, wrong.get("age", 0), wrong.get("key"))
    if wrong.get("probe"):
        headers["Wechatpay-Signature"] = "WECHATPAY/SIGNTEST/" + "A" * 300
    notice = {"event_type": event_type, "resource": resource, "tries": []}
    merchant["notices"].append(notice)
    if url:
        tries = wrong.get("tries", TRIES)
        world.post.start(_bring, world, merchant, url, text, headers, notice, tries)


def _bring(world, merchant, url, text, headers, notice, tries):

    headers = {**headers, "Content-Type": "application/json"}
    for number in range(tries):
        if number:
            time.sleep(merchant["pause"])
        status, answer = world.post.send(url, text, headers)
        notice["tries"].append({"status": status, "answer": answer[:500]})
        if status in (200, 204):
            return


@control("POST", "pay/notify")
def control_notify(world, call):
    values = given(call)
    merchant = world.merchants[values.pop("mchid")]
    url = values.pop("url", "") or next(iter(merchant["notify"].values()), "")
    event_type, resource = values.pop("event_type"), values.pop("resource")
    notify(world, merchant, url, event_type, resource, **values)
