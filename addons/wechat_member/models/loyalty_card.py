from odoo import api, fields, models
from odoo.tools import SQL

COUPON_TYPES = ("coupons", "next_order_coupons")


class LoyaltyCard(models.Model):
    _inherit = "loyalty.card"

    redemption_ids = fields.One2many("coupon.redemption", "card_id", readonly=True)
    redemption_seq = fields.Integer(
        default=0,
        copy=False,
        readonly=True,
        help="Technical: written by everyone who takes points of this card.",
    )

    @api.model
    def _coupon_types(self):
        """Return the program types whose cards are coupons, used one at a time."""
        return COUPON_TYPES

    def _is_coupon(self):
        self.ensure_one()
        return self.program_id.program_type in self._coupon_types()

    def _queue_for_points(self):
        """Let one transaction at a time take points of these cards.

        A lock alone would not do: in a repeatable-read transaction the one that
        waited still reads the old balance. A write makes it fail and start over,
        with the balance the first one left.
        """
        if not self:
            return
        self.flush_recordset(["points", "redemption_seq"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE loyalty_card
                   SET redemption_seq = COALESCE(redemption_seq, 0) + 1
                 WHERE id IN (
                       SELECT id FROM loyalty_card
                        WHERE id IN %s
                     ORDER BY id
                          FOR NO KEY UPDATE)
                """,
                tuple(sorted(self.ids)),
            ),
            # to fail and start over is the rule here, and nothing for the log
            log_exceptions=False,
        )
        self.invalidate_recordset(["points", "redemption_seq"])

    def _reserved_points(self, order_uuid=None):
        """Return {card: points taken by orders that have not consumed them yet}.

        The points of the order ``order_uuid`` itself are left out.
        """
        # Only sums leave this method: whoever may spend a card must know what of it
        # is spoken for, also where he may not read the tills' records.
        redemptions_sudo = self.env["coupon.redemption"].sudo()
        rows = redemptions_sudo.search(redemptions_sudo._reserving_domain(self))
        reserved = dict.fromkeys(self, 0.0)
        for row in rows:
            if row.order_uuid != order_uuid:
                card = row.card_id.with_env(self.env)
                reserved[card] += row.points - row.debited
        return reserved

    def _coupon_cost(self):
        """Return the points that one use of this coupon takes."""
        self.ensure_one()
        return min(self.program_id.reward_ids.mapped("required_points"), default=1.0)

    def _prepare_panel_coupons(self, order_uuid=None):
        """Describe coupons for a screen: what it is worth, from when, until when."""
        # Only the words "on an open order at ... by ..." leave the record.
        rows_sudo = self.env["coupon.redemption"].sudo()
        held = {
            row.card_id.id: row._in_words()
            for row in rows_sudo.search(rows_sudo._reserving_domain(self))
            if row.order_uuid != order_uuid
        }
        return [
            {
                "id": card.id,
                "code": card.code,
                "program_id": card.program_id.id,
                "name": card.program_id.name,
                "worth": card.program_id._honest_text(),
                "minimum": max(
                    card.program_id.rule_ids.mapped("minimum_amount") or [0]
                ),
                "expires": fields.Date.to_string(card.expiration_date) or False,
                "held": held.get(card.id, ""),
            }
            for card in self
        ]
