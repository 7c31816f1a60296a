from odoo.http import request, route

from odoo.addons.rma.controllers.main import PortalRma
from odoo.addons.rma_sale.controllers.sale_portal import CustomerPortal


class ClosedRma(PortalRma):
    """Returns have pages of their own: these would show warehouse and agent."""

    @route()
    def portal_my_rmas(self, **_kwargs):
        """Not found."""
        raise request.not_found()

    @route()
    def portal_my_rma_detail(self, rma_id, **_kwargs):
        """Not found."""
        raise request.not_found()

    @route()
    def portal_my_rma_picking_report(self, rma_id, picking_id, **_kwargs):
        """Not found."""
        raise request.not_found()


class ClosedRmaRequest(CustomerPortal):
    @route()
    def request_rma(self, order_id, **_kwargs):
        """Not found."""
        raise request.not_found()

    @route()
    def request_sale_rma(self, order_id, **_kwargs):
        """Not found."""
        raise request.not_found()
