import base64
import hashlib
import os

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

# Where it is set, a copy of the database alone opens nothing.
ENVIRONMENT = "OUTLET_SEAL_KEY"


def seal(text, database_secret):
    """Return ``text`` encrypted, as ASCII; see ``unseal``."""
    return _get_box(database_secret).encrypt(text.encode()).decode()


def unseal(text, database_secret):
    """Return what was sealed, or nothing if the key it was sealed with is gone."""
    try:
        return _get_box(database_secret).decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _get_box(database_secret):
    """The environment's key first; what was sealed before it was set still opens."""
    materials = [os.environ.get(ENVIRONMENT, ""), database_secret]
    return MultiFernet([_derive(material) for material in materials if material])


def _derive(material):
    digest = hashlib.sha256(b"agent_dropship.seal:" + material.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))
