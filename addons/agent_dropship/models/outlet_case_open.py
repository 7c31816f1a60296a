from odoo import api, models
from odoo.fields import Command

from .outlet_case import GOODS_KINDS, OPEN_CASE_STATES


class OutletCase(models.Model):
    """How a case is opened, by whomever."""

    _inherit = "outlet.case"

    @api.model
    def _open(self, kind, order, pickings=None, reason=None, note="", **options):
        """Open the cases of one matter: one per agent whose parcels it is about.

        A parcel that does not move is a matter of its own. For parcels that have an
        open case of the same kind that one is given back instead of a second one.

        :param str kind: see ``CASE_KINDS``
        :param order: the sale.order
        :param pickings: the dispatches it is about (default: all that were shipped)
        :param reason: outlet.case.reason (default: the usual one of the kind)
        :param str note: what happened, in words
        :param options: ``pieces`` (dict of stock.move to pieces; default for kinds by
            which goods come back: everything that has not come back), ``source``,
            ``wanted`` (dict of stock.move to the product.product sent instead) and
            ``once_token`` (the same for the cases of one form)
        :return: outlet.case records
        :raise UserError: nothing to take back, or more than was delivered
        """
        # whoever reports may neither read other parties nor write a case
        self, order = self.sudo(), order.sudo()
        reason = reason or self._get_usual_reason(kind)
        pieces = options.get("pieces")
        pickings = self._get_case_pickings(kind, order, pickings, pieces)
        known = self.browse()
        if pieces is None:
            known = self._find_open(kind, order, pickings)
        if known:
            known._add_note(note)
            pickings -= known.picking_ids
            if not self._has_matter(kind, pickings):
                return known
        pieces = self._check_pieces(kind, order, pickings, pieces)
        vals_list = [
            self._prepare_case(kind, order, parcels, reason, note, pieces, options)
            for parcels in self._split_pickings(kind, pickings)
        ]
        cases = self.create(vals_list)
        for case in cases:
            case._start()
        return known | cases

    @api.model
    def _has_matter(self, kind, pickings):
        """Return whether there is more to open than what is open already."""
        if kind not in GOODS_KINDS:
            return bool(pickings)
        return any(
            left > 0 for left in self._get_returnable(pickings.move_ids).values()
        )

    def _add_note(self, note):
        """Keep what is told of a matter that is open already; told again, once."""
        for case in self:
            known = case.description or ""
            if note and note not in known:
                case.description = f"{known}\n\n{note}".strip()

    @api.model
    def _get_case_pickings(self, kind, order, pickings, pieces):
        if pieces:
            return self.env["stock.picking"].union(*(m.picking_id for m in pieces))
        if pickings is not None:
            # who complains may not read dispatches; they are those of his order
            return pickings.sudo()
        sent = order._get_dispatches().filtered(
            lambda picking: picking.dispatch_state in ("shipped", "delivered")
        )
        moving = sent.filtered(lambda picking: picking.dispatch_state == "shipped")
        # what has arrived is not stuck, unless nothing else can be meant
        return moving if kind == "stuck_parcel" and moving else sent

    @api.model
    def _get_usual_reason(self, kind):
        return self.env["outlet.case.reason"].search([("kind", "=", kind)], limit=1)

    @api.model
    def _split_pickings(self, kind, pickings):
        """One group per agent, of stuck parcels one per parcel; at least one group."""

        def get_key(picking):
            number = picking.carrier_tracking_ref or picking.id
            return picking.agent_id, kind == "stuck_parcel" and number

        return list(pickings.grouped(get_key).values()) or [pickings]

    @api.model
    def _find_open(self, kind, order, pickings):
        return self.search(
            [
                ("order_id", "=", order.id),
                ("kind", "=", kind),
                ("state", "in", OPEN_CASE_STATES),
                ("picking_ids", "in" if pickings else "=", pickings.ids or False),
            ]
        )

    @api.model
    def _prepare_case(self, kind, order, pickings, reason, note, pieces, options):
        moves = pickings.move_ids.filtered(lambda move: pieces.get(move))
        brands = (moves or pickings.move_ids or order.order_line).product_id
        brand = brands.product_brand_id
        wanted, once = options.get("wanted") or {}, options.get("once_token")
        return {
            "kind": kind,
            "order_id": order.id,
            "company_id": order.company_id.id,
            "reason_id": reason.id,
            "description": note,
            "source": options.get("source", "system"),
            "once_token": once and f"{once}:{pickings[:1].id}",
            "picking_ids": [Command.set(pickings.ids)],
            "agent_id": pickings.agent_id[:1].id,
            "brand_id": brand.id if len(brand) == 1 else False,
            "line_ids": [
                Command.create(
                    {
                        "move_id": move.id,
                        "quantity": pieces[move],
                        "wanted_product_id": wanted[move].id
                        if move in wanted
                        else False,
                    }
                )
                for move in moves
            ],
            **self._prepare_responsible("operator", order.company_id.partner_id),
        }

    def _start(self):
        """Give a new case to who acts first; what a rule accepts is accepted now."""
        self.ensure_one()
        self._hand_to(self._get_first_role(), "opened")
        if self._is_approved_by_rule():
            self._approve()
