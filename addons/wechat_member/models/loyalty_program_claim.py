"""Coupons that people take themselves, with nothing but a phone number."""

import random
import secrets

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError, ValidationError
from odoo.tools import SQL

# So many numbers are drawn at once when a coupon is taken from a limited stock.
DRAWN = 64
TOKEN_BYTES = 12


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    is_claimable = fields.Boolean(
        string="Can Be Claimed",
        copy=False,
        help="Whoever has the link takes one with his mobile number, and is a member "
        "from then on.",
    )
    claim_token = fields.Char(
        copy=False,
        readonly=True,
        help="The part of the link that cannot be guessed.",
    )
    claim_limit = fields.Integer(
        string="Pieces", help="How many may be claimed in all. 0 is without limit."
    )
    claim_limit_member = fields.Integer(
        string="Per Member", default=1, help="How many one member may claim."
    )
    claim_from = fields.Datetime(string="Claim from", help="Empty: from now on.")
    claim_until = fields.Datetime(string="Claim until", help="Empty: no end.")
    claim_valid_days = fields.Integer(
        string="Valid for (Days)",
        help="Days from the claim to the last day of use. 0: until the program ends.",
    )
    claim_count = fields.Integer(string="Claimed", compute="_compute_claim_count")
    claim_link = fields.Char(string="Link", compute="_compute_claim_link")

    _claim_token_unique = models.UniqueIndex(
        "(claim_token) WHERE claim_token IS NOT NULL"
    )
    _claim_limits_positive = models.Constraint(
        "CHECK (claim_limit >= 0 AND claim_limit_member > 0 AND claim_valid_days >= 0)",
        "Pieces and days cannot be below zero, and a member may claim at least one.",
    )
    _claim_dates_in_order = models.Constraint(
        "CHECK (claim_until > claim_from)", "Claiming ends before it begins."
    )

    def _compute_claim_count(self):
        counts = dict(
            self.env["loyalty.card"]
            .with_context(active_test=False)
            ._read_group(
                [("program_id", "in", self.ids), ("claimed_at", "!=", False)],
                ["program_id"],
                ["__count"],
            )
        )
        for program in self:
            program.claim_count = counts.get(program, 0)

    @api.depends("claim_token", "is_claimable")
    def _compute_claim_link(self):
        for program in self:
            has_link = program.is_claimable and program.claim_token
            path = has_link and program._get_claim_path()
            program.claim_link = path and f"{program.get_base_url()}{path}"

    @api.constrains("is_claimable", "program_type")
    def _check_claimable(self):
        types = self.env["loyalty.card"]._coupon_types()
        for program in self:
            if program.is_claimable and program.program_type not in types:
                raise ValidationError(
                    self.env._("Only coupons can be claimed: %s", program.name)
                )

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs.filtered("is_claimable")._ensure_claim_token()
        return programs

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_claimable"):
            self._ensure_claim_token()
        return result

    def _ensure_claim_token(self):
        # The link stays the same when claiming is stopped and opened again.
        for program in self.filtered(lambda program: not program.claim_token):
            program.claim_token = secrets.token_urlsafe(TOKEN_BYTES)

    def _get_claim_company(self, channel=None):
        """Return the merchant whose member one becomes by claiming this coupon."""
        self.ensure_one()
        # the right to act was checked by the caller
        channel_sudo = channel.sudo() if channel else self.env["member.channel"]
        return self.company_id or channel_sudo.company_id or self.env.company

    def _refuse_claim(self):
        """Return in words why nobody can claim this coupon now, or nothing."""
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.is_claimable or not self.active:
            return self.env._("This coupon is no longer given out.")
        if self.claim_from and now < self.claim_from:
            return self.env._("Claiming has not begun yet.")
        ended = self.claim_until and now >= self.claim_until
        today = fields.Date.context_today(self)
        if ended or (self.date_to and self.date_to < today):
            return self.env._("Claiming has ended.")
        if self.claim_limit and self._count_left_to_claim() <= 0:
            return self.env._("All coupons have been claimed.")
        return ""

    def _get_claimed(self, member):
        """Return the coupons of this program the member claimed, also the used ones."""
        return (
            self.env["loyalty.card"]
            .with_context(active_test=False)
            .search(
                [
                    ("program_id", "=", self.id),
                    ("partner_id", "=", member.id),
                    ("claimed_at", "!=", False),
                ],
                order="claimed_at desc, id desc",
            )
        )

    def _claim(self, member, channel=None, source="claim", **vals):
        """Give a member one coupon of this program and return its loyalty.card.

        The limits hold exactly, however many claim at once: every coupon of a
        limited program has a number up to the limit, unique in the database, and so
        has every coupon of one member.

        :param channel: the member.channel through which it was claimed
        :param vals: further values of the card
        :raise UserError: not claimable, or a limit is reached; says which
        :raise ConcurrencyError: two claims drew the same number; to be tried again
        """
        self.ensure_one()
        # Members have no rights on cards; the limits are checked here.
        program_sudo = self.sudo()
        if words := program_sudo._refuse_claim():
            raise UserError(words)
        claimed = program_sudo._get_claimed(member)
        if len(claimed) >= program_sudo.claim_limit_member:
            raise UserError(self.env._("You have already claimed this coupon."))
        taken = set(claimed.mapped("claim_member_number"))
        vals = program_sudo._prepare_claim_vals(member, channel, source) | vals
        vals |= {
            "claim_number": program_sudo._draw_claim_number(),
            "claim_member_number": next(
                number for number in range(1, len(taken) + 2) if number not in taken
            ),
        }
        try:
            # the right to act was checked by the caller
            card_sudo = self.env["loyalty.card"].sudo().create(vals)
            card_sudo.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("coupon claim") from error
        return self.env["loyalty.card"].browse(card_sudo.id)

    def _prepare_claim_vals(self, member, channel, source):
        today = fields.Date.context_today(self)
        ends = self.date_to
        if self.claim_valid_days:
            last = fields.Date.add(today, days=self.claim_valid_days)
            ends = min(last, ends) if ends else last
        costs = self.reward_ids.mapped("required_points")
        return {
            "program_id": self.id,
            "partner_id": member.id,
            "points": min(costs, default=1),
            "expiration_date": ends,
            "claimed_at": fields.Datetime.now(),
            "claim_source": source,
            "claim_channel_id": channel.id if channel else False,
        }

    def _draw_claim_number(self):
        """Return a free number of a limited program, drawn by lot.

        Two who claim at once draw different numbers almost always, so they do not
        wait for each other as they would on a counter.
        """
        if not self.claim_limit:
            return False
        limit = self.claim_limit
        self.env["loyalty.card"].flush_model(["program_id", "claim_number"])
        drawn = random.sample(range(1, limit + 1), min(DRAWN, limit))
        free = self._free_claim_numbers(SQL("unnest(%s)", drawn), 1)
        if limit <= DRAWN or not free or self._was_limit_higher():
            # The lowest free numbers are the stock left, also after the limit was
            # lowered below numbers that were drawn before.
            free = self._free_claim_numbers(
                SQL("generate_series(1, %s)", limit), self._count_left_to_claim()
            )
        return random.choice(free)

    def _count_left_to_claim(self):
        """Return how many pieces of a limited program nobody has claimed yet."""
        claimed = self.env["loyalty.card"].with_context(active_test=False)
        return self.claim_limit - claimed.search_count(
            [("program_id", "=", self.id), ("claimed_at", "!=", False)]
        )

    def _was_limit_higher(self):
        highest = self.env["loyalty.card"].with_context(active_test=False)
        return bool(
            highest.search_count(
                [("program_id", "=", self.id), ("claim_number", ">", self.claim_limit)],
                limit=1,
            )
        )

    def _free_claim_numbers(self, numbers, most):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT number
                  FROM %s AS number
                 WHERE NOT EXISTS (
                       SELECT FROM loyalty_card
                        WHERE program_id = %s AND claim_number = number)
              ORDER BY number
                 LIMIT %s
                """,
                numbers,
                self.id,
                most,
            )
        )
        return [number for (number,) in rows]
