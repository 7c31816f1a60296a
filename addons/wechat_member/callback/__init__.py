"""What WeChat pushes: is it from WeChat, and what does it say? No Odoo here."""

from .envelope import MAX_BYTES, Keys, Message, Refused, check_address, open_message

__all__ = ["MAX_BYTES", "Keys", "Message", "Refused", "check_address", "open_message"]
