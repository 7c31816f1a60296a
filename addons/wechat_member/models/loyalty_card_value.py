"""The paid and the gift part of the money on a card."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_round

DIGITS = 2
# Put on a card without being paid for.
GIVEN = ("top_up_gift", "adjust", "issue", "birthday", "exchange")
TAKEN_BACK = ("refund", "cancel", "return")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    value_paid = fields.Monetary(
        string="Paid Part",
        compute="_compute_value_parts",
        help="What the member paid for; it can be paid back.",
    )
    value_gift = fields.Monetary(
        string="Gift Part",
        compute="_compute_value_parts",
        help="What was given on top; it can be spent, not paid back.",
    )

    @api.depends("points", "entry_ids.amount")
    def _compute_value_parts(self):
        parts = self._get_value_parts()
        for card in self:
            card.value_paid = parts[card]["paid"]
            card.value_gift = parts[card]["gift"]

    def _is_money(self):
        self.ensure_one()
        return self.program_id._is_money()

    def _get_value_parts(self):
        """Return {card: {"paid": amount, "gift": amount}} from the ledger."""
        parts = {card: {"paid": 0.0, "gift": 0.0} for card in self}
        # Cashiers see balances and may not read the ledger itself.
        rows = (
            self.env["member.entry"]
            .sudo()
            ._read_group(
                [("card_id", "in", self.ids), ("asset", "in", ("paid", "gift"))],
                ["card_id", "asset"],
                ["amount:sum"],
            )
        )
        for card, asset, amount in rows:
            parts[card.with_env(self.env)][asset] = float_round(amount, DIGITS)
        return parts

    # ------------------------------------------------------------- splitting movements
    def _split_entry(self, vals):
        """Split a movement of money into its paid and its gift part."""
        if not self._is_money():
            return super()._split_entry(vals)
        parts = vals.pop("parts", None) or self._get_entry_parts(vals)
        return [
            vals | {"asset": asset, "amount": amount}
            for asset, amount in parts.items()
            if float_round(amount, DIGITS)
        ]

    def _get_entry_parts(self, vals):
        amount, kind = vals["amount"], vals["kind"]
        if amount < 0:
            return self._get_spent_parts(-amount, kind)
        if vals.get("order_id") and kind in TAKEN_BACK:
            return self._get_returned_parts(amount, vals)
        if kind in GIVEN:
            return {"gift": amount}
        return {"paid": amount}

    def _get_spent_parts(self, amount, kind):
        """Return what a spending takes from each part, by the company's rule."""
        held = self._get_value_parts()[self]
        rule = "paid" if kind in TAKEN_BACK else self.company_id.value_spend_order
        # An opening balance or a hand at the ledger may leave less than the card says.
        total = max(held["paid"] + held["gift"], amount)
        if rule == "proportional":
            gift = float_round(amount * held["gift"] / total, DIGITS)
        elif rule == "gift":
            gift = min(held["gift"], amount)
        else:
            gift = max(amount - held["paid"], 0.0)
        # Rounding never takes from a part more than it holds.
        gift = max(min(gift, held["gift"]), amount - held["paid"], 0.0)
        gift = float_round(gift, DIGITS)
        return {"paid": float_round(gift - amount, DIGITS), "gift": -gift}

    def _get_returned_parts(self, amount, vals):
        """Give back to each part what the order took of it."""
        orders = self._get_returned_orders(vals)
        entries = (
            # the right to act was checked by the caller
            self.env["member.entry"]
            .sudo()
            .search(  # the ledger is closed to cashiers
                [("card_id", "=", self.id), ("asset", "in", ("paid", "gift"))]
                + [("order_model", "=", vals["order_model"])]
                + [("order_id", "in", orders.ids)]
                + [("kind", "in", ("spend", *TAKEN_BACK))]
            )
        )
        spent = -sum(entries.mapped("amount"))
        gift = -sum(
            entries.filtered(lambda entry: entry.asset == "gift").mapped("amount")
        )
        if spent <= 0 or gift <= 0:
            return {"paid": amount}
        gift = min(float_round(min(amount / spent, 1.0) * gift, DIGITS), amount)
        return {"paid": float_round(amount - gift, DIGITS), "gift": gift}

    def _get_returned_orders(self, vals):
        # the right to act was checked by the caller
        order = self.env[vals["order_model"]].sudo().browse(vals["order_id"])
        if order._name == "pos.order":
            origin = order.lines.refunded_orderline_id.order_id
            # Earlier returns of the same order count as well.
            return origin | origin.lines.refund_orderline_ids.order_id | order
        return order

    # ----------------------------------------------------------------- one legal entity
    def _other_company_words(self):
        """Say that this card belongs to another company."""
        self.ensure_one()
        return self.env._(
            "This card was issued by %(company)s. Its money can only be used there.",
            company=self.company_id.name,
        )

    @api.model
    def _get_foreign_card_words(self, code, company):
        """Return why the card ``code`` is refused in ``company``, or nothing.

        Only cards with money are told about, and only the name of who issued them.
        """
        # Whoever scans the card may not read cards of other companies.
        card_sudo = self.sudo().search(
            [("code", "=", code), ("program_type", "in", ("ewallet", "gift_card"))],
            limit=1,
        )
        if not card_sudo or card_sudo._is_usable_in(company):
            return ""
        return card_sudo.with_env(self.env).sudo()._other_company_words()

    def _is_usable_in(self, company):
        """Return whether money of this card may be used in ``company``."""
        self.ensure_one()
        if not self._is_money():
            return True
        # companies are compared, nothing of the other one is told
        return self.company_id.root_id == company.sudo().root_id

    # -------------------------------------------------------------------------- refund
    def _refund_value(self, amount, reference, **vals):
        """Take ``amount`` of the paid part off the card, for money given back.

        The gift part falls away in the same proportion.

        :return: the entries
        :raise UserError: the company pays nothing back, or the card holds less
        """
        self.ensure_one()
        self._queue_for_points()
        company = self.company_id
        if not company.value_refundable:
            raise UserError(self.env._("This shop does not pay back stored value."))
        paid = self._get_value_parts()[self]["paid"]
        if company.currency_id.compare_amounts(amount, paid) > 0:
            raise UserError(
                self.env._(
                    "Only the paid part can be paid back, %s at most.",
                    self._format_points(paid),
                )
            )
        return self._post_entry(
            "refund", -amount, reference, parts={"paid": -amount}, **vals
        )

    def _drop_gift(self, refunded, reference, order=None):
        """Let the gift part fall away in proportion to what was paid back."""
        parts = self._get_value_parts()[self]
        before = parts["paid"] + refunded
        if parts["gift"] <= 0 or before <= 0:
            return
        gift = float_round(parts["gift"] * min(refunded / before, 1.0), DIGITS)
        self._post_entry(
            "refund",
            -gift,
            reference,
            parts={"gift": -gift},
            order=order,
            note=self.env._("Gift part that goes with money paid back"),
        )

    def _coupon_points(self, program):
        return min(program.reward_ids.mapped("required_points"), default=1.0)
