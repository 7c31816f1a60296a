"""The receipt as a page on the customer's phone."""

import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import format_amount, format_datetime

from .loyalty_card_entry import MONEY_TYPES

SHOWN_DAYS = 180
RATED_DAYS = 7
TOKEN = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class PosOrder(models.Model):
    _inherit = "pos.order"

    # The page of a receipt is found by it, among all receipts there ever were.
    _access_token_idx = models.Index("(access_token) WHERE access_token IS NOT NULL")

    @api.model
    def _find_receipt(self, token):
        """Return the paid order with this secret, or nothing; any text may be asked."""
        if not TOKEN.fullmatch(token or ""):
            return self.browse()
        since = fields.Datetime.now() - timedelta(days=SHOWN_DAYS)
        return self.search(
            [
                ("access_token", "=", token),
                ("state", "not in", ("draft", "cancel")),
                ("date_order", ">=", since),
            ],
            limit=1,
        )

    def _get_visit_day(self):
        """Return the day of the visit, as the outlet's clock shows it."""
        self.ensure_one()
        zone = self.company_id._get_local_tz()
        return fields.Date.context_today(self.with_context(tz=zone), self.date_order)

    def _is_rateable(self):
        """Return whether the customer may still say how the visit was."""
        self.ensure_one()
        since = fields.Datetime.now() - timedelta(days=RATED_DAYS)
        return (
            self.config_id.rating_enabled
            and self.state not in ("draft", "cancel")
            and self.date_order >= since
            and self.amount_total >= 0
            and not self.lines.refunded_orderline_id
        )

    # ------------------------------------------------------------------- the page
    def _prepare_receipt_page(self):
        """Return what the page of this receipt shows, in words."""
        self.ensure_one()
        company, member = self.company_id, self.partner_id
        card_type = (
            member._get_card_type()
            if member.is_member
            else self.env["member.card.type"]._get_default(company)
        )
        zone = company._get_local_tz()
        goods = self.lines.filtered(lambda line: not line.is_reward_line)
        address = self.config_id._get_outlet_address()
        return {
            "look": card_type._prepare_look(member.member_level_id.color),
            "outlet": {
                "name": self.config_id.name,
                "address": company._format_outlet(address) if address else "",
                "phone": address.phone or company.phone or "",
            },
            "number": self.pos_reference,
            "sold_at": format_datetime(
                self.env, self.date_order, tz=zone, dt_format="yyyy-MM-dd HH:mm"
            ),
            "lines": [line._prepare_receipt_line() for line in goods],
            "coupons": self._prepare_receipt_coupons(),
            "payments": [
                {
                    "name": payment.payment_method_id.name,
                    "amount": self._format_receipt(payment.amount),
                }
                for payment in self.payment_ids
            ],
            "total": self._format_receipt(self.amount_total),
            "saved": self._prepare_receipt_saved(),
            "member": self._prepare_receipt_member(),
            "footer": self.config_id.receipt_footer or "",
        }

    def _prepare_receipt_member(self):
        member = self.partner_id
        if not member.is_member or member.member_company_id != self.company_id.root_id:
            return {}
        earned = self.env["member.entry"].search(
            [
                ("partner_id", "=", member.id),
                ("asset", "=", "points"),
                ("order_model", "=", self._name),
                ("order_id", "=", self.id),
            ]
        )
        change = sum(earned.mapped("amount"))
        return {
            "level": member.member_level_id.name or "",
            "phone": member._get_member_phone_masked(),
            "points": f"{change:+,.2f}".removesuffix(".00") if change else "",
        }

    def _prepare_receipt_coupons(self):
        """Return [{name, amount, why}] of what coupons, points and money cards gave."""
        found = {}
        for line in self.lines.filtered("is_reward_line"):
            name = line.reward_id.description or line.full_product_name
            found[name] = found.get(name, 0.0) + line.price_subtotal_incl
        return [
            {"name": name, "amount": self._format_receipt(amount)}
            for name, amount in found.items()
        ]

    def _prepare_receipt_saved(self):
        saved = self._get_saved_amount()
        return self._format_receipt(saved) if saved > 0 else ""

    def _get_saved_amount(self):
        """Return the money the customer kept by coupons, points and discounts."""
        self.ensure_one()
        rewards = self.lines.filtered(
            lambda line: (
                line.is_reward_line
                and line.reward_id.program_id.program_type not in MONEY_TYPES
            )
        )
        saved = -sum(rewards.mapped("price_subtotal_incl"))
        for line in (self.lines - rewards).filtered("discount"):
            kept = 1 - line.discount / 100
            if kept > 0:
                saved += line.price_subtotal_incl / kept - line.price_subtotal_incl
            else:
                saved += line.price_unit * line.qty
        return self.currency_id.round(saved)

    def _format_receipt(self, amount):
        return format_amount(self.env, amount, self.currency_id)
