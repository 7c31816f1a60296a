"""A telephone to act as a follower with."""

import hashlib


def page_signature(ticket, nonce, stamp, url):
    """The signature with which a page may use WeChat's functions."""
    text = f"jsapi_ticket={ticket}&noncestr={nonce}&timestamp={stamp}&url={url}"
    return hashlib.sha1(text.encode()).hexdigest()  # noqa: S324
