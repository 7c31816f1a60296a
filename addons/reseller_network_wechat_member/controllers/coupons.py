from odoo.http import route

from odoo.addons.reseller_network.controllers.portal import OutletPortal


class CouponPortal(OutletPortal):
    @route("/my/outlet/coupons", type="http", auth="user", methods=["GET"])
    def outlet_coupons(self):
        """The coupons a reseller may share, and what his own brought."""
        contract = self._contract()
        return self._render(
            "reseller_network_wechat_member.outlet_coupons_page",
            contract,
            "me",
            coupons=contract._get_coupon_rows(),
        )
