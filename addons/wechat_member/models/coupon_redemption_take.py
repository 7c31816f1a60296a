"""How a redemption is taken, refused, consumed: the one act behind every door."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_compare, format_date, format_datetime

POINT_DIGITS = 2


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

        Nothing is taken when one card is refused. Must stay the only way in: it
        queues on the cards before it reads what is left of them.

        :param config: the outlet, may be empty for other doors than the till
        :param hold: for an order that may never be paid: runs out by itself
        :param source: values of the redemption that say which door it is and what
            order; nothing for the till
        """
        source = {"door": "till", **(source or {})}
        cards = self.env["loyalty.card"].union(*costs)
        cards._queue_for_points()
        rows_sudo = self.sudo().search(
            [("card_id", "in", cards.ids), ("state", "in", ("taken", "consumed"))]
        )
        rows_sudo -= rows_sudo._close_overtaken(order_uuid)
        own = {
            row.card_id.id: row
            for row in rows_sudo
            if row.order_uuid == order_uuid and row.door == source["door"]
        }
        reserved = cards._reserved_points(order_uuid)
        refusals = {}
        for card, points in costs.items():
            row = own.get(card.id)
            if row and row.state == "consumed":
                continue
            # What WeChat says was used is so, whatever its terms.
            is_new = not row and source["door"] != "wechat"
            words = is_new and self._not_for_this_order(
                card, partner, self._get_company(config, source)
            )
            words = words or self._not_enough(card, points, reserved[card])
            if words:
                refusals[card] = words
        if not refusals:
            self._write_taken(costs, own, order_uuid, config, hold, source)
        return refusals

    @api.model
    def _get_company(self, config, source):
        """Return the company a redemption belongs to."""
        if source and source.get("company_id"):
            return self.env["res.company"].browse(source["company_id"])
        return config.company_id

    @api.model
    def _write_taken(self, costs, own, order_uuid, config, hold, source):
        # how long a coupon is kept is no secret of the company
        company_sudo = self._get_company(config, source).sudo()
        until = fields.Datetime.now() + (
            hold
            if isinstance(hold, timedelta)
            else timedelta(minutes=company_sudo.coupon_hold_minutes)
        )
        vals_list = []
        for card, points in costs.items():
            row = own.get(card.id)
            if not row:
                vals_list.append(
                    self._prepare_taken_vals(card, points, order_uuid, config)
                    | source
                    | {"hold_until": hold and until}
                )
            elif row.state == "taken":
                # A hold never turns a payment that is under way back into a hold.
                row.write(
                    {"points": points, "hold_until": hold and row.hold_until and until}
                )
        # Cashiers may redeem through this method only, hence no create access.
        self.sudo().create(vals_list)

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
    def _not_for_this_order(self, card, partner, company):
        """Return why a coupon may not be used by this customer today, or nothing."""
        if not card._is_coupon():
            return ""
        coupon = card.program_id.name
        if card.partner_id and partner and card.partner_id != partner:
            words = self.env._("%(coupon)s belongs to another member.", coupon=coupon)
            return Refusal(words, "other_member")
        # the days of a company are no secret of it
        today = company.sudo()._get_member_today()
        if card.expiration_date and card.expiration_date < today:
            words = self.env._(
                "%(coupon)s expired on %(date)s.",
                coupon=coupon,
                date=format_date(self.env, card.expiration_date),
            )
            return Refusal(words, "expired")
        return ""

    @api.model
    def _not_enough(self, card, points, reserved):
        """Return who has the points, where and since when, or nothing if left."""
        left = card.points - reserved
        if float_compare(left, points, POINT_DIGITS) >= 0:
            return ""
        if not card._is_coupon():
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
        return Refusal(last_sudo._in_words(), reason)

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

    def _close_overtaken(self, order_uuid):
        """Close what no longer stands in the way, and return it.

        That is a hold of another order that ran out, and a redeemed coupon whose
        points somebody with the right to do so has put back on the card.
        """
        now = fields.Datetime.now()
        expired = self.filtered(
            lambda row: (
                row.state == "taken"
                and row.order_uuid != order_uuid
                and row.hold_until
                and row.hold_until < now
            )
        )
        expired._close("released")
        returned = self.filtered(
            lambda row: (
                row.state == "consumed"
                and row.single_use
                and row.order_uuid != order_uuid
                and float_compare(row.card_id.points, row.points, POINT_DIGITS) >= 0
            )
        )
        returned._close("returned")
        return expired | returned

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
