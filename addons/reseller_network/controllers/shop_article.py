import json
import secrets

from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.outlet_base.rate_limit import RateLimit

from ..models.reseller_contract_page_order import (
    MOST_PIECES,
    NotTaking,
    OrderedBefore,
)
from .order_buyer import remember_buyer
from .shop_pages import ShopPages, articles, roots

ORDERS = RateLimit(30, 600)
READS = RateLimit(60, 60)
PICTURE_SIZES = {"card": "image_512", "full": "image_1024"}
DAY = 24 * 3600


class ShopArticle(ShopPages):
    """One article of a seller: who sells it, what it is, and the order, on one page."""

    @route(
        roots("/a/<int:template_id>"),
        type="http",
        auth="public",
        methods=["GET"],
        sitemap=False,
    )
    def shop_article(self, token, template_id, **_kwargs):
        """The page of one article below a mall or a lookbook."""
        door, template, refusal = self._open_article(token, template_id)
        return refusal or self._render_article_page(door, template)

    @route(
        articles("/order"), type="http", auth="public", methods=["POST"], sitemap=False
    )
    def shop_order(self, token, template_id=0, **post):
        """Order; sent again it is the same order."""
        door, template, refusal = self._open_article(token, template_id)
        if refusal:
            return refusal
        if not ORDERS.allows(self._get_caller()):
            return self._slow_down(door.place)
        try:
            with request.env.cr.savepoint():
                order = door.contract._order_from_page(
                    door.place, template, post, **door.get_order_vals()
                )
        except OrderedBefore as error:
            return self._render_article_page(
                door, template, post, again=error.order._get_order_page_url()
            )
        except NotTaking as error:
            door.contract._tell_not_taking(error.todo)
            return self._render_article_page(door, template, post, str(error))
        except UserError as error:
            return self._render_article_page(door, template, post, str(error))
        return self._go_to_order(order)

    def _go_to_order(self, order):
        """Go on to the page of the order; this browser speaks for its buyer."""
        url = order._get_order_page_url()
        path = url.partition("/outlet/")[2]
        if order.pay_state == "open" and order._is_paid_online():
            path += "/pay"
        page = self._private(request.redirect(f"/outlet/{path}"))
        return remember_buyer(page, order)

    @route(
        articles("/read"), type="http", auth="public", methods=["POST"], sitemap=False
    )
    def shop_read(self, token, template_id=0, text="", **_kwargs):
        """Take a pasted text apart: name, phone and address, as JSON."""
        door, _template, refusal = self._open_article(token, template_id)
        if refusal:
            return refusal
        if not READS.allows(self._get_caller()):
            return self._slow_down(door.place)
        found = door.contract._read_consumer(text[:500])
        address = "".join(
            found[part]
            for number, part in enumerate(("province", "city", "district", "detail"))
            # a municipality is province and city at once
            if not (number == 1 and found["city"] == found["province"])
        )
        return self._json(
            {"name": found["name"], "phone": found["phone"], "address": address}
        )

    @route(
        articles("/stock"), type="http", auth="public", methods=["GET"], sitemap=False
    )
    def shop_stock(self, token, template_id=0, **_kwargs):
        """The free pieces of each size at this moment, as JSON."""
        door, template, refusal = self._open_article(token, template_id)
        if refusal:
            return refusal
        offers = door.place._find_page_offers(template)
        if not offers:
            return self._gone()
        pieces = door.place._get_place_pieces(offers)
        products = template.product_variant_ids
        return self._json({one.id: int(pieces[one.id]) for one in products})

    @route(
        articles("/picture/<string:size>")
        + articles("/picture/<int:picture_id>/<string:size>"),
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def shop_picture(self, token, size, template_id=0, picture_id=0, **_kwargs):
        """A picture of the article."""
        door, template, refusal = self._open_article(token, template_id)
        if refusal:
            return refusal
        record, field = template, PICTURE_SIZES.get(size)
        offers = door.place._find_page_offers(template)
        if not offers:
            return self._gone()
        if picture_id:
            record = door.place._find_pictures(template, offers).filtered(
                lambda one: one.id == picture_id
            )
        if not (record and field):
            return self._gone()
        return self._stream(record, field)

    @route(
        roots("/face"),
        type="http",
        auth="public",
        methods=["GET"],
        readonly=True,
        sitemap=False,
    )
    def shop_face(self, token, **_kwargs):
        """The seller's face."""
        door, refusal = self._open(token)
        if refusal:
            return refusal
        return self._stream(door.contract.reseller_id, "avatar_256")

    def _stream(self, record, field):
        stream = request.env["ir.binary"]._get_image_stream_from(record, field)
        response = stream.get_response(max_age=DAY)
        response.headers["Cache-Control"] = f"private, max-age={DAY}"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    def _json(self, values):
        return self._private(
            request.make_response(
                json.dumps(values), [("Content-Type", "application/json")]
            )
        )

    def _render_article_page(self, door, template, post=None, problem="", again=""):
        article = door.place._get_shop_sheet(template)
        if not article:
            return self._gone_here(door)
        seller = door.contract._get_face(door.place)
        return self._render_shop(
            "shop_article",
            door,
            seller=seller,
            article=article,
            base=door.get_article_base(template.id),
            said=article["words"],
            ratings=door.contract._get_ratings() if seller["ratings"] else [],
            direct=door.place.collect_by == "reseller",
            # how it is paid is said where something can be ordered
            online=article["stock"]
            and door.place._takes_online_payment(article["price"]),
            post=post or {},
            problem=problem,
            again=again,
            most=MOST_PIECES,
            once=secrets.token_urlsafe(16),
        )
