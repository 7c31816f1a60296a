import re

from odoo import fields, models
from odoo.exceptions import UserError

from .outlet_case import OPEN_CASE_STATES
from .outlet_case_photo import MAX_PHOTOS

ONCE = re.compile(r"[A-Za-z0-9_-]{8,64}")
MAX_NOTE = 500


class SaleOrder(models.Model):
    """After-sales as a customer, or who faces him, files and follows it.

    Called with elevated rights on an order that was found by its link, or among the
    reseller's own; gives back plain values, and no word of who holds the goods.
    """

    _inherit = "sale.order"

    def _get_case_sheet(self):
        """Return what can be filed: goods with what is left of them, kinds, reasons."""
        self.ensure_one()
        cases = self.env["outlet.case"]
        shipped = self._get_dispatches().filtered(
            lambda picking: picking.dispatch_state in ("shipped", "delivered")
        )
        free = cases._get_returnable(shipped.move_ids)
        goods = [
            self._get_case_goods(move, int(n)) for move, n in free.items() if n > 0
        ]
        labels = dict(cases._fields["kind"]._description_selection(self.env))
        return {
            "goods": goods,
            "kinds": [
                {
                    "code": kind,
                    "label": labels[kind],
                    "reasons": [
                        {"id": reason.id, "name": reason.name}
                        for reason in cases._get_reasons(kind)
                    ],
                }
                for kind in self._get_case_kinds(shipped, goods)
            ],
        }

    def _get_case_kinds(self, shipped, goods):
        """Return what makes sense to file now."""
        kinds = ["return", "exchange"] if goods else []
        if any(picking.dispatch_state == "shipped" for picking in shipped):
            kinds.append("stuck_parcel")
        return [*kinds, "complaint"] if self.state == "sale" else []

    def _get_case_goods(self, move, left):
        """One article that was sent, with the sizes it can be exchanged for."""
        product = move.product_id
        line = self.env["outlet.case.line"]
        others = product.product_tmpl_id.product_variant_ids
        return {
            "move_id": move.id,
            "template_id": product.product_tmpl_id.id,
            "label": line._name_goods(product),
            "left": left,
            "variants": [
                {"id": one.id, "label": line._name_goods(one), "same": one == product}
                for one in others
            ],
        }

    def _file_case(self, post, photos, source):
        """File what was entered into the form, once per form.

        :param dict post: ``kind``, ``reason_id``, ``note``, ``once``, ``quantity-ID``
            and ``wanted-ID`` per stock.move, all texts
        :param list photos: base64 each
        :return: the outlet.case records, of the first submission if sent twice
        :raise UserError: says in words what is missing or not possible
        """
        self.ensure_one()
        once = post.get("once") or ""
        if not ONCE.fullmatch(once):
            raise UserError(self.env._("Please load the page again."))
        token = f"{self.id}:{once}"
        cases = self.env["outlet.case"]
        if known := cases.search([("once_token", "=like", f"{token}:%")]):
            return known
        sheet = self._get_case_sheet()
        kind, reason = self._read_case_kind(sheet, post)
        pieces, wanted = self._read_case_pieces(sheet, post)
        if len(photos) > MAX_PHOTOS:
            raise UserError(self.env._("%(most)s photos at most.", most=MAX_PHOTOS))
        filed = cases._open(
            kind,
            self,
            reason=reason,
            note=(post.get("note") or "").strip()[:MAX_NOTE],
            pieces=pieces if kind in ("return", "exchange") else None,
            wanted=wanted if kind == "exchange" else None,
            source=source,
            once_token=token,
        )
        filed._add_photos(photos, source if source == "reseller" else False)
        return filed

    def _read_case_kind(self, sheet, post):
        for kind in sheet["kinds"]:
            for reason in kind["reasons"]:
                asked = (kind["code"], str(reason["id"]))
                if asked == (post.get("kind"), post.get("reason_id")):
                    return asked[0], self.env["outlet.case.reason"].browse(reason["id"])
        raise UserError(self.env._("Choose what it is about, and why."))

    def _read_case_pieces(self, sheet, post):
        """Return ({move: pieces}, {move: product wanted}); ids of others are unread."""
        pieces, wanted = {}, {}
        for goods in sheet["goods"]:
            move = self.env["stock.move"].browse(goods["move_id"])
            text = post.get(f"quantity-{move.id}") or ""
            if text.isascii() and text.isdigit():
                pieces[move] = int(text[:6])
            choice = post.get(f"wanted-{move.id}")
            for one in goods["variants"]:
                if str(one["id"]) == choice and not one["same"]:
                    wanted[move] = self.env["product.product"].browse(one["id"])
        return pieces, wanted

    def _get_case_cards(self, side="consumer"):
        """Return the cases of this order, latest first, as ``side`` may know them."""
        cases = self.env["outlet.case"].search([("order_id", "in", self.ids)])
        return [case._get_card(side) for case in cases]


class OutletCase(models.Model):
    _inherit = "outlet.case"

    def _get_card(self, side):
        """Return one case in the words of who faces the customer, or his own."""
        self.ensure_one()

        def say(field):
            return dict(self._fields[field]._description_selection(self.env)).get(
                self[field], ""
            )

        card = {
            "id": self.id,
            "name": self.name,
            "kind": say("kind"),
            "reason": self.reason_id.name or "",
            "goods": self.goods_text,
            "state": self.state,
            "state_label": say("outcome") or say("state"),
            "steps": [
                (code, moment and fields.Datetime.context_timestamp(self, moment))
                for code, moment in self._get_steps()
            ],
            "address": self.return_address if self.state == "waiting" else "",
            "receiver": self.env._("Returns %(name)s", name=self.name),
            "courier": self.return_courier or "",
            "parcel": self.return_tracking or "",
            "answer": self.resolution if self.state == "done" else "",
            "refund": self.refund_amount,
        }
        if side == "reseller":
            card |= self._get_reseller_card()
        return card

    def _get_reseller_card(self):
        """What only who faces the customer sees: who must act, since and until when."""
        local = fields.Datetime.context_timestamp
        return {
            "order_id": self.order_id.id,
            "order_name": self.order_ref,
            "consumer": self.partner_id.name,
            "note": self.description or "",
            "role": self.responsible_role or "",
            "since": self.since and local(self, self.since),
            "act_by": self.act_by and local(self, self.act_by),
            "is_late": self.is_late,
            "is_mine": self.responsible_role == "reseller" and self.state == "open",
            "photos": len(self.photo_ids),
        }

    def _note_return_parcel(self, courier, number):
        """Keep with which parcel the goods come back.

        :raise UserError: nothing comes back, or this is no tracking number
        """
        self.ensure_one()
        if self.state not in OPEN_CASE_STATES or not self.approved_at:
            raise UserError(self.env._("No goods are expected for this case."))
        self.write(
            {
                "return_courier": (courier or "").strip()[:40],
                "return_tracking": self.env["stock.picking"]._clean_tracking_ref(
                    number
                ),
            }
        )
