"""How money is paid out, and the protocols for it; nothing of Odoo in here."""

from .report import Fault, Refused, Report
from .wechat_v3 import Merchant

__all__ = ["Fault", "Merchant", "Refused", "Report"]
