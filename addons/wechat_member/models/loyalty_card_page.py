"""How coupons look to their owner."""

from odoo import fields, models
from odoo.tools import format_amount, format_date

EXPIRES_SOON_DAYS = 7


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    def _prepare_page_coupon(self):
        """Describe a coupon to its owner, in words."""
        self.ensure_one()
        program = self.program_id
        minimum = max(program.rule_ids.mapped("minimum_amount") or [0])
        amount = format_amount(self.env, minimum, program.currency_id)
        expires = self.expiration_date
        until = self.env._("No end date")
        if expires:
            until = self.env._("Until %s", format_date(self.env, expires))
        left = expires and (expires - fields.Date.context_today(self)).days
        return {
            "name": program.name,
            "worth": program._honest_text(),
            "minimum": minimum and self.env._("From %s", amount),
            "until": until,
            "soon": bool(expires) and 0 <= left <= EXPIRES_SOON_DAYS,
            "code": self.code,
            **program._prepare_worth(),
        }

    def _prepare_page_gift_card(self):
        """Describe a gift card to its owner, in words."""
        self.ensure_one()
        expires = self.expiration_date
        until = self.env._("No end date")
        if expires:
            until = self.env._("Until %s", format_date(self.env, expires))
        return {
            "balance": format_amount(
                self.env, self.points, self.program_id.currency_id
            ),
            "name": self.program_id.name,
            "until": until,
            "code": self.code,
        }
