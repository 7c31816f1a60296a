from odoo.exceptions import UserError, ValidationError
from odoo.http import request, route

from ..pictures import redraw
from .portal import OutletPortal

MOST_INQUIRIES = 40
MAX_PICTURE = 8 * 1024 * 1024
MOST_PIXELS = 1600


class ShopPortal(OutletPortal):
    """The seller's side of his public pages."""

    @route("/my/outlet/face", type="http", auth="user", methods=["GET"])
    def outlet_face(self, saved="", **_kwargs):
        """Face, words, payment code and the link of the mall."""
        return self._render_face(saved=bool(saved))

    @route("/my/outlet/face", type="http", auth="user", methods=["POST"])
    def outlet_face_save(self, **post):
        """Keep what the seller says of himself."""
        contract = self._contract()
        try:
            with request.env.cr.savepoint():
                contract._set_face(
                    post.get("shop_words"),
                    post.get("pay_words"),
                    self._read_picture("face"),
                    self._read_picture("pay_code"),
                )
        except (UserError, ValidationError) as error:
            return self._render_face(problem=str(error))
        return request.redirect("/my/outlet/face?saved=1")

    def _render_face(self, **values):
        contract = self._contract()
        return self._render(
            "outlet_face_page",
            contract,
            "me",
            mall_url=contract._get_mall_url(),
            **{"saved": False, "problem": "", **values},
        )

    def _read_picture(self, name):
        sent = request.httprequest.files.get(name)
        content = sent.read(MAX_PICTURE + 1) if sent else b""
        if len(content) > MAX_PICTURE:
            raise UserError(request.env._("This picture is too large."))
        return content and redraw(request.env, content, MOST_PIXELS)

    @route(
        ["/my/outlet/face.png", "/my/outlet/paycode.png"],
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def outlet_face_picture(self):
        """The seller's own picture, or his payment code."""
        # his own, by the session
        contract = self._contract().sudo()
        code = request.httprequest.path.endswith("paycode.png")
        record, field = (
            (contract, "pay_code") if code else (contract.reseller_id, "avatar_256")
        )
        stream = request.env["ir.binary"]._get_image_stream_from(record, field)
        return stream.get_response(max_age=0)

    @route("/my/outlet/inquiries", type="http", auth="user", methods=["GET"])
    def outlet_inquiries(self):
        """What visitors asked, what waits for an answer first."""
        return self._render_inquiries(self._contract())

    @route(
        "/my/outlet/inquiries/<int:inquiry_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_inquiry_answer(self, inquiry_id, answer="", **_kwargs):
        """Answer one visitor."""
        contract = self._contract()
        inquiry = contract._find_inquiries().filtered(lambda one: one.id == inquiry_id)
        if not inquiry:
            raise request.not_found()
        try:
            # his own, by the contract
            inquiry.sudo()._answer(answer)
        except UserError as error:
            return self._render_inquiries(contract, problem=str(error))
        return request.redirect("/my/outlet/inquiries")

    def _render_inquiries(self, contract, problem=""):
        return self._render(
            "outlet_inquiries_page",
            contract,
            "home",
            inquiries=contract._find_inquiries()[:MOST_INQUIRIES],
            problem=problem,
        )

    @route(
        "/my/outlet/orders/<int:order_id>/paid",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def outlet_order_paid(self, order_id, **_kwargs):
        """The seller has the money: the parcel may go. Twice is once."""
        contract = self._account_contract()
        order = contract._find_order(order_id)
        if not order or order.collect_by != "reseller":
            raise request.not_found()
        order._release_payment()
        return request.redirect(f"/my/outlet/orders/{order_id}")
