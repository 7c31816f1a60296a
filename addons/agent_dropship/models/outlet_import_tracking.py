import re

from odoo import fields, models
from odoo.exceptions import UserError

from .stock_picking import OPEN_DISPATCH_STATES

# what a spreadsheet makes of a long number in a cell that is not text
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)


class OutletImport(models.Model):
    """The agents' exchange files on their way back, with couriers and numbers."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("tracking", "Tracking numbers")],
        ondelete={"tracking": "cascade"},
    )

    # --- check --------------------------------------------------------------------

    def _import_tracking_check(self, rows):
        found = self._find_tracked_moves(rows)
        couriers = self.env["delivery.carrier"]._get_couriers(self.company_id)
        couriers = couriers._by_courier_name()
        agent = self.agent_id or self._guess_tracking_agent(rows, found)
        for row in rows:
            move = self._check_tracked_move(row, found, agent)
            courier = self._check_courier(row, couriers)
            ref = self._check_tracking_ref(row)
            if not row.bad:
                self._check_dispatch_open(row, move, courier, ref)
            if move and courier and ref:
                self._keep_tracking(row, move, courier, ref)
        self._check_tracking_twice(rows)
        self._check_tracking_shared(rows)

    def _find_tracked_moves(self, rows):
        """Return {row: moves}: by row ID, without one by order number and SKU."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("picking_id.dispatch_state", "!=", False),
        ]
        keys = {row["key"] for row in rows if row["key"]}
        by_key = (
            self.env["stock.move"]
            .search([("exchange_key", "in", list(keys))] + domain)
            .grouped("exchange_key")
        )
        by_order = self._find_moves_by_order(rows, domain)
        none = self.env["stock.move"]
        return {
            row: by_key.get(row["key"], none)
            if row["key"]
            else by_order.get((row["order_no"], row["sku"].upper()), none)
            for row in rows
        }

    def _find_moves_by_order(self, rows, domain):
        numbers = list({row["order_no"] for row in rows if not row["key"]} - {""})
        if not numbers:
            return {}
        found = {}
        moves = self.env["stock.move"].search(
            [
                ("state", "!=", "cancel"),
                "|",
                ("sale_line_id.order_id.name", "in", numbers),
                ("sale_line_id.order_id.client_order_ref", "in", numbers),
            ]
            + domain
        )
        for move in moves:
            order = move.sale_line_id.order_id
            sku = (move.product_id.default_code or "").upper()
            for number in {order.name, order.client_order_ref} - {False}:
                found[number, sku] = found.get((number, sku), moves.browse()) | move
        return found

    def _guess_tracking_agent(self, rows, found):
        return next(
            (found[row].picking_id.agent_id[:1] for row in rows if found[row]),
            self.env["res.partner"],
        )

    def _check_tracked_move(self, row, found, agent):
        """Return the one move the row is about, or judge the row."""
        moves = found[row]
        own = moves.filtered(lambda move: move.picking_id.agent_id == agent)
        if not moves:
            row.error(self._get_unknown_row_message(row))
        elif not own:
            row.error(
                self.env._(
                    "This row belongs to another agent than %(agent)s: import each "
                    "agent's file by itself.",
                    agent=agent.name,
                )
            )
        elif len(own) > 1:
            row.error(
                self.env._(
                    "%(order)s has this article more than once: keep the column "
                    "%(label)s as it was sent.",
                    order=row["order_no"],
                    label=self._get_key_label(),
                )
            )
        elif row["quantity"] not in (None, "", own.product_uom_qty):
            row.error(
                self.env._(
                    "%(label)s was changed from %(asked)g to %(given)g: ship all "
                    "pieces of the row, or refuse the dispatch.",
                    label=row.label("quantity"),
                    asked=own.product_uom_qty,
                    given=row["quantity"],
                )
            )
        return own if len(own) == 1 else own.browse()

    def _get_key_label(self):
        return self.env.ref("agent_dropship.import_column_tracking_key").name

    def _get_unknown_row_message(self, row):
        if row["key"]:
            return self.env._(
                "%(label)s “%(key)s” was never sent out: copy the row from the file "
                "as it was sent.",
                label=row.label("key"),
                key=row["key"],
            )
        return self.env._(
            "No dispatch of order “%(order)s” with article “%(sku)s”: copy the row "
            "from the file as it was sent.",
            order=row["order_no"],
            sku=row["sku"],
        )

    def _check_courier(self, row, couriers):
        courier = couriers.get(row["courier"].casefold())
        if row["courier"] and not courier:
            row.error(
                self.env._(
                    "%(label)s “%(name)s” is unknown: choose one of the list, or add "
                    "the name to a courier.",
                    label=row.label("courier"),
                    name=row["courier"],
                )
            )
        return courier

    def _check_tracking_ref(self, row):
        text = row["tracking"]
        if not text:
            return ""
        if SCIENTIFIC.fullmatch(text):
            row.error(
                self.env._(
                    "%(label)s “%(ref)s” was cut by the spreadsheet: format the cell "
                    "as text and type the number again.",
                    label=row.label("tracking"),
                    ref=text,
                )
            )
            return ""
        try:
            return self.env["stock.picking"]._clean_tracking_ref(text)
        except UserError as error:
            row.error(f"{row.label('tracking')}: {error}")
            return ""

    def _check_dispatch_open(self, row, move, courier, ref):
        picking = move.picking_id
        if picking.dispatch_state in OPEN_DISPATCH_STATES:
            return
        if picking.dispatch_state not in ("shipped", "delivered"):
            row.error(
                self.env._(
                    "Dispatch %(name)s was withdrawn: do not ship it, or bring it "
                    "back.",
                    name=picking.name,
                )
            )
        elif (picking.carrier_tracking_ref, picking.carrier_id) == (ref, courier):
            row.duplicate(self.env._("Shipped already with this very number."))
        else:
            row.error(
                self.env._(
                    "Shipped already with %(courier)s %(ref)s: another number is not "
                    "accepted.",
                    courier=picking.carrier_id.name,
                    ref=picking.carrier_tracking_ref,
                )
            )

    def _keep_tracking(self, row, move, courier, ref):
        picking = move.picking_id
        row.data = {
            "move_id": move.id,
            "courier_id": courier.id,
            "ref": ref,
            "summary": " · ".join(
                (picking.order_ref or picking.name, row["sku"], courier.name, ref)
            ),
        }
        # what goes with one parcel is shipped at once
        row.group = f"{picking.id}/{courier.id}/{ref}"

    def _check_tracking_twice(self, rows):
        """Two rows about one line: the same again, or a contradiction."""
        first = {}
        for row in rows:
            if not row.data or row.status == "duplicate":
                continue
            other = first.setdefault(row.data["move_id"], row)
            if other is row:
                continue
            if other.group == row.group:
                row.duplicate(self.env._("The same as row %(row)s.", row=other.number))
                continue
            for one, two in ((row, other), (other, row)):
                one.error(
                    self.env._(
                        "Row %(row)s gives another number for the same line: delete "
                        "the wrong one.",
                        row=two.number,
                    )
                )

    def _check_tracking_shared(self, rows):
        """One number for two people is odd, but it is the agent who knows."""
        first = {}
        moves = self.env["stock.move"].browse(
            [row.data["move_id"] for row in rows if row.data and not row.bad]
        )
        recipient = {move.id: move.picking_id.partner_id for move in moves}
        for row in rows:
            if not row.data or row.bad:
                continue
            other = first.setdefault(row.data["ref"], row)
            if recipient[row.data["move_id"]] != recipient[other.data["move_id"]]:
                row.note(
                    self.env._(
                        "The number is that of row %(row)s too, which goes to somebody "
                        "else.",
                        row=other.number,
                    )
                )

    # --- apply --------------------------------------------------------------------

    def _import_tracking_apply(self, lines):
        made = {}
        for group in lines._split_in_groups():
            data = group[0].data
            moves = self.env["stock.move"].browse(
                [line.data["move_id"] for line in group]
            )
            moves.picking_id._ship(
                self.env["delivery.carrier"].browse(data["courier_id"]),
                data["ref"],
                moves=moves,
            )
            made.update((line.id, moves.picking_id) for line in group)
        return made
