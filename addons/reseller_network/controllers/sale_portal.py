from odoo import exceptions
from odoo.http import request, route

from odoo.addons.sale_stock.controllers.portal import SaleStockPortal


class OutletSalePortal(SaleStockPortal):
    """The standard pages of orders, without who ships them."""

    def _stock_picking_check_access(self, picking_id, access_token=None):
        picking_sudo = super()._stock_picking_check_access(picking_id, access_token)
        if picking_sudo.sale_id.place_id and not request.env.user._is_internal():
            # the slip of an outlet order bears the address of the agent's warehouse
            raise exceptions.AccessError(
                request.env._("This document is not available for outlet orders.")
            )
        return picking_sudo

    @route()
    def portal_order_page(self, order_id, access_token=None, **kwargs):
        """Show a reseller the outlet's page of an order of his places."""
        if not access_token:
            contract = request.env["reseller.contract"]._for_current_user()
            if contract and contract._find_order(order_id):
                return request.redirect(f"/my/outlet/orders/{order_id}")
        return super().portal_order_page(order_id, access_token=access_token, **kwargs)
