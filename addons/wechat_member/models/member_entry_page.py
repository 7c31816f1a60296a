from odoo import models
from odoo.tools import format_amount, format_datetime


class MemberEntry(models.Model):
    _inherit = "member.entry"

    def _prepare_page_entry(self, currency):
        """Describe a movement to the member: when, why and how much."""
        self.ensure_one()
        sign = "+" if self.amount > 0 else "−"
        size = abs(self.amount)
        is_money = self.asset in ("paid", "gift")
        words = format_amount(self.env, size, currency) if is_money else f"{size:,.0f}"
        return {
            "words": self.words,
            "date": format_datetime(self.env, self.date, dt_format="yyyy-MM-dd HH:mm"),
            "amount": f"{sign}{words}",
            "plus": self.amount > 0,
        }
