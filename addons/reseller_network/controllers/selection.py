from math import isfinite

from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.reseller_contract_browse import SELECTION_ORDERS
from .portal import OutletPortal

PAGE_SIZE = 24
PICTURE_SIZES = {"card": "image_512", "full": "image_1024", "mini": "image_128"}


def to_int(text):
    """Return a number typed into the address bar, 0 for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() else 0


class SelectionPortal(OutletPortal):
    @route(
        ["/my/outlet/articles", "/my/outlet/articles/page/<int:page>"],
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_articles(
        self,
        page=1,
        search="",
        brand="",
        categ="",
        stock="",
        week="",
        attention="",
        order="new",
    ):
        """The selection centre."""
        contract = self._contract()
        query = {
            "search": search.strip()[:60],
            "brand": to_int(brand),
            "categ": to_int(categ),
            "stock": "1" if stock else "",
            "week": "1" if week else "",
            "attention": "1" if attention else "",
            "order": order if order in SELECTION_ORDERS else "new",
        }
        # what he may see is found out once for the page
        shown = contract._offers_domain()
        result = contract._selection_page(
            {
                "search": query["search"],
                "brand_id": query["brand"],
                "categ_id": query["categ"],
                "in_stock": bool(query["stock"]),
                "fresh": bool(query["week"]),
                "attention": bool(query["attention"]),
            },
            order=query["order"],
            offset=(max(page, 1) - 1) * PAGE_SIZE,
            limit=PAGE_SIZE,
            shown=shown,
        )
        return self._render(
            "outlet_articles_page",
            contract,
            "selection",
            articles=result["articles"],
            total=result["total"],
            has_more=result["has_more"],
            picked=contract._picked_ids([one["id"] for one in result["articles"]]),
            # sellers have no right on goods; what they may sell is chosen here
            trade_first=bool(contract.sudo().own_categ_ids),
            query=query,
            filters=contract._selection_filters(shown),
            pager=portal_pager(
                url="/my/outlet/articles",
                url_args={key: value for key, value in query.items() if value},
                total=result["total"],
                page=page,
                step=PAGE_SIZE,
                scope=3,
            ),
        )

    @route(
        "/my/outlet/article/<int:template_id>",
        type="http",
        auth="user",
        methods=["GET"],
    )
    def outlet_article(self, template_id, saved="", **_kwargs):
        """One article: pictures, story, sizes with stock, the own price."""
        contract, template = self._article_or_404(template_id)
        return self._render_article(contract, template, saved=bool(saved))

    @route(
        "/my/outlet/article/<int:template_id>/price",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_set_price(self, template_id, kind="price", value="", **_kwargs):
        """Store the own price; what is wrong with it is said on the page."""
        contract, template = self._article_or_404(template_id)
        if contract.mode != "shop":
            raise request.not_found()
        try:
            number = float(value.replace(",", "").strip() or 0)
        except ValueError:
            number = 0.0
        number = number if isfinite(number) else 0.0
        try:
            with request.env.cr.savepoint():
                contract._check_entry_kind(kind)
                # found by the contract above, written for the user's own contract
                contract.sudo()._set_own_price(template, kind, number)
        except UserError as error:
            return self._render_article(
                contract, template, problem=str(error), typed=value, kind=kind
            )
        return request.redirect(f"/my/outlet/article/{template_id}?saved=1")

    @route(
        [
            "/my/outlet/picture/<int:template_id>/<string:size>",
            "/my/outlet/picture/<int:template_id>/<int:product_id>/<string:size>",
        ],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def outlet_picture(self, template_id, size, product_id=None, **_kwargs):
        """A picture of an article he sells or has sold."""
        contract = self._account_contract()
        field = PICTURE_SIZES.get(size)
        on_offer = contract._is_running() and contract._find_article(template_id)
        template = on_offer or contract._find_sold(template_id)
        if not field or not template:
            raise request.not_found()
        record = template
        if product_id:
            record = template.product_variant_ids.filtered(
                lambda product: product.id == product_id
            )
            if not record:
                raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(record, field)
        return stream.get_response(max_age=86400)

    @route(
        "/my/outlet/gallery/<int:template_id>/<int:picture_id>/<string:size>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def outlet_gallery(self, template_id, picture_id, size, **_kwargs):
        """A further picture of an article he sells."""
        contract, template = self._article_or_404(template_id)
        field = PICTURE_SIZES.get(size)
        picture = contract._find_gallery(template).filtered(
            lambda picture: picture.id == picture_id
        )
        if not field or not picture:
            raise request.not_found()
        stream = request.env["ir.binary"]._get_image_stream_from(picture, field)
        return stream.get_response(max_age=86400)

    @route(
        "/my/outlet/article/<int:template_id>/post",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def outlet_post(self, template_id, **_kwargs):
        """All pictures of an article and the text to post, as one zip file."""
        contract, template = self._article_or_404(template_id)
        name = f"{template.style_code or template.id}.zip"
        return request.make_response(
            contract._post_archive(template),
            [
                ("Content-Type", "application/zip"),
                ("Content-Disposition", content_disposition(name)),
            ],
        )

    def _article_or_404(self, template_id):
        contract = self._contract()
        template = contract._find_article(template_id)
        if not template:
            raise request.not_found()
        return contract, template

    def _render_article(self, contract, template, **values):
        return self._render(
            "outlet_article_page",
            contract,
            "selection",
            article=contract._article_sheet(template),
            **{"saved": False, "problem": "", "typed": "", "kind": "price", **values},
        )
