"""Gift cards: bought by one, claimed by another."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    gift_giver_id = fields.Many2one(
        "res.partner",
        string="Given by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )
    gift_token = fields.Char(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Technical: the link by which the card is given away.",
    )
    gift_claimed_at = fields.Datetime(string="Claimed on", readonly=True, copy=False)
    gift_claimed_by_id = fields.Many2one(
        "res.partner",
        string="Claimed by",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

    _gift_token_unique = models.UniqueIndex("(gift_token) WHERE gift_token IS NOT NULL")

    @api.model
    def _find_gift(self, token):
        """Return the gift card behind a link; nothing for a wrong one."""
        if not token:
            return self.browse()
        return self.search([("gift_token", "=", token)], limit=1)

    @api.model
    def _find_gift_by_code(self, code, company):
        """Return the gift card with this code, e.g. printed on plastic."""
        return self.search(
            [
                ("code", "=", (code or "").strip()),
                ("program_type", "=", "gift_card"),
                ("company_id", "=", company.root_id.id),
            ],
            limit=1,
        )

    def _get_gift_path(self):
        self.ensure_one()
        # Shown to the giver only, who came by his own secret link.
        return f"/member/gift/{self.sudo().gift_token}"

    def _get_gift_worth(self):
        """Return what the card was worth when it was given, in words."""
        self.ensure_one()
        paid_in = self.entry_ids.filtered(
            lambda entry: entry.amount > 0 and entry.asset in ("paid", "gift")
        )
        return self._format_points(sum(paid_in.mapped("amount")))

    def _refuse_gift_claim(self):
        """Return why this gift card cannot be claimed, in words, or nothing."""
        self.ensure_one()
        if self.gift_claimed_at or self.partner_id:
            return self.env._("This gift card has been claimed already.")
        expires = self.expiration_date
        if expires and expires < fields.Date.context_today(self):
            return self.env._("This gift card has expired.")
        if self.points <= 0:
            return self.env._("There is no money on this gift card.")
        return ""

    def _claim_gift(self, member):
        """Give this card to ``member``; one claims it, the second is refused.

        A card for one use goes onto his stored value, another becomes his own card.

        :return: the card that holds the money now
        :raise UserError: claimed, used up, expired, or of another company
        """
        self.ensure_one()
        self._queue_for_points()
        if not self._is_usable_in(member.member_company_id):
            raise UserError(self._other_company_words())
        if words := self._refuse_gift_claim():
            raise UserError(words)
        if self._reserved_points()[self]:
            raise UserError(self.env._("This gift card is in use at a till."))
        self.write(
            {
                "gift_claimed_at": fields.Datetime.now(),
                "gift_claimed_by_id": member.id,
                "partner_id": member.id,
            }
        )
        wallet_program = member._get_value_program()
        if self.program_id.gift_card_use == "many" or not wallet_program:
            return self
        wallet = member._get_value_card(wallet_program)
        self._move_value(wallet, "gift", f"gift,{self.id}")
        return wallet

    def _move_value(self, target, kind, reference):
        """Move all money to another card of the same company, both parts kept apart."""
        parts = self._get_value_parts()[self]
        self._post_entry(
            kind,
            -self.points,
            reference,
            parts={asset: -amount for asset, amount in parts.items()},
            note=self.code,
        )
        target._post_entry(
            kind, sum(parts.values()), reference, parts=parts, note=self.code
        )
