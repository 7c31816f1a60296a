"""Coupons that a rule gives, e.g. a level: they count like those that are claimed."""

from psycopg2.errors import UniqueViolation

from odoo import fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import SQL


class LoyaltyProgram(models.Model):
    _inherit = "loyalty.program"

    def _give_by_rule(self, members, days, **cause):
        """Give members a coupon each, as far as pieces and budget of a campaign go.

        :param days: how long they are good for; 0: without end
        :param cause: what the ledger says of them, see ``loyalty.card._with_cause``
        :return: the cards; fewer than members where the pieces run out
        :raise ConcurrencyError: somebody else drew the same piece; to be tried again
        """
        self.ensure_one()
        # Coupons follow from a rule of the merchant; members create none themselves.
        program_sudo = self.sudo()
        today = fields.Date.context_today(self)
        vals = {
            "program_id": self.id,
            "points": 1,
            "expiration_date": days and fields.Date.add(today, days=days),
        }
        pieces = program_sudo._draw_given_pieces(len(members))
        # the ledger says from where it came
        cards_sudo = self.env["loyalty.card"].sudo()._with_cause(**cause)
        cards_sudo = cards_sudo.with_context(mail_create_nolog=True)
        try:
            made = cards_sudo.create(
                [
                    {**vals, "partner_id": member.id, **piece}
                    for member, piece in zip(members, pieces, strict=False)
                ]
            )
            made.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError("coupon given by a rule") from error
        return made

    def _draw_given_pieces(self, wanted):
        """Return values of at most ``wanted`` cards, by which they count as claimed."""
        campaign = self.env["member.campaign"].search(
            [("program_id", "=", self.id)], limit=1
        )
        if campaign and campaign.state != "running":
            return []
        if not self.claim_limit:
            return [{}] * wanted
        # what an issue gave counts, too
        given = self.env["loyalty.card"].with_context(active_test=False)
        given = given.search_count(
            [("program_id", "=", self.id), ("partner_id", "!=", False)]
        )
        left = min(wanted, self.claim_limit - given)
        if left <= 0:
            return []
        self.env["loyalty.card"].flush_model(["program_id", "claim_number"])
        numbers = self._free_claim_numbers(
            SQL("generate_series(1, %s)", self.claim_limit), left
        )
        now = fields.Datetime.now()
        return [{"claim_number": number, "claimed_at": now} for number in numbers]
