from urllib.parse import quote as url_quote

from odoo import api, models
from odoo.tools.image import image_data_uri


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.model
    def _format_outlet(self, partner):
        # province, city, district, street: written without gaps in Chinese
        parts = [partner.state_id.name, partner.city, partner.street2, partner.street]
        seen = dict.fromkeys(filter(None, parts))
        chinese = partner.country_id.code == "CN"
        return ("" if chinese else ", ").join(seen)

    @api.model
    def _is_same_city(self, one, other):
        # people write 北京 and 北京市
        return one.removesuffix("市") == (other or "").removesuffix("市")

    def _prepare_outlets(self, city=""):
        """Return the outlets of this company, those of ``city`` first.

        Names, addresses and places on the map; several tills of one address are one
        outlet.
        """
        self.ensure_one()
        tills = self.env["pos.config"].search([("company_id", "=", self.id)])
        outlets = {}
        for till in tills:
            address = till._get_outlet_address()
            if address and address not in outlets:
                outlets[address] = {
                    "id": address.id,
                    "name": till.name if address == self.partner_id else address.name,
                    "address": self._format_outlet(address),
                    "phone": address.phone or "",
                    "hours": till.outlet_hours or "",
                    "lat": address.partner_latitude,
                    "lon": address.partner_longitude,
                    "near": bool(city) and self._is_same_city(city, address.city),
                }
        return sorted(outlets.values(), key=lambda one: (not one["near"], one["name"]))

    def _prepare_claimable(self, channel):
        """Return the coupons everybody may claim now, with the link of a channel."""
        self.ensure_one()
        programs = self.env["loyalty.program"].search(
            [("is_claimable", "=", True), ("company_id", "in", [False, self.id])]
        )
        return [
            program._prepare_claim_offer()
            | program._prepare_worth()
            | {"url": program._get_claim_path(channel)}
            # what is bought is not called a gift
            | {"price": program.sale_price and program._say_money(program.sale_price)}
            for program in programs
            if not program._refuse_claim()
        ]

    def _get_member_logo(self):
        """Return the company's logo as a picture that stands in a page, or nothing."""
        self.ensure_one()
        if self.uses_default_logo or not self.logo_web:
            return ""
        return image_data_uri(self.logo_web)

    def _get_login_doors(self):
        """Return other ways to log in than by phone: ``[{"label", "url", "kind"}]``."""
        self.ensure_one()
        account = self.env["wechat.account"].search(
            [("company_id", "=", self.id), ("kind", "=", "official")], limit=1
        )
        if not account:
            return []
        back = url_quote(f"/member/login/{self.id}", safe="")
        return [
            {
                "label": self.env._("Log in with WeChat"),
                "url": f"/wechat/login/{account.app_id}?to={back}",
                "kind": "wechat",
            }
        ]
