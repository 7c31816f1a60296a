"""How a redemption is taken, refused, consumed: the one act behind every door."""

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date, format_datetime


class Refusal(str):
    """Why a card is not redeemed, in words; ``reason`` says it to machines."""

    reason = "refused"

    def __new__(cls, words, reason):
        refusal = super().__new__(cls, words)
        refusal.reason = reason
        return refusal


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    @api.model
    def _take(self, costs, order_uuid, config, partner=None, hold=False, source=None):
        """Take points of cards for an order and return {card: refusal in words}.

        Nothing is taken when one card is refused. Must stay the only way in: its
        statement queues on the cards before it reads what is left of them.

        :param config: the outlet, may be empty for other doors than the till
        :param hold: for an order that may never be paid: runs out by itself, after
            this time or the company's
        :param source: values of the redemption that say which door it is and what
            order; nothing for the till
        """
        company = self._get_company(config, source)
        told = {"partner": partner, "config": config, "hold": hold}
        told["source"] = source or {}
        found = self._judge(True, costs, order_uuid, company, **told)
        if stale := [row for _reason, rows in found.values() for row in rows]:
            # what ran out may be closed by whoever comes next
            self.sudo().browse(stale)._close_stale()
            found = self._judge(True, costs, order_uuid, company, **told)
        return self._say_refusals(costs, found, order_uuid)

    @api.model
    def _inspect(self, costs, company, partner=None):
        """Return {card: refusal in words} of what :meth:`_take` would refuse now."""
        found = self._judge(False, costs, "", company, partner=partner)
        return self._say_refusals(costs, found)

    @api.model
    def _say_refusals(self, costs, found, order_uuid=None):
        gone = ("gone", [])
        reasons = {card: found.get(card.id, gone)[0] for card in costs}
        return {
            card: self._say_refusal(card, reason, order_uuid)
            for card, reason in reasons.items()
            if reason
        }

    @api.model
    def _get_company(self, config, source):
        """Return the company a redemption belongs to."""
        if source and source.get("company_id"):
            return self.env["res.company"].browse(source["company_id"])
        return config.company_id

    @api.model
    def _prepare_taken_vals(self, card, points, order_uuid, config):
        return {
            "card_id": card.id,
            "order_uuid": order_uuid,
            "config_id": config.id,
            "company_id": config.company_id.id,
            "user_id": self.env.uid,
            "points": points,
            "single_use": card._is_coupon() and card.points - points < points,
        }

    @api.model
    def _say_refusal(self, card, reason, order_uuid):
        """Put why ``card`` is refused into words."""
        # Whoever redeems is told of the card in his hand; nothing else of it.
        card = card.sudo()
        if reason == "gone":
            return Refusal(self.env._("This coupon no longer exists."), "unknown")
        coupon = card.program_id.name
        if reason == "wrong_cost":
            words = self.env._(
                "%(coupon)s does not cost what this order says. Take it off the order "
                "and scan it again.",
                coupon=coupon,
            )
            return Refusal(words, reason)
        if reason == "other_company":
            return Refusal(card._other_company_words(), reason)
        if reason == "other_member":
            words = self.env._("%(coupon)s belongs to another member.", coupon=coupon)
            return Refusal(words, reason)
        if reason == "expired":
            words = self.env._(
                "%(coupon)s expired on %(date)s.",
                coupon=coupon,
                date=format_date(self.env, card.expiration_date),
            )
            return Refusal(words, reason)
        return self._say_not_enough(card, order_uuid)

    @api.model
    def _say_not_enough(self, card, order_uuid):
        """Say who has the points, where and since when."""
        if not card._is_coupon():
            left = card.points - card._reserved_points(order_uuid)[card]
            words = self.env._(
                "%(program)s: %(points)s left, not enough for this order.",
                program=card.program_id.name,
                points=card._format_points(max(left, 0)),
            )
            return Refusal(words, "not_enough")
        # The cashier is told about the other till in words; he may read no more of it.
        last_sudo = self.sudo().search(
            [("card_id", "=", card.id), ("state", "in", ("taken", "consumed"))], limit=1
        )
        if not last_sudo:
            words = self.env._("%(coupon)s is used up.", coupon=card.program_id.name)
            return Refusal(words, "used")
        reason = "used" if last_sudo.state == "consumed" else "held"
        return Refusal(last_sudo.with_env(self.env).sudo()._in_words(), reason)

    def _in_words(self):
        """Say who took the coupon, where and when."""
        self.ensure_one()
        values = {
            "coupon": self.program_id.name,
            "till": self._get_place_words(),
            "cashier": self.user_id.name,
            "time": format_datetime(
                self.env,
                self.closed_at or self.taken_at,
                tz=self.env.user.tz or self.company_id.partner_id.tz or False,
                dt_format="short",
            ),
        }
        if self.state == "consumed":
            return self.env._(
                "%(coupon)s was redeemed at %(till)s by %(cashier)s on %(time)s.",
                **values,
            )
        return self.env._(
            "%(coupon)s is on an open order at %(till)s by %(cashier)s since %(time)s.",
            **values,
        )

    def _get_place_words(self):
        """Say where it happened: the outlet, the order, the door."""
        self.ensure_one()
        if self.door == "till":
            return self.config_id.name
        door = dict(self._fields["door"]._description_selection(self.env))[self.door]
        number = self.sale_order_id.name or self.reference or ""
        parts = (door, number, self.config_id.name or "")
        return " ".join(part for part in parts if part)

    def _close_stale(self):
        """Close what no longer stands in the way: given up, or put back."""
        self.filtered(lambda row: row.state == "taken")._close("released")
        self.filtered(lambda row: row.state == "consumed")._close("returned")

    def _close(self, state):
        self.write({"state": state, "closed_at": fields.Datetime.now()})

    @api.model
    def _reserving_domain(self, cards):
        """Rows whose points are promised to an order but still on the card."""
        held = Domain("hold_until", "=", False) | Domain(
            "hold_until", ">=", fields.Datetime.now()
        )
        return Domain("card_id", "in", cards.ids) & (
            (Domain("state", "=", "taken") & held)
            | (Domain("state", "=", "consumed") & Domain("settled", "=", False))
        )

    # ---------------------------------------------------------------- after payment
    @api.model
    def _consume(self, order):
        """Mark what the paid ``order`` took as redeemed and debit the cards."""
        # Redeeming is what a cashier may do; writing redemptions or cards is not.
        rows_sudo = self.sudo().search(
            [("order_uuid", "=", order.uuid), ("state", "=", "taken")]
        )
        spent = order.lines.filtered("is_reward_line").coupon_id
        used_sudo = rows_sudo.filtered(lambda row: row.card_id in spent)
        (rows_sudo - used_sudo)._close("released")
        used_sudo._close("consumed")
        used_sudo.write({"pos_order_id": order.id, "hold_until": False})
        used_sudo._note_amounts(order)
        for row in used_sudo:
            if row.card_id.program_type in order._types_debited_with_order():
                row._debit()

    def _note_amounts(self, order):
        """Keep what the ticket was worth and what each card took off it."""
        if not self:
            return
        company = order.company_id
        date = order.date_order or fields.Datetime.now()

        def convert(amount):
            return order.currency_id._convert(
                amount, company.currency_id, company, date
            )

        total = convert(order._get_goods_total())
        for row in self:
            row.order_amount = total
            row.discount = convert(order._get_card_discount(row.card_id))

    def _debit(self):
        self.ensure_one()
        points = min(self.points, self.card_id.points)
        card = self.card_id._with_cause(kind="spend", order=self.pos_order_id)
        card.points -= points
        self.debited += points

    @api.model
    def _unsettled(self, orders):
        """Return redemptions of orders that the cards' history does not show yet."""
        return self.search(
            [
                ("pos_order_id", "in", orders.ids),
                ("state", "=", "consumed"),
                ("settled", "=", False),
            ]
        )

    def _settle(self):
        """Debit and write the history of redemptions whose till never came back."""
        self.card_id._queue_for_points()
        for row in self.filtered(lambda r: r.points > r.debited):
            row._debit()
        self.env["loyalty.history"].create(
            [row._prepare_history_vals() for row in self]
        )
        self.write({"settled": True})

    def _prepare_history_vals(self):
        self.ensure_one()
        order = self.pos_order_id
        return {
            "card_id": self.card_id.id,
            "order_model": order._name,
            "order_id": order.id,
            "description": self.env._("Till order %(order)s", order=order.display_name),
            "used": self.debited,
        }
