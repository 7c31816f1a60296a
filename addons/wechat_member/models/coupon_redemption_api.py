"""Redemptions that another system asks for."""

import secrets

from odoo import api, fields, models

from .member_api import ApiRefusal


class CouponRedemption(models.Model):
    _inherit = "coupon.redemption"

    api_number = fields.Char(
        "Redemption Number",
        readonly=True,
        copy=False,
        help="What the other system names it by, to take it back.",
    )

    _api_number_unique = models.UniqueIndex(
        "(api_number) WHERE api_number IS NOT NULL"
    )

    @api.model
    def _spend_by_api(self, order_key, body, discount):
        """Redeem what was just taken under ``order_key`` and return it."""
        # Keys redeem through this door; their users write no redemptions.
        row_sudo = self.sudo().search(
            [("order_uuid", "=", order_key), ("state", "=", "taken")]
        )
        card_sudo = row_sudo.card_id
        card_sudo._post_entry(
            "spend",
            -row_sudo.points,
            row_sudo._get_reference(),
            note=body.get("reference") or row_sudo.config_id.name,
        )
        row_sudo.write(
            {
                "api_number": secrets.token_hex(10),
                "debited": row_sudo.points,
                "settled": True,
            }
        )
        row_sudo._close("consumed")
        return row_sudo.with_env(self.env)

    def _reverse_by_api(self, reason):
        """Put the coupon back on the card; a second time changes nothing.

        :raise ApiRefusal: the rule of the coupon gives nothing back
        """
        self.ensure_one()
        # The key redeemed it, which is its right to take it back.
        row_sudo = self.sudo()
        row_sudo.card_id._queue_for_points()
        row_sudo.invalidate_recordset(["state"])
        if row_sudo.state == "returned":
            return
        card_sudo = row_sudo.card_id
        today = fields.Date.context_today(self)
        if card_sudo.expiration_date and card_sudo.expiration_date < today:
            raise ApiRefusal(
                "not_reversible",
                self.env._("The coupon has expired since; it is not given back."),
            )
        spent = self.env["member.entry"].sudo()._find_posted(
            card_sudo, "spend", row_sudo._get_reference()
        )
        card_sudo._post_entry(
            "return",
            row_sudo.points,
            row_sudo._get_reference(),
            reversal_of=spent[:1],
            note=reason or row_sudo.config_id.name,
        )
        row_sudo._close("returned")

    def _get_reference(self):
        return f"coupon.redemption,{self.id}"
