from odoo.exceptions import UserError
from odoo.http import request, route

from .portal import OutletPortal
from .selection import to_int

PAGE = {"type": "http", "auth": "user"}


class OutletCommunity(OutletPortal):
    """Knowing the goods, asking about them, and what the people of a place want."""

    def _article_again(self, template_id, anchor):
        return request.redirect(f"/my/outlet/article/{template_id}#{anchor}")

    @route("/my/outlet/article/<int:template_id>/read", methods=["POST"], **PAGE)
    def outlet_sheet_read(self, template_id, **_kwargs):
        """Note that the knowledge sheet was read."""
        contract, template = self._article_or_404(template_id)
        contract._mark_read(template)
        return self._article_again(template_id, "knowledge")

    @route("/my/outlet/article/<int:template_id>/ask", methods=["POST"], **PAGE)
    def outlet_goods_ask(self, template_id, question="", **_kwargs):
        """Ask the agent about an article."""
        contract, template = self._article_or_404(template_id)
        try:
            # the article is his to sell, the question is his own
            request.env["goods.question"].sudo()._ask(
                contract.sudo(), template, question
            )
        except UserError as error:
            return self._render_article(contract, template, ask_problem=str(error))
        return self._article_again(template_id, "questions")

    @route("/my/outlet/article/<int:template_id>/say", methods=["POST"], **PAGE)
    def outlet_goods_say(self, template_id, words="", **_kwargs):
        """Write words that others may use once they are approved."""
        contract, template = self._article_or_404(template_id)
        author = contract.reseller_id.name
        try:
            # the article is his to sell, the words are his own
            posts = request.env["goods.post"].sudo()
            posts._write_post(contract.sudo(), template, words, author)
        except UserError as error:
            return self._render_article(contract, template, say_problem=str(error))
        return request.redirect(f"/my/outlet/article/{template_id}?said=1#posts")

    @route("/my/outlet/wishes", methods=["GET"], **PAGE)
    def outlet_wishes(self):
        """What the people of his places want, and what became of it."""
        return self._wishes_page(self._contract())

    @route("/my/outlet/wishes", methods=["POST"], **PAGE)
    def outlet_wish(self, place_id="", **post):
        """Collect a wish."""
        contract = self._contract()
        place = contract._find_default_place(to_int(place_id))
        try:
            if not place:
                raise UserError(request.env._("You have no place yet."))
            # the place is one of his own
            request.env["goods.wish"].sudo()._collect(contract.sudo(), place, post)
        except UserError as error:
            return self._wishes_page(contract, post, str(error))
        return request.redirect("/my/outlet/wishes")

    def _wishes_page(self, contract, post=None, problem=""):
        # names of categories are no secret
        categories = request.env["product.category"].sudo()
        return self._render(
            "outlet_wishes_page",
            contract,
            "me",
            wishes=contract._find_wishes(),
            # his own places
            places=contract.sudo().place_ids,
            categories=categories.search([("parent_id", "!=", False)], limit=60),
            post=post or {},
            problem=problem,
        )

    @route("/my/outlet/tribes", methods=["GET"], **PAGE)
    def outlet_tribes(self):
        """The tribes he owns together with others."""
        contract = self._contract()
        return self._render(
            "outlet_tribes_page", contract, "me", owned=contract._find_ownership()
        )

    def _owner_or_404(self, tribe_id):
        contract = self._contract()
        owner = contract._find_ownership(tribe_id)
        if not owner:
            raise request.not_found()
        return contract, owner

    @route("/my/outlet/tribes/<int:tribe_id>", methods=["GET"], **PAGE)
    def outlet_tribe(self, tribe_id):
        """Who looks after the tribe with what, and the members he may know."""
        contract, owner = self._owner_or_404(tribe_id)
        return self._tribe_page(contract, owner)

    @route("/my/outlet/tribes/<int:tribe_id>/join", methods=["POST"], **PAGE)
    def outlet_tribe_join(self, tribe_id, phone="", consent_how="", **_kwargs):
        """Bring one of his customers in, or note that he agreed."""
        contract, owner = self._owner_or_404(tribe_id)
        customer = contract._find_own_customer(phone)
        if not customer:
            words = request.env._("None of your customers has this number.")
            return self._tribe_page(contract, owner, words)
        # customer and owner are found by his own contract
        members = request.env["outlet.tribe.member"].sudo()
        members._join(owner, customer, consent_how)
        return request.redirect(f"/my/outlet/tribes/{tribe_id}")

    @route(
        "/my/outlet/tribes/<int:tribe_id>/member/<int:member_id>",
        methods=["POST"],
        **PAGE,
    )
    def outlet_tribe_leave(self, tribe_id, member_id, **_kwargs):
        """A member he brought does not want to be known to the others any more."""
        _contract, owner = self._owner_or_404(tribe_id)
        member = owner.tribe_id.member_ids.filtered(
            lambda one: one.id == member_id and one.owner_id == owner
        )
        if not member:
            raise request.not_found()
        member._withdraw()
        return request.redirect(f"/my/outlet/tribes/{tribe_id}")

    def _tribe_page(self, contract, owner, problem=""):
        return self._render(
            "outlet_tribe_page",
            contract,
            "me",
            tribe=owner.tribe_id,
            owners=owner.tribe_id.owner_ids,
            members=contract._tribe_members(owner),
            problem=problem,
        )
