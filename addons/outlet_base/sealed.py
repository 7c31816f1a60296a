"""Secrets at rest: sealed in the database, the key outside of it."""

import base64
import contextlib
import hashlib
import os
import secrets
import tempfile
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from odoo.tools import config

# Several servers of one database share a key by this; else each machine makes its own.
ENVIRONMENT = "OUTLET_SEAL_KEY"
KEY_FILE = "outlet_seal.key"


def seal(text):
    """Return ``text`` encrypted, as ASCII; see ``unseal``.

    The key is that of the environment (``OUTLET_SEAL_KEY``), else one in a file of
    the server's data folder, made when it is first needed. A copy of the database
    alone opens nothing.
    """
    return _get_box().encrypt(text.encode()).decode()


def unseal(text):
    """Return what was sealed, or nothing if the key it was sealed with is gone."""
    if not text:
        return ""
    try:
        return _get_box().decrypt(text.encode()).decode()
    except InvalidToken:
        return ""


def _get_box():
    """The environment's key first; what the file's key sealed before still opens."""
    named = os.environ.get(ENVIRONMENT, "")
    kept = _read_key_file() or ("" if named else _make_key_file())
    return MultiFernet([_derive(material) for material in (named, kept) if material])


def _derive(material):
    digest = hashlib.sha256(b"outlet.seal:" + material.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def _get_key_path():
    return Path(config["data_dir"]) / KEY_FILE


def _read_key_file():
    path = _get_key_path()
    return path.read_text().strip() if path.exists() else ""


def _make_key_file():
    """Write a new key, unless another process was faster; return the one that holds."""
    path = _get_key_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    # whole or not at all: a link appears with the content already in it
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=KEY_FILE) as new:
        new.write(secrets.token_urlsafe(32))
        new.flush()
        os.fsync(new.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(new.name, path)
    return _read_key_file()
