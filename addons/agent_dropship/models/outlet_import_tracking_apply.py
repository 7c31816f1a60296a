from odoo import models
from odoo.exceptions import UserError


class OutletImport(models.Model):
    """Ships what the rows of a returned file say, many dispatches in one go."""

    _inherit = "outlet.import"

    def _import_tracking_apply(self, lines):
        made = {}
        pending = lines._split_in_groups()
        while pending:
            # the second parcel of a dispatch finds what the first one left
            parcels, pending = self._pick_parcels(pending)
            self.env["stock.picking"]._ship_parcels([p[:4] for p in parcels])
            for picking, *_rest, group in parcels:
                made.update((line.id, picking) for line in group)
        files = self._get_sent_lines(lines).file_id
        new = files.filtered(lambda record: self not in record.import_ids)
        new.import_ids = [(4, self.id)]
        return made

    def _get_sent_lines(self, lines):
        return self.env["exchange.file.line"].browse(
            {line.data["line_id"] for line in lines} - {False, None}
        )

    def _pick_parcels(self, groups):
        """Return (parcels to ship now, groups whose dispatch is among them)."""
        parcels, later, busy = [], [], set()
        goods = self._find_open_goods(groups)
        couriers = self.env["delivery.carrier"]
        for group in groups:
            picking = goods[group[0]].picking_id[:1]
            if picking in busy:
                later.append(group)
                continue
            busy.add(picking)
            contents = self._get_parcel_contents(group, goods)
            data = group[0].data
            courier = couriers.browse(data["courier_id"])
            parcels.append((picking, courier, data["ref"], contents, group))
        return parcels, later

    def _find_open_goods(self, groups):
        """Return {line: moves} of what can be shipped at this moment."""
        lines = [line for group in groups for line in group]
        Sent = self.env["exchange.file.line"].browse(
            [line.data["line_id"] or 0 for line in lines]
        )
        Move = self.env["stock.move"].browse([line.data["move_id"] for line in lines])
        return {
            line: (sent.move_ids if line.data["line_id"] else move)._get_open_to_ship()
            for line, sent, move in zip(lines, Sent, Move, strict=True)
        }

    def _get_parcel_contents(self, group, goods):
        """Return {move: pieces} of the rows that go in one parcel."""
        contents = {}
        for line in group:
            waiting = sum(goods[line].mapped("product_uom_qty"))
            if not waiting:
                raise UserError(
                    self.env._(
                        "It was shipped or withdrawn in the meantime: check the file "
                        "again."
                    )
                )
            left = min(line.data["quantity"] or waiting, waiting)
            for move in goods[line]:
                pieces = min(left, move.product_uom_qty)
                if pieces:
                    contents[move] = pieces
                    left -= pieces
        return contents
