"""Requests to WeChat Pay API v3: signed, checked, and their errors named."""

import base64
import json
import re
import secrets
import time

import requests
from cryptography import x509
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ..wechat.errors import (
    AlreadyDone,
    BadRequest,
    InDoubt,
    Misconfigured,
    NotPermitted,
    QuotaReached,
    Refused,
    Transient,
)

PLATFORM = "https://api.mch.weixin.qq.com"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
TIMEOUT = 12
CLOCK = 300
CODES = {
    "NO_AUTH": NotPermitted,
    "SIGN_ERROR": Misconfigured,
    "APPID_MCHID_NOT_MATCH": Misconfigured,
    "MCH_NOT_EXISTS": Misconfigured,
    "RESOURCE_ALREADY_EXISTS": AlreadyDone,
    "FREQUENCY_LIMITED": QuotaReached,
    "FREQUENCY_LIMIT_EXCEED": QuotaReached,
    "RATELIMIT_EXCEEDED": QuotaReached,
    "PARAM_ERROR": BadRequest,
}


class Merchant:
    """A merchant of WeChat Pay, and the keys that the two of them share.

    :param private_key: the merchant's own, PEM
    :param platform_key: WeChat Pay's public key, or the certificate of those who are
        still without one, PEM; both, while one replaces the other
    :param platform_id: PUB_KEY_ID_..., or the serial number of the certificate
    :raise ValueError: no key of that name, or none that can be read
    :param api_key: the APIv3 key of 32 characters that seals notices
    """

    def __init__(
        self, number, serial, private_key, platform_id, platform_key, api_key, base=""
    ):
        self.number = number
        self.serial = serial
        self.base = (base or PLATFORM).rstrip("/")
        self.platform_id = platform_id
        self._api_key = api_key.encode()
        self._private = serialization.load_pem_private_key(private_key.encode(), None)
        self._platform = _read_keys(platform_id, platform_key)

    def ask(self, verb, path, body=None):
        """Send one request and return its answer, a dict.

        :raise WechatError: see ``wechat.errors``; ``InDoubt`` may have been done
        """
        # the bytes that are signed are the bytes that are sent
        text = "" if body is None else json.dumps(body, ensure_ascii=False)
        try:
            answer = requests.request(
                verb,
                self.base + path,
                data=text.encode(),
                headers=self._prepare_headers(verb, path, text),
                timeout=TIMEOUT,
                allow_redirects=False,
            )
        except requests.ConnectTimeout as error:
            raise Transient(None, "no connection") from error
        except requests.RequestException as error:
            raise InDoubt(None, type(error).__name__) from error
        return self._read(answer)

    def _prepare_headers(self, verb, path, text):
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        signature = self._sign(verb, path, moment, nonce, text)
        words = {
            "mchid": self.number,
            "nonce_str": nonce,
            "signature": signature,
            "timestamp": moment,
            "serial_no": self.serial,
        }
        pairs = ",".join(f'{name}="{word}"' for name, word in words.items())
        return {
            "Authorization": f"{SCHEME} {pairs}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "wechat-member/1.0",
            "Wechatpay-Serial": self.platform_id,
        }

    def _sign(self, *lines):
        content = "".join(f"{line}\n" for line in lines).encode()
        signed = self._private.sign(content, padding.PKCS1v15(), hashes.SHA256())
        return base64.b64encode(signed).decode()

    def _read(self, answer):
        if answer.status_code == 204:
            return {}
        if not 200 <= answer.status_code < 300:
            raise _error_of(answer)
        if not self.is_signed(answer.headers, answer.content, time.time()):
            # whoever said this, it was not WeChat Pay
            raise InDoubt(None, "the answer is not signed by WeChat Pay")
        try:
            words = answer.json()
        except ValueError as error:
            raise InDoubt(None, "the answer is no JSON") from error
        if not isinstance(words, dict):
            raise InDoubt(None, "the answer is no object")
        return words

    def is_signed(self, headers, body, now):
        """Whether WeChat Pay signed these bytes, with a key of its own, about now."""
        moment = headers.get("Wechatpay-Timestamp", "")
        key = self._platform.get(_name_key(headers.get("Wechatpay-Serial", "")))
        if key is None:
            return False
        if not (moment.isascii() and moment.isdigit() and len(moment) <= 12):
            return False
        if abs(now - int(moment)) > CLOCK:
            return False
        nonce = headers.get("Wechatpay-Nonce", "")
        content = f"{moment}\n{nonce}\n".encode() + body + b"\n"
        try:
            signature = base64.b64decode(headers.get("Wechatpay-Signature", ""))
            key.verify(signature, content, padding.PKCS1v15(), hashes.SHA256())
        except (InvalidSignature, ValueError):
            return False
        return True

    def unseal(self, resource):
        """Return what is sealed in a notice, a dict; ValueError if it is not for us."""
        try:
            text = AESGCM(self._api_key).decrypt(
                resource["nonce"].encode(),
                base64.b64decode(resource["ciphertext"]),
                (resource.get("associated_data") or "").encode(),
            )
            return json.loads(text)
        except (InvalidTag, KeyError, TypeError, AttributeError) as error:
            raise ValueError("a notice sealed with another key") from error


def _name_key(serial):
    """Return a key's name: serial numbers are written with and without zeros."""
    return serial.strip().upper().lstrip("0")


def _read_keys(platform_id, text):
    """Return {name: public key} of all PEM blocks in a text."""
    keys = {}
    blocks = re.findall(
        r"(-----BEGIN ([A-Z ]+)-----.+?-----END \2-----)", text or "", re.DOTALL
    )
    # a public key does not know its own name, a certificate does
    for block, kind in sorted(blocks, key=lambda one: one[1] == "CERTIFICATE"):
        if kind == "CERTIFICATE":
            found = x509.load_pem_x509_certificate(block.encode())
            keys[f"{found.serial_number:X}"] = found.public_key()
        else:
            found = serialization.load_pem_public_key(block.encode())
            keys[_name_key(platform_id)] = found
    if _name_key(platform_id) not in keys:
        raise ValueError("no key of this name")
    return keys


def _error_of(answer):
    try:
        words = answer.json()
    except ValueError:
        words = {}
    code, text = words.get("code"), words.get("message") or ""
    request_id = answer.headers.get("Request-ID", "")
    text = f"{text} rid: {request_id}" if request_id else text
    if kind := CODES.get(code):
        return kind(code, text)
    if answer.status_code == 429:
        return QuotaReached(code, text)
    if answer.status_code >= 500:
        return InDoubt(code, text)
    return Refused(code, text)
