from odoo.exceptions import UserError
from odoo.http import request, route

from odoo.addons.brand_outlet.controllers.place_pages import MOST, to_int
from odoo.addons.portal.controllers.portal import pager as portal_pager

from ..models.reseller_contract_link import MOST_LINKS, PAGE
from ..poster import STYLES
from .portal import OutletPortal

POSTERS = [style for style in STYLES if style != "tile"]
CHOICE = 40


class LinksPortal(OutletPortal):
    """Share: one tap makes the link, the poster and the words to post."""

    @route("/my/outlet/links", type="http", auth="user", methods=["GET"])
    def outlet_links(self, page="1", group="", **_kwargs):
        """His links: opens, orders, refunds and conversion, each and per group."""
        contract = self._account_contract()
        page, group = max(to_int(page), 1), group.strip()[:80]
        found = contract._link_rows(group, offset=(page - 1) * PAGE)
        return self._render(
            "outlet_links_page",
            contract,
            "home",
            **found,
            group=group,
            pager=portal_pager(
                url="/my/outlet/links",
                url_args={"group": group} if group else {},
                total=found["total"],
                page=page,
                step=PAGE,
                scope=3,
            ),
        )

    @route(
        "/my/outlet/article/<int:template_id>/share",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_share(self, template_id, place_id="", label="", style="", **_kwargs):
        """Make the link, or take the one there is, and show it."""
        contract = self._contract()
        template = contract._find_article(min(template_id, MOST))
        if not template:
            raise request.not_found()
        place = contract._find_default_place(to_int(place_id))
        try:
            link = contract._get_link(template, place, label)
        except UserError as error:
            return self._render(
                "outlet_share_refused", contract, "selection", why=error
            )
        query = f"?style={style}" if style in POSTERS else ""
        return request.redirect(f"/my/outlet/share/{link.id}{query}")

    @route("/my/outlet/share/<int:link_id>", type="http", auth="user", methods=["GET"])
    def outlet_share_page(self, link_id, style="", **_kwargs):
        """The poster to hold and save, the link and the words to copy."""
        contract, link = self._link_or_404(link_id)
        return self._render(
            "outlet_share_page",
            contract,
            "selection",
            link=link,
            article=contract._article_cards(link.product_tmpl_id)[0],
            text=contract._share_text(link),
            groups=contract._groups(),
            styles=POSTERS,
            style=style if style in POSTERS else POSTERS[0],
            version=contract._poster_version(link),
        )

    @route(
        "/my/outlet/share/<int:link_id>/<string:style>.png",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def outlet_poster(self, link_id, style, **_kwargs):
        """The poster of a link."""
        contract, link = self._link_or_404(link_id)
        if style not in STYLES:
            raise request.not_found()
        return self._answer_picture(
            contract._poster_version(link) + style,
            lambda: contract._poster(link, style),
        )

    @route("/my/outlet/links/new", type="http", auth="user", methods=["GET"])
    def outlet_links_new(self, search="", **_kwargs):
        """Tick what is shared: what is in stock, the newest first."""
        contract = self._contract()
        found = contract._selection_page(
            {"search": search.strip()[:60], "in_stock": True}, limit=CHOICE
        )
        return self._render(
            "outlet_links_new_page",
            contract,
            "home",
            articles=found["articles"],
            groups=contract._groups(),
            search=search.strip()[:60],
            most=MOST_LINKS,
        )

    @route("/my/outlet/links/new", type="http", auth="user", methods=["POST"])
    def outlet_links_make(self, place_id="", label="", **_kwargs):
        """Make the links of all that was ticked, and show the words for the group."""
        contract = self._contract()
        ticked = request.httprequest.form.getlist("article")
        wanted = [number for number in map(to_int, ticked[:MOST_LINKS]) if number]
        templates = contract._find_articles(wanted)
        if not templates:
            return request.redirect("/my/outlet/links/new")
        place = contract._find_default_place(to_int(place_id))
        try:
            links = contract._get_links(templates, place, label)
        except UserError as error:
            return self._render("outlet_share_refused", contract, "home", why=error)
        numbers = ",".join(map(str, links.ids))
        return request.redirect(f"/my/outlet/links/post?ids={numbers}")

    @route("/my/outlet/links/post", type="http", auth="user", methods=["GET"])
    def outlet_links_post(self, ids="", **_kwargs):
        """The words with all links, the wall of nine, and nine pictures."""
        contract, links = self._links_or_404(ids)
        return self._render(
            "outlet_links_post_page",
            contract,
            "home",
            links=links,
            text=contract._share_text(links),
            ids=",".join(map(str, links.ids)),
        )

    @route("/my/outlet/links/wall.png", type="http", auth="user", methods=["GET"])
    def outlet_wall(self, ids="", **_kwargs):
        """Nine articles on one picture; its code opens the lookbook."""
        contract, links = self._links_or_404(ids)
        first = links[0]
        entry = contract._get_target_link("lookbook", first.place_id, first.label)
        versions = "".join(contract._poster_version(link) for link in links[:9])
        return self._answer_picture(versions, lambda: contract._wall(links, entry))

    def _answer_picture(self, version, draw):
        """Draw a picture unless the phone has it already."""
        headers = [
            ("Content-Type", "image/png"),
            ("Cache-Control", "private, max-age=600"),
            ("ETag", f'"{version}"'),
        ]
        if version in (request.httprequest.if_none_match or ()):
            return request.make_response("", headers, status=304)
        return request.make_response(draw(), headers)

    def _link_or_404(self, link_id):
        contract = self._contract()
        link = contract._find_link(min(link_id, MOST))
        if not link:
            raise request.not_found()
        return contract, link

    def _links_or_404(self, ids):
        contract = self._contract()
        numbers = [to_int(one) for one in ids.split(",")[:MOST_LINKS]]
        links = contract._find_links(numbers)
        if not links:
            raise request.not_found()
        return contract, links
