"""Exchanging points: one atomic act, asked by the member or at the counter."""

from uuid import uuid4

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import float_compare


class ResPartner(models.Model):
    _inherit = "res.partner"

    def _get_points_card(self, program=None, create=False):
        """Return the member's card of points in this program, or the company's."""
        self.ensure_one()
        program = program or self.env["loyalty.program"]._get_points_program(
            self.member_company_id
        )
        # A member's own balance; the callers act for this member only.
        cards_sudo = self.env["loyalty.card"].sudo()
        card = cards_sudo.search(
            [("partner_id", "=", self.id), ("program_id", "=", program.id)],
            order="points desc, id",
            limit=1,
        )
        if not card and create and program:
            card = cards_sudo.with_context(loyalty_no_mail=True).create(
                {"partner_id": self.id, "program_id": program.id, "points": 0}
            )
        return card

    def _get_exchange_rewards(self):
        """Return what this member may exchange points for, cheapest first."""
        self.ensure_one()
        # Rewards are on show; only the company's own are offered.
        return (
            self.env["loyalty.reward"]
            .sudo()
            .search(
                Domain("member_exchange", "=", True)
                & Domain("program_id.active", "=", True)
                & Domain("program_id.program_type", "=", "loyalty")
                & Domain("exchange_program_id.active", "=", True)
                & Domain("company_id", "in", [False, self.member_company_id.id]),
                order="required_points, id",
            )
        )

    def _exchange_points(self, reward, request_key=None):
        """Exchange points for the coupon of ``reward`` and return it.

        :param request_key: key of the request; asking again with the same key gives
            the same coupon and takes no further points
        :raise UserError: not offered to this member, or not enough points.
        """
        self.ensure_one()
        if reward not in self._get_exchange_rewards():
            raise UserError(self.env._("This is not on offer any more."))
        # It is on offer to this member: the reward may be read.
        reward = reward.sudo()
        reference = f"exchange,{self.id},{request_key or uuid4()}"
        card = self._get_points_card(reward.program_id)
        if card and (done := self._find_exchanged(card, reference)):
            return done
        self._check_points_for(card, reward)
        card._post_entry(
            "exchange", -reward.required_points, reference, note=reward.description
        )
        coupon = reward.exchange_program_id._give_by_rule(
            self,
            reward.exchange_days,
            kind="exchange",
            reference=reference,
            note=reward.description,
        )
        if not coupon:
            raise UserError(self.env._("All coupons have been claimed."))
        return coupon

    def _find_exchanged(self, card, reference):
        # The member's own entry; he has no access to the ledger.
        entries_sudo = self.env["member.entry"].sudo()
        card._queue_for_points()
        return entries_sudo.search(
            [
                ("partner_id", "=", self.id),
                ("asset", "=", "coupon"),
                ("kind", "=", "exchange"),
                ("reference", "=", reference),
            ]
        ).card_id

    def _check_points_for(self, card, reward):
        """Refuse what the card does not hold, or a till is about to take."""
        left = card.points - card._reserved_points()[card] if card else 0.0
        if float_compare(left, reward.required_points, 2) < 0:
            raise UserError(
                self.env._(
                    "%(reward)s costs %(points)s points; you have %(left)s.",
                    reward=reward.description,
                    points=f"{reward.required_points:g}",
                    left=f"{max(left, 0):g}",
                )
            )
