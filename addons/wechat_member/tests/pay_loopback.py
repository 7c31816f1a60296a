"""WeChat Pay of a few lines, which signs what it is told to say."""

import base64
import json
import secrets
import time
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.x509.oid import NameOID

from .loopback import Loopback


class PayLoopback(Loopback):
    """See ``Loopback``; ``platform_id`` and ``public_key`` are the platform's."""

    platform_id = "PUB_KEY_ID_TEST"

    def __enter__(self):
        self._key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return super().__enter__()

    @property
    def public_key(self):
        """The platform's public key, PEM."""
        return (
            self._key.public_key()
            .public_bytes(
                serialization.Encoding.PEM,
                serialization.PublicFormat.SubjectPublicKeyInfo,
            )
            .decode()
        )

    @property
    def certificate(self):
        """The platform's (serial number, certificate as PEM), made for the asking."""
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tenpay.com")])
        now = datetime.now(timezone.utc)
        made = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self._key.public_key())
            .serial_number(0x5157F09EFDC096DE15EBE81A47057A7232F1B8E1)
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1800))
            .sign(self._key, hashes.SHA256())
        )
        pem = made.public_bytes(serialization.Encoding.PEM).decode()
        return f"{made.serial_number:X}", pem

    @property
    def merchant_key(self):
        """A private key for the merchant, PEM; nobody checks what it signs."""
        return self._key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()

    def headers(self, answer):
        """Return the headers that prove the answer to be the platform's."""
        moment, nonce = str(int(time.time())), secrets.token_hex(16)
        signed = self._key.sign(
            f"{moment}\n{nonce}\n".encode() + answer + b"\n",
            padding.PKCS1v15(),
            hashes.SHA256(),
        )
        return {
            "Wechatpay-Timestamp": moment,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": self.platform_id,
            "Wechatpay-Signature": base64.b64encode(signed).decode(),
        }

    def seal(self, api_key, words):
        """Return the words as a notice carries them."""
        nonce = secrets.token_hex(6)
        sealed = AESGCM(api_key.encode()).encrypt(
            nonce.encode(), json.dumps(words).encode(), b"coupon"
        )
        return {
            "original_type": "coupon",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": base64.b64encode(sealed).decode(),
            "associated_data": "coupon",
            "nonce": nonce,
        }
