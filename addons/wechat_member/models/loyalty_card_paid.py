"""A coupon somebody paid for: its money goes back, or stands until it is used."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

# What somebody paid, where, and what became of it: money that nobody writes by hand.
MONEY_FIELDS = {
    "is_sold",
    "paid_amount",
    "paid_line_id",
    "paid_transaction_id",
    "paid_closed",
    "refund_asked_at",
}


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    is_sold = fields.Boolean(
        string="Paid in Advance",
        readonly=True,
        copy=False,
        help="The member paid for this coupon. The money is a liability until it is "
        "used, paid back or released.",
    )
    paid_line_id = fields.Many2one(
        "pos.order.line",
        string="Sold on",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    paid_transaction_id = fields.Many2one(
        "payment.transaction",
        string="Paid Online",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    paid_state = fields.Selection(
        [
            ("open", "Open"),
            ("asked", "Money Back Asked"),
            ("expired", "Expired, Open"),
            ("used", "Used"),
            ("refunded", "Paid Back"),
            ("released", "Released"),
        ],
        string="Paid Coupon",
        compute="_compute_paid_state",
        search="_search_paid_state",
    )
    refund_asked_at = fields.Datetime(
        string="Money Back Asked", readonly=True, copy=False
    )
    paid_closed = fields.Selection(
        [("used", "Used"), ("refunded", "Paid Back"), ("released", "Released")],
        readonly=True,
        copy=False,
        help="How the money left the liability. Empty while it stands.",
    )

    _sold_idx = models.Index("(program_id) WHERE is_sold")

    @api.depends("paid_closed", "refund_asked_at", "expiration_date", "is_sold")
    def _compute_paid_state(self):
        for card in self:
            state = card.is_sold and (card.paid_closed or "open")
            # what was asked for in time is owed after the last day, too
            if state == "open" and card.refund_asked_at:
                state = "asked"
            elif state == "open" and card._is_over():
                state = "expired"
            card.paid_state = state

    def _search_paid_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        over = Domain("expiration_date", "<", today)
        sold = Domain("is_sold", "=", True)
        open_ = sold & Domain("paid_closed", "=", False)
        asked = Domain("refund_asked_at", "!=", False)
        domains = {
            "open": open_ & ~over & ~asked,
            "asked": open_ & asked,
            "expired": open_ & over & ~asked,
        }
        return Domain.OR(
            domains.get(state, sold & Domain("paid_closed", "=", state))
            if state
            else ~sold
            for state in value
        )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_money_fields(
            name for vals in vals_list for name, value in vals.items() if value
        )
        return super().create(vals_list)

    def write(self, vals):
        self._check_money_fields(vals)
        return super().write(vals)

    @api.model
    def _check_money_fields(self, names):
        if not self.env.su and MONEY_FIELDS.intersection(names):
            raise AccessError(
                self.env._("What was paid for a coupon is not written by hand.")
            )

    def unlink(self):
        """Whatever deleting a card means, it is asked before anything happens."""
        self._check_not_owed()
        return super().unlink()

    def _check_not_owed(self):
        if any(card.is_sold and not card.paid_closed for card in self):
            raise UserError(
                self.env._(
                    "A coupon somebody paid for is not deleted: pay it back, or "
                    "release it when it has expired."
                )
            )

    def _is_over(self):
        self.ensure_one()
        last = self.expiration_date
        company = self.company_id or self.env.company
        return bool(last and last < company._get_local_today())

    # ------------------------------------------------------------------ money goes back
    def _refuse_paid_refund(self):
        """Return in words why what was paid for this coupon stays, or nothing."""
        self.ensure_one()
        if not self.is_sold:
            return self.env._("Nothing was paid for this coupon.")
        if self.paid_closed or self.points <= 0:
            words = dict(self._fields["paid_state"]._description_selection(self.env))
            state = words.get(self.paid_state, "")
            return self.env._("This coupon is not open any more: %s", state)
        if self._is_over() and not self.refund_asked_at:
            return self.env._("It has expired: until then it could be paid back.")
        if self._reserved_points()[self]:
            return self.env._("The coupon is on an open order. Try again afterwards.")
        return ""

    def _refund_paid(self, reference, **vals):
        """Take a paid coupon back, for money that is given back.

        :return: the entries
        :raise UserError: it is used, expired, or on an open order
        """
        self.ensure_one()
        self._queue_for_points()
        if words := self._refuse_paid_refund():
            raise UserError(words)
        return self._post_entry("refund", -self.points, reference, **vals)

    def _is_paid_online(self):
        """Return whether the provider can send back what was paid."""
        self.ensure_one()
        # A manager of members may not read providers.
        transaction_sudo = self.sudo().paid_transaction_id
        return bool(
            transaction_sudo.state == "done"
            and transaction_sudo.payment_method_id.support_refund != "none"
            and transaction_sudo.provider_id.support_refund != "none"
        )

    def _refund_paid_online(self, note):
        """Send the money back by the provider that took it.

        :raise UserError: as for ``_refund_paid``
        """
        self.ensure_one()
        # The caller checked whose coupon it is; the provider is the system's.
        transaction_sudo = self.sudo().paid_transaction_id
        self._queue_for_points()
        if words := self._refuse_paid_refund():
            raise UserError(words)
        refund_sudo = transaction_sudo._create_child_transaction(
            self.paid_amount, is_refund=True
        )
        self._refund_paid(
            f"payment.transaction,{refund_sudo.id}",
            transaction_id=refund_sudo.id,
            contra_account_id=transaction_sudo._get_value_receivable().id,
            note=note,
        )
        refund_sudo._send_refund_request()

    def _ask_paid_refund(self):
        """Pay back what the member asks for, or note it for the shop.

        :return: in words what happens now
        :raise UserError: it is used, expired, or on an open order
        """
        self.ensure_one()
        if words := self._refuse_paid_refund():
            raise UserError(words)
        if self._is_paid_online():
            self._refund_paid_online(self.env._("Asked for by the member"))
            return self.env._("Your money goes back the way you paid.")
        self.refund_asked_at = self.refund_asked_at or fields.Datetime.now()
        return self.env._(
            "The shop has your request. At the till it is paid back at once."
        )

    # ---------------------------------------------------------------- before it expires
    def _remind(self, kind="marketing"):
        # Money he paid is his business: he is told without having asked for news.
        sold = self.filtered("is_sold") if kind == "marketing" else self.browse()
        if sold:
            sold._remind("service")
        return super(LoyaltyCard, self - sold)._remind(kind)

    def _prepare_reminder(self, member):
        values = super()._prepare_reminder(member)
        if not all(card.is_sold for card in self):
            return values
        values["note"] = self.env._("Until then it can be paid back.")
        values["text"] = self.env._(
            "[%(shop)s] The coupon %(title)s you paid for is good until %(date)s. "
            "Until then it can be paid back.",
            **values,
        )
        return values

    # --------------------------------------------------------------------- after expiry
    def action_release_paid(self):
        """Take what was paid for expired coupons as income, by an accountant's hand.

        :raise UserError: the user may not post, or a coupon can still be used
        """
        self.env["account.move"].check_access("create")
        self.check_access("read")
        cards = self.filtered(lambda card: card.is_sold and not card.paid_closed)
        cards._queue_for_points()
        if not cards or not all(card.paid_state == "expired" for card in cards):
            raise UserError(
                self.env._("Only coupons that have expired unused are released.")
            )
        for card in cards:
            # an accountant may not write cards; the ledger says what he decided
            card.sudo()._post_entry("expire", -card.points, f"release,{card.id}")
