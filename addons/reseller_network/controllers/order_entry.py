import secrets
from math import isfinite

from odoo.exceptions import UserError
from odoo.http import request, route

from ..models.reseller_contract_order import CONSUMER_FIELDS, MAX_PIECES
from .portal import DRAFT_KEY, OutletPortal
from .selection import to_int

MAX_TEXT = 500


class OrderEntryPortal(OutletPortal):
    """Order entry: the draft lives in the session until it is submitted once."""

    @route("/my/outlet/order/new", type="http", auth="user", methods=["GET"])
    def outlet_order_new(self):
        """The draft: articles, the pasted receiver, place and price."""
        contract = self._shop_contract()
        return self._render_entry(contract, self._draft())

    @route("/my/outlet/order/add", type="http", auth="user", methods=["POST"])
    def outlet_order_add(self, product_id="", quantity="1", **_kwargs):
        """Put one size of an article into the draft."""
        contract = self._shop_contract()
        product = contract._find_products([to_int(product_id)])
        if not product:
            raise request.not_found()
        draft = self._draft()
        self._add_line(contract, draft, product, to_int(quantity) or 1)
        self._keep(draft)
        return request.redirect("/my/outlet/order/new")

    @route("/my/outlet/order/new", type="http", auth="user", methods=["POST"])
    def outlet_order_post(self, action="submit", **post):
        """One form, three buttons: take the text apart, choose goods, submit."""
        contract = self._shop_contract()
        draft = self._read_form(self._draft(), post)
        if action == "parse":
            return self._parse(contract, draft)
        if action.startswith("remove-"):
            gone = to_int(action.removeprefix("remove-"))
            draft["lines"] = [
                line for line in draft["lines"] if line["product_id"] != gone
            ]
        self._keep(draft)
        if action == "choose":
            return request.redirect("/my/outlet/articles?stock=1")
        if action != "submit":
            return request.redirect("/my/outlet/order/new")
        return self._submit(contract, draft)

    @route("/my/outlet/order/parse", type="jsonrpc", auth="user")
    def outlet_order_parse(self, text):
        """The same as the button, without leaving the page."""
        contract = self._shop_contract()
        return contract._read_consumer(str(text)[:MAX_TEXT])

    def _parse(self, contract, draft):
        values = contract._read_consumer(draft["text"])
        problems = values.pop("problems")
        draft.update(values)
        self._keep(draft)
        return self._render_entry(contract, draft, problems=problems, parsed=True)

    def _submit(self, contract, draft):
        problems = contract._consumer_problems(draft)
        if problems:
            return self._render_entry(contract, draft, problems=problems)
        try:
            with request.env.cr.savepoint():
                order = contract._submit_order(draft)
        except UserError as error:
            missing = getattr(error, "missing", 0)
            return self._render_entry(
                contract, draft, refusal=str(error), missing=missing
            )
        request.session.pop(DRAFT_KEY, None)
        return request.redirect(f"/my/outlet/orders/{order.id}?new=1")

    def _draft(self):
        draft = request.session.get(DRAFT_KEY)
        if draft:
            return {**draft, "lines": [dict(line) for line in draft["lines"]]}
        return {
            "token": secrets.token_urlsafe(16),
            "text": "",
            "note": "",
            "place_id": 0,
            "lines": [],
            **dict.fromkeys(CONSUMER_FIELDS, ""),
        }

    def _keep(self, draft):
        request.session[DRAFT_KEY] = draft

    def _add_line(self, contract, draft, product, quantity):
        for line in draft["lines"]:
            if line["product_id"] == product.id and not line.get("session_line_id"):
                line["quantity"] = min(line["quantity"] + quantity, MAX_PIECES)
                return
        draft["lines"] = [
            line for line in draft["lines"] if line["product_id"] != product.id
        ]
        [card] = contract._article_cards(product.product_tmpl_id)
        draft["lines"].append(
            {
                "product_id": product.id,
                "quantity": min(quantity, MAX_PIECES),
                "price": card["price"],
            }
        )

    def _read_form(self, draft, post):
        """Take over what was typed; the token is the one the page was made with."""
        for key in (*CONSUMER_FIELDS, "text", "note"):
            draft[key] = post.get(key, draft[key]).strip()[:MAX_TEXT]
        draft["token"] = post.get("token", draft["token"])[:64]
        draft["place_id"] = to_int(post.get("place_id")) or draft["place_id"]
        draft["collect"] = post.get("collect", draft.get("collect", ""))[:10]
        for line in draft["lines"]:
            key = line["product_id"]
            line["quantity"] = to_int(post.get(f"quantity-{key}")) or line["quantity"]
            line["price"] = self._to_price(post.get(f"price-{key}"), line["price"])
        return draft

    def _to_price(self, text, default):
        try:
            price = float((text or "").replace(",", ""))
        except ValueError:
            return default
        return round(price, 2) if isfinite(price) else default

    def _render_entry(self, contract, draft, **values):
        return self._render(
            "outlet_entry_page",
            contract,
            "entry",
            draft=draft,
            lines=contract._draft_lines(draft["lines"]),
            # his own places
            places=contract.sudo().place_ids,
            default_place=contract._find_default_place(draft["place_id"]),
            provinces=contract._provinces(),
            collect=contract._get_collector(draft),
            available=contract._money_figures()["available"],
            **{
                "problems": {},
                "refusal": "",
                "missing": 0,
                "parsed": False,
                **values,
            },
        )
