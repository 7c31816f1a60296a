from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import MOST, VISITS, PlacePages


class OrderPage(PlacePages):
    """The page on which a consumer follows an order, for whoever has its link."""

    @route(
        "/outlet/o/<string:token>",
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def order(self, token, **_kwargs):
        """Where the goods are, and the one person to ask."""
        order = self._find_order(token)
        if not order:
            return self._gone()
        if not VISITS.allows(self._get_caller()):
            return self._slow_down(order.place_id)
        return self._render_order(order)

    @route(
        "/outlet/o/<string:token>/picture/<int:template_id>",
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def order_picture(self, token, template_id, **_kwargs):
        """The picture of an article of this order."""
        order = self._find_order(token)
        goods = order.order_line.product_id.product_tmpl_id
        template = goods.filtered(lambda one: one.id == min(template_id, MOST))
        if not template:
            return self._gone()
        stream = request.env["ir.binary"]._get_image_stream_from(template, "image_256")
        response = stream.get_response(max_age=3600)
        response.headers["Cache-Control"] = "private, max-age=3600"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _find_order(self, token):
        # The link is the right to the page: visitors have no right on any record, what
        # the page tells is chosen by the order's methods.
        orders = request.env["sale.order"].sudo()
        return orders._find_by_page_token(token)

    def _render_order(self, order, status=200, **values):
        """Render the page of an order; further ``values`` are for what extends it."""
        html = order.env["ir.qweb"]._render(
            "agent_dropship.order_page",
            {
                "order": order,
                "page": order._get_page_values(),
                "place": order.place_id,
                "label": order.company_id._get_outlet_label(),
                "csrf_token": request.csrf_token,
                "lang": (order.env.lang or "en_US").replace("_", "-"),
                **values,
            },
        )
        return self._private(request.make_response(html, status=status))
