from odoo import models


class StockMove(models.Model):
    _inherit = "stock.move"

    def _get_open_to_ship(self):
        """Return what of these goods a file may still ship."""
        return self.filtered(
            lambda move: (
                move.state not in ("done", "cancel")
                and move.picking_id.dispatch_state in ("new", "accepted", "exported")
            )
        )


class OutletImport(models.Model):
    """Which goods a row of a returned file is about, and what its rows say together.

    The goods of a row are all moves that come from one row that was sent: what was
    shipped of it before, and what is still open.
    """

    _inherit = "outlet.import"

    def _find_tracked_goods(self, rows):
        """Return {row: moves}: by row ID, without one by order number and SKU."""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("picking_id.dispatch_state", "!=", False),
        ]
        keys = {row["key"] for row in rows if row["key"]}
        by_line = (
            self.env["stock.move"]
            .search([("exchange_line_id.key", "in", list(keys)), *domain])
            .grouped("exchange_line_id")
        )
        by_key = {line.key: moves for line, moves in by_line.items()}
        by_order = self._find_goods_by_order(rows, domain)
        none = self.env["stock.move"]
        return {
            row: by_key.get(row["key"], none)
            if row["key"]
            else by_order.get((row["order_no"], row["sku"].upper()), none)
            for row in rows
        }

    def _find_goods_by_order(self, rows, domain):
        numbers = list({row["order_no"] for row in rows if not row["key"]} - {""})
        if not numbers:
            return {}
        # a party is told nothing of other agents' orders, not even that they exist
        own = [("picking_id.agent_id", "=", self.party_id.id)] if self.party_id else []
        moves = self.env["stock.move"].search(
            [
                *domain,
                *own,
                "|",
                ("sale_line_id.order_id.name", "in", numbers),
                ("sale_line_id.order_id.client_order_ref", "in", numbers),
            ]
        )
        found = {}
        for move in moves:
            order = move.sale_line_id.order_id
            sku = (move.product_id.default_code or "").upper()
            for number in {order.name, order.client_order_ref} - {False}:
                found[number, sku] = found.get((number, sku), moves.browse()) | move
        return {key: self._prefer_open_goods(goods) for key, goods in found.items()}

    def _prefer_open_goods(self, goods):
        """Of several rows for one article of an order, those that are still open, else
        those that were shipped."""
        by_root = goods.grouped(lambda move: move.exchange_line_id or move)
        for is_wanted in (
            lambda moves: moves._get_open_to_ship(),
            lambda moves: moves.filtered(lambda move: move.state == "done"),
        ):
            wanted = [moves for moves in by_root.values() if is_wanted(moves)]
            if wanted:
                return goods.union(*wanted)
        return goods

    def _check_tracked_goods(self, row, moves, agent):
        """Return the goods the row is about, or judge the row."""
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
        elif len(own.grouped(lambda move: move.exchange_line_id or move)) > 1:
            row.error(
                self.env._(
                    "%(order)s has this article more than once: keep the column "
                    "%(label)s as it was sent.",
                    order=row["order_no"],
                    label=self._get_key_label(),
                )
            )
            return own.browse()
        return own

    def _get_key_label(self):
        """Return what the sender's files call the row ID."""
        layout = self.env["exchange.layout"]._get_for(self.agent_id, self.company_id)
        column = layout.column_ids.filtered(lambda column: column.source == "key")
        return (
            column.name
            or self.env.ref("agent_dropship.import_column_tracking_key").name
        )

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

    # --- rows together ------------------------------------------------------------

    def _check_tracking_parcels(self, rows):
        """Rows about the same goods: the same again, parcels, or a contradiction."""
        by_goods = {}
        for row in rows:
            if row.data and row.status != "duplicate":
                key = row.data["line_id"] or -row.data["move_id"]
                by_goods.setdefault(key, []).append(row)
        for group in by_goods.values():
            if len(group) > 1:
                self._check_same_goods(group)

    def _check_same_goods(self, group):
        first, others = {}, []
        for row in group:
            other = first.setdefault((row.group, row["quantity"]), row)
            if other is row:
                others.append(row)
            else:
                row.duplicate(self.env._("The same as row %(row)s.", row=other.number))
        good = [row for row in others if not row.bad]
        if len(good) < 2:
            return
        move = self.env["stock.move"].browse(good[0].data["move_id"])
        moves = move.exchange_line_id.move_ids or move
        waiting = sum(moves._get_open_to_ship().mapped("product_uom_qty"))
        given = [row["quantity"] or 0 for row in good]
        if len({row.group for row in good}) == len(good) and (
            all(given) and sum(given) <= waiting
        ):
            return
        for row in good:
            row.error(
                self.env._(
                    "Row %(row)s gives another number for the same line: delete the "
                    "wrong one, or write the pieces of each parcel, %(asked)g in all.",
                    row=next(other.number for other in good if other is not row),
                    asked=waiting,
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
