import secrets

from odoo import api, fields, models


class SaleOrder(models.Model):
    """The page on which a consumer follows an order, without a login."""

    _inherit = "sale.order"

    page_token = fields.Char(
        copy=False,
        readonly=True,
        groups="brand_outlet.group_operator",
        help="The part of the page's link that nobody can guess.",
    )

    _page_token_unique = models.UniqueIndex(
        "(page_token) WHERE page_token IS NOT NULL", "Another order has this link."
    )

    def _get_order_page_url(self):
        """Return the link of the consumer's page; made when it is first asked for.

        Whoever calls this has made sure that the reader may know the order.
        """
        self.ensure_one()
        # the token is a field of the operator's, the link is for who may see the order
        order = self.sudo()
        if not order.page_token:
            order.page_token = secrets.token_urlsafe(24)
        return f"{self.get_base_url()}/outlet/o/{order.page_token}"

    def action_renew_page_link(self):
        """Give these orders new links; the old ones open nothing from now on."""
        self.check_access("write")
        for order in self:
            order.page_token = secrets.token_urlsafe(24)

    @api.model
    def _find_by_page_token(self, token):
        """Return the order (sudo) a link opens, or none."""
        # an empty or oversized token is no query worth making
        if not token or len(token) > 64:
            return self.sudo().browse()
        return self.sudo().search([("page_token", "=", token)], limit=1)
