"""What the till asks about a member: one call, one answer."""

from odoo import api, fields, models

from ..tools.phone import normalise_phone


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _load_pos_data_fields(self, config):
        return super()._load_pos_data_fields(config) + [
            "is_member",
            "member_no",
            "member_level_id",
        ]

    @api.model
    def member_lookup(self, code, config_id, order_uuid=None):
        """Find the member by card number, phone number or code of one of his coupons.

        Answers ``{"found": True}`` with everything the panel shows (see
        :meth:`member_panel`), or ``{"found": False, "message": words}``; ``phone`` is
        then the mobile number that was asked for, if it is one. ``coupon`` is the code
        itself where it is one of a coupon: the till redeems it.

        :param config_id: the till that asks; only members of its company are found
        :param order_uuid: the order on the screen, whose own coupons are not "held"
        :raise AccessError: the user may not use this till.
        """
        config = self.env["coupon.redemption"]._get_till(config_id)
        member = self._find_member(code, config.company_id)
        coupon = self._find_till_coupon(code, config)
        answer = {"coupon": coupon.code} if coupon else {}
        if member:
            return answer | {
                "found": True,
                **member.member_panel(config_id, order_uuid),
            }
        if not coupon:
            message = self.env._("No member with the card, phone or coupon %s.", code)
            answer |= {"message": message, "phone": normalise_phone(code)}
        return answer | {"found": False}

    @api.model
    def _find_till_coupon(self, code, config):
        """Return the coupon with this code, if this till may redeem it."""
        code = (code or "").strip()
        domain = fields.Domain("code", "=", code) & fields.Domain(
            "program_id", "in", config._get_program_ids().ids
        )
        cards = self.env["loyalty.card"]
        card = cards.search(domain, limit=1) if code else cards
        return card if card and card._is_coupon() else cards

    def member_panel(self, config_id, order_uuid=None):
        """Return what the cashier sees of this member.

        Points and stored value are the balances of the programs this till accepts,
        ``coupons`` the ones that can be used today, ``records`` what the till must
        load to sell to this member.

        :raise AccessError: the user may not use this till.
        """
        self.ensure_one()
        config = self.env["coupon.redemption"]._get_till(config_id)
        self.check_access("read")
        domain = self._live_cards_domain() & fields.Domain(
            "program_id", "in", config._get_program_ids().ids
        )
        cards = self.env["loyalty.card"].search(domain, order="expiration_date, id")
        points = cards.filtered(lambda card: card.program_type == "loyalty")
        wallet = cards.filtered(lambda card: card.program_type == "ewallet")
        coupons = cards.filtered(lambda card: card._is_coupon())
        return {
            "id": self.id,
            "name": self.name,
            "number": self.member_no,
            "phone": self._get_member_phone_masked(),
            "level": self.member_level_id.name or "",
            "color": self.member_level_id.color or "",
            "points": sum(points.mapped("points")),
            "stored_value": sum(wallet.mapped("points")),
            "coupons": coupons._prepare_panel_coupons(order_uuid),
            "records": {
                "res.partner": self._load_pos_data_read(self, config),
                "loyalty.card": cards._load_pos_data_read(points | wallet, config),
            },
        }
