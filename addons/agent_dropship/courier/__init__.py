"""What couriers report, and the protocols it comes in; nothing of Odoo in here."""

from .report import Event, Fault, Report

__all__ = ["Event", "Fault", "Report"]
