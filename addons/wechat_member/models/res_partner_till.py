"""What the till asks about a member: one call, one answer."""

from odoo import api, fields, models


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
        :meth:`member_panel`), or ``{"found": False, "message": words}``.

        :param config_id: the till that asks; only members of its company are found
        :param order_uuid: the order on the screen, whose own coupons are not "held"
        :raise AccessError: the user may not use this till.
        """
        config = self.env["coupon.redemption"]._get_till(config_id)
        member = self._find_member(code, config.company_id)
        if not member:
            message = self.env._("No member with the card, phone or coupon %s.", code)
            return {"found": False, "message": message}
        return {"found": True, **member.member_panel(config_id, order_uuid)}

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
