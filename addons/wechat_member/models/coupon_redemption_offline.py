"""What tills redeemed inside their offline allowance, and what cards did not hold."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# what another till may have done meanwhile
MEANWHILE = ("not_enough", "used", "held")


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    allowance_id = fields.Many2one(
        "till.allowance", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    overspent = fields.Float(
        "Points Missing",
        readonly=True,
        help="What the card no longer held when the till was online again.",
    )
    bearer = fields.Selection(
        selection=lambda self: (
            self.env["pos.config"]._fields["allowance_bearer"].selection
        ),
        string="Borne By",
        readonly=True,
    )
    conflict_note = fields.Char("What Happened", readonly=True)

    @api.model
    def _take_offline(self, order, costs, allowance):
        """Take what an order spent offline inside ``allowance``.

        What a card lacks is put on it first, as given by the shop: the ledger and the
        books then hold both, the gift and the spending.

        :raise UserError: the till could have known that the card is none for this order
        """
        for card, points in costs.items():
            one = {card: points}
            refusals = self._take(one, order.uuid, order.config_id, order.partner_id)
            if refusals:
                self._check_meanwhile(order, card, refusals[card])
                self._take_missing(order, card, points, allowance, refusals[card])
        # A till may redeem, it may not write redemptions.
        rows_sudo = self.sudo().search(
            [
                ("order_uuid", "=", order.uuid),
                ("state", "=", "taken"),
                ("card_id", "in", [card.id for card in costs]),
            ]
        )
        rows_sudo.allowance_id = allowance

    @api.model
    def _check_meanwhile(self, order, card, refusal):
        """Raise the refusal unless it comes from what happened while it was offline."""
        meanwhile = refusal.reason in MEANWHILE
        if refusal.reason == "other_member":
            # two of his cards were merged
            meanwhile = card.partner_id == order.partner_id._get_live_member()
        elif refusal.reason == "expired":
            here = self.with_context(tz=order.company_id._get_local_tz())
            paid_on = fields.Datetime.context_timestamp(here, order.date_order).date()
            meanwhile = paid_on <= card.expiration_date
        if not meanwhile:
            raise UserError(refusal)

    @api.model
    def _take_missing(self, order, card, points, allowance, words):
        left = max(card.points - card._reserved_points(order.uuid)[card], 0.0)
        missing = max(points - left, 0.0)
        # The cashier may write neither cards nor redemptions; the allowance lets him
        # redeem, which is all that happens here.
        card.sudo()._post_entry(
            "adjust",
            missing,
            f"pos.order,{order.id}",
            order=order,
            note=self.env._("Redeemed offline"),
        )
        vals = self._prepare_taken_vals(card, points, order.uuid, order.config_id)
        self.sudo().create(
            {
                **vals,
                # it is used for the second time, which the index would refuse
                "single_use": False,
                "overspent": missing,
                "bearer": allowance.bearer,
                "conflict_note": str(words),
            }
        )
        self._note_refusals({card: words}, order.uuid, order.config_id)
