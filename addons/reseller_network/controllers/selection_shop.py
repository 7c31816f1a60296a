from odoo.exceptions import ValidationError
from odoo.http import request, route

from ..models.reseller_contract_deal import DEAL_ORDERS
from .selection import SelectionPortal, to_int

MOST_IDS = 200


def to_ids(text):
    """Return the numbers of a comma separated list, at most ``MOST_IDS``."""
    return [to_int(one.strip()) for one in (text or "").split(",")[:MOST_IDS]]


class SelectionShopPortal(SelectionPortal):
    """The reseller's own shop: picks, words, daily pick; what is on for a while."""

    @route("/my/outlet/shop", type="http", auth="user", methods=["GET"])
    def outlet_shop(self):
        """His picks, in his order."""
        return self._render_shop(self._contract())

    @route(
        "/my/outlet/article/<int:template_id>/pick",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_pick(self, template_id, wanted="1", back="", **_kwargs):
        """Put an article into his shop, or take it out."""
        contract, template = self._article_or_404(template_id)
        try:
            self._pick(contract, template, wanted == "1")
        except ValidationError as error:
            return self._render_shop(contract, problem=str(error))
        if back == "article":
            return request.redirect(f"/my/outlet/article/{template_id}")
        return request.redirect("/my/outlet/shop")

    @route("/my/outlet/pick", type="jsonrpc", auth="user")
    def outlet_pick_now(self, template_id, wanted):
        """The same without leaving the page; tells what is wrong."""
        contract, template = self._article_or_404(int(template_id))
        try:
            self._pick(contract, template, bool(wanted))
        except ValidationError as error:
            return {"problem": str(error)}
        return {"picks": contract.pick_count}

    @route("/my/outlet/shop/order", type="jsonrpc", auth="user")
    def outlet_shop_order(self, pick_ids):
        """Keep the order the picks were dragged into."""
        ids = [one for one in pick_ids[:MOST_IDS] if isinstance(one, int)]
        self._contract()._order_picks(ids)
        return True

    @route("/my/outlet/shop/<int:pick_id>", type="http", auth="user", methods=["POST"])
    def outlet_shop_save(self, pick_id, action="words", words="", **_kwargs):
        """Save his words, take the article out, or put it on top."""
        contract = self._contract()
        pick = contract._find_pick(pick_id)
        if not pick:
            raise request.not_found()
        if action == "remove":
            contract._remove_picks(pick.product_tmpl_id)
        elif action == "top":
            contract._order_picks([pick.id])
        else:
            problem = self._save_words(pick, words)
            if problem:
                return self._render_shop(contract, problem=problem)
        return request.redirect(f"/my/outlet/shop#pick_{pick_id}")

    @route("/my/outlet/lookbook", type="http", auth="user", methods=["GET"])
    def outlet_lookbook(self):
        """His picks as one page to pass on, with its link."""
        contract = self._contract()
        # sellers have no right on goods; what they may sell is chosen here
        has_place = bool(contract.sudo().place_ids)
        return self._render(
            "outlet_lookbook_page",
            contract,
            "home",
            cards=contract._lookbook_cards(),
            # the same link each time it is asked for
            link=contract._get_target_link("lookbook").url if has_place else "",
        )

    @route("/my/outlet/daily", type="http", auth="user", methods=["GET"])
    def outlet_daily(self):
        """The one or two articles worth a post today."""
        return self._render_daily(self._contract())

    @route(
        "/my/outlet/daily/<int:template_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_daily_posted(self, template_id, **_kwargs):
        """He posted it."""
        contract, template = self._article_or_404(template_id)
        try:
            with request.env.cr.savepoint():
                contract._mark_posted(template)
        except ValidationError as error:
            return self._render_daily(contract, problem=str(error))
        return request.redirect("/my/outlet/daily")

    @route("/my/outlet/deals", type="http", auth="user", methods=["GET"])
    def outlet_deals(self, order="gain"):
        """What is on for a limited time, best return or first to end first."""
        contract = self._contract()
        order = order if order in DEAL_ORDERS else "gain"
        return self._render(
            "outlet_deals_page",
            contract,
            "selection",
            deals=contract._deal_list(order),
            order=order,
        )

    def _pick(self, contract, template, wanted):
        if not wanted:
            contract._remove_picks(template)
            return
        with request.env.cr.savepoint():
            contract._add_picks(template)

    def _save_words(self, pick, words):
        """Save his words; return what is wrong with them."""
        try:
            with request.env.cr.savepoint():
                # found among his own; a portal user writes nothing himself
                pick.sudo().words = words.strip()
        except ValidationError as error:
            return str(error)
        return ""

    def _render_shop(self, contract, problem=""):
        cards = contract._pick_cards()
        return self._render(
            "outlet_shop_page",
            contract,
            "home",
            cards=cards,
            absent=contract.pick_count - len(cards),
            limit=contract._get_pick_limit(),
            problem=problem,
        )

    def _render_daily(self, contract, problem=""):
        cards = contract._daily_cards()
        templates = request.env["product.template"].browse([c["id"] for c in cards])
        return self._render(
            "outlet_daily_page",
            contract,
            "home",
            # found by the contract; see there
            cards=[
                card | {"text": contract._post_text(template)}
                for card, template in zip(cards, templates.sudo(), strict=True)
            ],
            limit=contract._get_daily_limit(),
            problem=problem,
        )
