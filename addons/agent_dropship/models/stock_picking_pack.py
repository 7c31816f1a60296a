import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .stock_picking import OPEN_DISPATCH_STATES

SLIP_CODE = re.compile(r"D(\d{6,9})", re.IGNORECASE)


class StockPicking(models.Model):
    """Packing by scanning: the server knows the dispatch, the screen counts.

    Whatever the screen says is counted again here, and nothing is found or changed
    that the user may not act on.
    """

    _inherit = "stock.picking"

    def action_open_pack(self):
        """Open the packing screen with this dispatch."""
        self.ensure_one()
        self._check_dispatch_actor()
        action = self.env["ir.actions.actions"]._for_xml_id(
            "agent_dropship.dispatch_pack_action"
        )
        return {**action, "params": {"code": self._get_slip_code()}}

    @api.model
    def pack_find(self, code):
        """Find the dispatch of a scanned slip or order number.

        :param str code: number of the dispatch, or of its order
        :return: dict for the packing screen; ``problem`` instead if there is none
        """
        code = (code or "").strip()
        found = self._search_scanned(code) if code else self.browse()
        live = found.filtered(lambda p: p.dispatch_state in OPEN_DISPATCH_STATES)
        if not live:
            return {"problem": self._get_scan_problem(code, found)}
        live._check_dispatch_actor()
        return live.sorted("id")[0]._prepare_pack_data(len(live))

    def _search_scanned(self, code):
        known = Domain("dispatch_state", "!=", False)
        if slip := SLIP_CODE.fullmatch(code):
            return self.search(known & Domain("id", "=", int(slip[1])))
        by_name = known & Domain("name", "=ilike", code.replace("_", r"\_"))
        found = self.search(by_name) or self.search(known & Domain("origin", "=", code))
        if found:
            return found
        # the agent reads no orders: their numbers are matched for him, the dispatches
        # that are found are those he may read
        orders = self.env["sale.order"].sudo()
        orders = orders.search([("client_order_ref", "=", code)])
        return self.search(known & Domain("id", "in", orders.picking_ids.ids))

    def _get_scan_problem(self, code, found):
        if not found:
            return self.env._("No dispatch “%(code)s”.", code=code)
        picking = found[0]
        if picking.dispatch_state == "cancelled":
            return self.env._(
                "STOP: %(order)s was cancelled. Put the goods back.",
                order=picking.order_ref,
            )
        labels = dict(self._fields["dispatch_state"]._description_selection(self.env))
        return self.env._(
            "%(order)s is %(state)s already.",
            order=picking.order_ref,
            state=labels[picking.dispatch_state],
        )

    def _prepare_pack_data(self, siblings=1):
        """What the packing screen shows of this dispatch."""
        self.ensure_one()
        # texts of goods that this person ships; prices are not among them
        picking = self.sudo()
        moves = picking.move_ids.filtered(lambda m: m.state not in ("done", "cancel"))
        couriers = picking.allowed_carrier_ids
        return {
            "id": self.id,
            "name": picking.name,
            "order_ref": picking.order_ref,
            "siblings": siblings,
            "recipient": picking.recipient_name or "",
            "phone": picking.recipient_phone or "",
            "address": picking.recipient_address or "",
            "note": picking.buyer_note or "",
            "packed": bool(picking.packed_at),
            "carrier_id": picking._get_usual_carrier().id,
            "carriers": [{"id": one.id, "name": one.name} for one in couriers],
            "lines": [move._prepare_pack_line() for move in moves],
        }

    def pack_done(self, counts):
        """Note that everything is in the box.

        :param dict counts: ``{id of the move: pieces scanned}``
        :raise UserError: stopped meanwhile, or the pieces are not those asked for
        """
        self.ensure_one()
        self._check_dispatch_actor()
        # the agent's staff only reads dispatches; who may act was checked above
        picking = self.sudo()
        picking._check_can_ship()
        scanned = {int(move_id): pieces for move_id, pieces in counts.items()}
        for move in picking.move_ids.filtered(lambda m: m.state != "cancel"):
            if move.product_uom.compare(scanned.pop(move.id, 0), move.product_uom_qty):
                raise UserError(
                    self.env._(
                        "%(article)s: %(asked)g pieces belong into this parcel.",
                        article=move.product_name,
                        asked=move.product_uom_qty,
                    )
                )
        if scanned:
            raise UserError(self.env._("The dispatch was changed: scan it again."))
        now = fields.Datetime.now()
        picking.write({"packed_at": now, "accepted_at": picking.accepted_at or now})
        return True

    def pack_ship(self, carrier_id, tracking_ref):
        """Hand the packed parcel to the courier.

        :param int carrier_id: one of the couriers the screen offered
        :param str tracking_ref: number on the label
        :raise UserError: stopped meanwhile, not packed, or a malformed number
        """
        self.ensure_one()
        self._check_dispatch_actor()
        # the agent's staff only reads dispatches; who may act was checked above
        picking = self.sudo()
        carrier = picking.allowed_carrier_ids.filtered(lambda c: c.id == carrier_id)
        if not carrier:
            raise UserError(self.env._("Choose the courier."))
        picking._check_can_ship()
        if not picking.packed_at:
            raise UserError(self.env._("Scan the goods first."))
        picking._ship(carrier, picking._clean_tracking_ref(tracking_ref))
        return True

    @api.model
    def get_desk_counts(self):
        """Return how many dispatches this person has at each step of the desk.

        :return: dict of desk step to number, with ``late`` beside them
        """
        steps = dict(
            self._read_group(
                [("desk_step", "in", ("stop", "new", "print", "pack", "ship"))],
                ["desk_step"],
                ["__count"],
            )
        )
        late = self.search_count([("is_late", "=", True)])
        return {**steps, "late": late}
