"""How the balance of a card moves: every way in leaves an entry in the ledger."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, float_is_zero, float_round

# Key of the context that tells why a balance is about to be written by the core:
# {"kind": ..., "order": record, "note": words, "reference": key}, all optional.
CAUSE = "member_entry_cause"
DIGITS = 2
MONEY_TYPES = ("ewallet", "gift_card")
TOLD = ("order", "note", "reference", "reversal_of")
TAKES_BACK = ("return", "cancel", "reverse")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    entry_ids = fields.One2many("member.entry", "card_id", readonly=True)
    points_owed = fields.Float(
        readonly=True,
        copy=False,
        help="Points of returned goods that had been spent before. The next points "
        "settle them.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        cards = super().create(vals_list)
        cards._enter_changes(dict.fromkeys(cards, 0.0), "issue")
        return cards

    def write(self, vals):
        if "points" not in vals:
            return super().write(vals)
        before = {card: card.points for card in self}
        vals = self._limit_take_back(vals)
        result = super().write(vals)
        self._enter_changes(before)
        return result

    def unlink(self):
        # What a deleted card still held leaves the ledger with it.
        held = self.filtered(lambda card: not float_is_zero(card.points, DIGITS))
        held._with_cause(kind="expire").points = 0
        self.flush_recordset(["points"])
        return super().unlink()

    # ------------------------------------------------------------- what the core does
    def _with_cause(self, **cause):
        """Tell the ledger why the balance of these cards is written next."""
        return self.with_context(**{CAUSE: cause})

    def _limit_take_back(self, vals):
        """Take back what a cancelled order gave as far as it is still there.

        Points somebody has spent in the meantime cannot be taken twice: the balance
        ends at zero, never below, and the rest is owed.
        """
        taking_back = self.env.context.get(CAUSE, {}).get("kind") in TAKES_BACK
        if taking_back and len(self) == 1 and self._is_points() and vals["points"] < 0:
            owed = self.points_owed - vals["points"]
            return vals | {"points": 0.0, "points_owed": owed}
        return vals

    def _enter_changes(self, before, kind=None):
        """Enter how far the balances are from what they were ``before``."""
        told, about = read_cause(self.env)
        vals_list = []
        for card in self:
            amount = _rounded(card.points) - _rounded(before[card])
            if float_is_zero(amount, DIGITS):
                continue
            card._check_not_below_zero(amount)
            why = told or kind or card._default_kind(amount)
            vals_list += card._split_entry(
                card._prepare_entry_vals(why, amount, **about)
            )
        if not vals_list:
            return
        # The balance first: two at once meet there and the second starts over.
        self.flush_recordset(["points"])
        # Whoever may sell moves balances; nobody may write the ledger by hand.
        self.env["member.entry"].sudo().create(vals_list)
        self._collect_owed()

    def _check_not_below_zero(self, change):
        if change > 0 or self._is_coupon_like():
            return
        if float_round(self.points, DIGITS) < 0:
            raise UserError(
                self.env._(
                    "%(program)s: the card does not hold %(points)s.",
                    program=self.program_id.name,
                    points=self._format_points(-change),
                )
            )

    # --------------------------------------------------------- what our own code does
    def _post_entry(self, kind, amount, reference, **vals):
        """Move the balance of this card by ``amount`` and enter why, once.

        The same kind and reference ask in vain a second time: the entries of the first
        time are returned. Nothing is done for an amount of zero.

        :param reference: key of the cause, e.g. ``pos.order,42``
        :param vals: ``order`` (record), ``note`` (words for the member),
            ``reversal_of`` (entry), and fields of ``member.entry``
        :return: the entries (several where the amount is split into parts)
        :raise UserError: the card does not hold what is taken.
        """
        self.ensure_one()
        # The ledger is written by no user; the right to act was checked by the caller.
        entries_sudo = self.env["member.entry"].sudo()
        done = entries_sudo._find_posted(self, kind, reference)
        amount = float_round(amount, DIGITS)
        if done or not amount:
            return done
        self._move_balance(amount)
        entry_vals = self._prepare_entry_vals(kind, amount, reference=reference, **vals)
        entries = entries_sudo.create(self._split_entry(entry_vals))
        self._write_history(entries)
        self._collect_owed()
        return entries

    def _take_back(self, amount, reference, **vals):
        """Take ``amount`` points back for returned goods; what is gone is owed.

        A negative amount gives points back, what was owed first.

        :return: the entries, none when everything was already spent
        """
        self.ensure_one()
        self = self._get_live_card()
        self._queue_for_points()
        # Who takes goods back need not be allowed to read the ledger.
        if self.env["member.entry"].sudo()._find_posted(self, "return", reference):
            return self.env["member.entry"]
        # What a card owes is no user's to write; it follows from the return.
        card_sudo = self.sudo()
        if amount > 0:
            taken = min(amount, max(self.points, 0.0))
            card_sudo.points_owed += amount - taken
        else:
            forgiven = min(-amount, self.points_owed)
            card_sudo.points_owed -= forgiven
            taken = amount + forgiven
        return self._post_entry("return", -taken, reference, **vals)

    def _get_live_card(self):
        """Return the card that took over from this one when members were merged."""
        self.ensure_one()
        if not self.partner_id:
            return self
        # The member's own balance, whoever takes goods back.
        member_sudo = self.sudo().partner_id._get_live_member()
        if self.active and member_sudo == self.partner_id:
            return self
        heir = member_sudo._get_points_card(self.program_id)
        return heir.with_env(self.env) or self

    def _hand_over_owed(self, heir):
        """Let the card that takes over owe what this one still owes."""
        if self.points_owed and heir != self:
            heir.points_owed += self.points_owed
            self.points_owed = 0
            heir._collect_owed()

    def _collect_owed(self):
        """Settle from what just arrived what an earlier return could not take."""
        # What a card owes is settled whoever put the points on it.
        for card in self.sudo().filtered(lambda card: card.points_owed > 0):
            settled = float_round(min(card.points_owed, card.points), DIGITS)
            if settled > 0:
                card.points_owed -= settled
                card._post_entry("return", -settled, False)

    def _move_balance(self, amount):
        """Add ``amount`` to the balance by one statement, or refuse.

        Two at once: the second waits for the first, and starts over with the balance
        the first one left.
        """
        self.flush_recordset(["points"])
        floor = SQL(
            "AND round((COALESCE(points, 0) + %s)::numeric, %s) >= 0", amount, DIGITS
        )
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card
                   SET points = round((COALESCE(points, 0) + %s)::numeric, %s),
                       write_date = now() AT TIME ZONE 'UTC'
                 WHERE id = %s %s
             RETURNING points
                """,
                amount,
                DIGITS,
                self.id,
                floor if amount < 0 else SQL(),
            )
        )
        moved = self.env.cr.rowcount
        self.invalidate_recordset(["points"])
        self.modified(["points"])
        if not moved:
            raise UserError(
                self.env._(
                    "%(program)s: %(points)s left, not enough.",
                    program=self.program_id.name,
                    points=self._format_points(self.points),
                )
            )

    def _prepare_entry_vals(self, kind, amount, order=None, reversal_of=None, **vals):
        self.ensure_one()
        partner = self.partner_id
        company = (
            order and order.company_id or self.company_id or partner.member_company_id
        )
        return {
            "card_id": self.id,
            "card_code": self.code,
            "partner_id": partner.id,
            "company_id": (
                order and order.company_id or company or self.env.company
            ).id,
            "user_id": self.env.uid,
            "asset": self._asset(),
            "kind": kind,
            "amount": amount,
            "reversal_of_id": reversal_of and reversal_of.id,
            **order_vals(order),
            **vals,
        }

    def _split_entry(self, vals):
        """Split the entry into parts that add up to it, e.g. paid and gift part.

        :return: list of values of ``member.entry``
        """
        return [vals]

    def _write_history(self, entries):
        # The core shows its own history to customers; ours is in it, too. Nobody may
        # write it by hand.
        total = sum(entries.mapped("amount"))
        self.env["loyalty.history"].sudo().create(
            {
                "card_id": self.id,
                "description": entries[0].words,
                "issued": max(total, 0),
                "used": max(-total, 0),
            }
        )

    # ------------------------------------------------------------------------- kinds
    def _is_points(self):
        return self.program_id.program_type == "loyalty"

    def _is_coupon_like(self):
        return self.program_id.program_type not in ("loyalty", *MONEY_TYPES)

    def _asset(self):
        if self._is_points():
            return "points"
        return "coupon" if self._is_coupon_like() else "paid"

    def _default_kind(self, amount):
        """Return what a change most likely is when nobody told."""
        if not self.env.context.get(CAUSE, {}).get("order"):
            return "adjust"
        if amount < 0:
            return "spend"
        return {"points": "earn", "coupon": "issue"}.get(self._asset(), "top_up")


def _rounded(points):
    return float_round(points or 0.0, DIGITS)


def read_cause(env):
    """Return (kind, what else was told) of the cause in the context."""
    cause = env.context.get(CAUSE, {})
    # Contexts come from outside, too: nothing but this may be told.
    return cause.get("kind"), {key: cause[key] for key in TOLD if key in cause}


def order_vals(order):
    if not order:
        return {}
    return {
        "order_model": order._name,
        "order_id": order.id,
        "order_name": order.display_name,
    }
