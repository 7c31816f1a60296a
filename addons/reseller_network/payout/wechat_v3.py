"""Transfers of a merchant to a person's WeChat, as they are since 2025: the payee
confirms each of them in WeChat within a day, or it lapses.

Requests and answers are signed (RSA, SHA-256), names are encrypted for the platform,
notifications come encrypted with the merchant's key (AES-GCM). Amounts are in fen.
"""

import base64
import binascii
import json
import secrets
import time

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .report import Fault, Refused, Report

TRANSFERS = "/v3/fund-app/mch-transfer/transfer-bills"
SCHEME = "WECHATPAY2-SHA256-RSA2048"
# seconds that the clocks of both sides may differ
SKEW = 300
# answers after which the same request is repeated with the same number
TRY_AGAIN = {"SYSTEM_ERROR", "FREQUENCY_LIMITED", "RATELIMIT_EXCEEDED", "NOT_ENOUGH"}
NOT_FOUND = {"NOT_FOUND", "RESOURCE_NOT_EXISTS"}
STATES = {
    "ACCEPTED": "sent",
    "PROCESSING": "sent",
    "TRANSFERING": "sent",
    "CANCELING": "sent",
    "WAIT_USER_CONFIRM": "waiting",
    "SUCCESS": "paid",
    "FAIL": "failed",
    "CANCELLED": "cancelled",
}
# how a transfer ends that nobody confirmed
LAPSED = "OVERDUE_CLOSE"


class Merchant:
    """One merchant's keys and what is said with them.

    :param str private_key: the merchant's, PEM
    :param str platform_key: WeChat Pay's public key, PEM
    :param str secret: the APIv3 key, 32 characters
    """

    def __init__(
        self, mchid, serial, private_key, platform_serial, platform_key, secret
    ):
        self.mchid = mchid
        self.serial = serial
        self.platform_serial = platform_serial
        self._private = serialization.load_pem_private_key(private_key.encode(), None)
        self._platform = serialization.load_pem_public_key(platform_key.encode())
        self._secret = secret.encode()

    # --- out ----------------------------------------------------------------------

    def headers(self, method, path, body=""):
        """Return the headers of a signed request; ``path`` as it is sent."""
        stamp, nonce = str(int(time.time())), secrets.token_hex(16)
        text = f"{method}\n{path}\n{stamp}\n{nonce}\n{body}\n"
        signature = self._private.sign(
            text.encode(), padding.PKCS1v15(), hashes.SHA256()
        )
        values = {
            "mchid": self.mchid,
            "nonce_str": nonce,
            "signature": base64.b64encode(signature).decode(),
            "timestamp": stamp,
            "serial_no": self.serial,
        }
        said = ",".join(f'{key}="{value}"' for key, value in values.items())
        return {
            "Authorization": f"{SCHEME} {said}",
            "Accept": "application/json",
            "Content-Type": "application/json",
            "User-Agent": "reseller-network",
            "Wechatpay-Serial": self.platform_serial,
        }

    def transfer(self, values, remark, name=""):
        """Return the body of the request for a transfer, JSON text.

        :param dict values: appid, transfer_scene_id, out_bill_no, openid,
            transfer_amount (fen) and notify_url
        """
        body = values | {
            "transfer_remark": remark[:32],
            "transfer_scene_report_infos": [
                {"info_type": "岗位类型", "info_content": "推广员"},
                {"info_type": "报酬说明", "info_content": remark[:32]},
            ],
        }
        if name:
            body["user_name"] = self.encrypt(name)
        return json.dumps(body, ensure_ascii=False)

    def encrypt(self, text):
        """Return ``text`` so that only WeChat Pay can read it."""
        mask = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
        return base64.b64encode(self._platform.encrypt(text.encode(), mask)).decode()

    # --- in -----------------------------------------------------------------------

    def is_signed(self, headers, body):
        """Return whether WeChat Pay signed ``body``, just now."""
        stamp = headers.get("Wechatpay-Timestamp", "")
        nonce = headers.get("Wechatpay-Nonce", "")
        if headers.get("Wechatpay-Serial") != self.platform_serial:
            return False
        if not stamp.isdigit() or abs(time.time() - int(stamp)) > SKEW:
            return False
        try:
            self._platform.verify(
                base64.b64decode(headers.get("Wechatpay-Signature", ""), validate=True),
                f"{stamp}\n{nonce}\n{body}\n".encode(),
                padding.PKCS1v15(),
                hashes.SHA256(),
            )
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    def read_answer(self, number, status, headers, body):
        """Return the ``Report`` of an answer about a transfer.

        :raise Refused: the request was turned down for good
        :raise Fault: it is not known what happened
        """
        data = _read_json(body)
        if 200 <= status < 300:
            if not self.is_signed(headers, body):
                raise Fault("The answer is not signed by WeChat Pay.")
            return self._report(number, data)
        code, words = str(data.get("code", "")), str(data.get("message", ""))
        if code in NOT_FOUND:
            return Report(number, "unknown")
        if status >= 500 or status == 429 or code in TRY_AGAIN or not code:
            raise Fault(f"{code or status} {words}".strip())
        raise Refused(f"{code} {words}".strip())

    def read_notice(self, body):
        """Return the ``Report`` of a notification whose signature is right.

        :raise Fault: it can not be read
        """
        resource = _read_json(body).get("resource") or {}
        try:
            plain = AESGCM(self._secret).decrypt(
                str(resource["nonce"]).encode(),
                base64.b64decode(resource["ciphertext"]),
                str(resource.get("associated_data", "")).encode(),
            )
        except (KeyError, ValueError, TypeError, InvalidTag) as error:
            raise Fault("The notification can not be opened.") from error
        data = _read_json(plain.decode(errors="replace"))
        if str(data.get("mch_id", self.mchid)) != self.mchid:
            raise Fault("The notification is for another merchant.")
        return self._report(str(data.get("out_bill_no", "")), data)

    def _report(self, number, data):
        if str(data.get("out_bill_no", number)) != number:
            raise Fault("The answer is about another transfer.")
        state = STATES.get(data.get("state"))
        if not state:
            raise Fault(f"Unknown state {data.get('state')!r}.")
        reason = str(data.get("fail_reason") or "")
        if state == "failed" and reason == LAPSED:
            state = "lapsed"
        amount = data.get("transfer_amount")
        return Report(
            number,
            state,
            reference=str(data.get("transfer_bill_no") or ""),
            package=str(data.get("package_info") or ""),
            amount=amount if isinstance(amount, int) else 0,
            reason=reason,
        )


def _read_json(text):
    try:
        data = json.loads(text)
    except ValueError:
        raise Fault("The answer can not be read.") from None
    if not isinstance(data, dict):
        raise Fault("The answer can not be read.")
    return data
