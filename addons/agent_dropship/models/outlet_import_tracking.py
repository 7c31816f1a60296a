import re
from dataclasses import replace

from odoo import fields, models
from odoo.exceptions import UserError

# what a spreadsheet makes of a long number in a cell that is not text
SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+", re.IGNORECASE)
SEVERAL = re.compile(r"[,，、;；/\n]")
ROW_KEY = re.compile(r"L[0-9a-f]{16}")
# the columns of a layout that a returned file is read by
READ_BACK = {
    "key": "key",
    "order": "order_no",
    "sku": "sku",
    "quantity": "quantity",
    "courier": "courier",
    "tracking": "tracking",
}


class OutletImport(models.Model):
    """The agents' exchange files on their way back, with couriers and numbers."""

    _inherit = "outlet.import"

    kind = fields.Selection(
        selection_add=[("tracking", "Tracking numbers")],
        ondelete={"tracking": "cascade"},
    )

    def _get_party_kinds(self):
        return super()._get_party_kinds() | {"tracking"}

    def _get_sections(self, kind):
        """A returned file is read by the layout it was made with."""
        sections = super()._get_sections(kind)
        if kind != "tracking":
            return sections
        headers = self._get_layout_headers()
        return {
            section: [
                replace(
                    column,
                    learnt=(*headers["own"].get(column.field_name, ()), *column.learnt),
                    headers=(
                        *column.headers,
                        *headers["all"].get(column.field_name, ()),
                    ),
                    # a row without a number is one that was not shipped yet
                    blank_ok=column.field_name in ("courier", "tracking"),
                )
                for column in columns
            ]
            for section, columns in sections.items()
        }

    def _get_layout_headers(self):
        """Return the headers of the sender's layout and of all others, by field."""
        headers = {"own": {}, "all": {}}
        # words for columns, no secret; a file may be uploaded before it is known whose
        columns = (
            self.env["exchange.layout.column"]
            .sudo()
            .search([("source", "in", list(READ_BACK))], order="layout_id, sequence")
        )
        for column in columns:
            owner = column.layout_id.agent_id
            field_name = READ_BACK[column.source]
            if owner and owner == self.agent_id:
                headers["own"].setdefault(field_name, []).append(column.name)
            else:
                headers["all"].setdefault(field_name, []).append(column.name)
        return headers

    def _recognise_kind(self, sheets):
        """A file that brings row IDs back is ours, whatever else its headers say."""
        matches = self._match_sheets(sheets, self._get_sections("tracking"))
        if not any(_brings_keys(match) for match in matches if not match.missing):
            return super()._recognise_kind(sheets)
        self._check_kind_allowed("tracking")
        self.write({"kind": "tracking", "is_kind_guessed": True})
        return None

    # --- check --------------------------------------------------------------------

    def _import_tracking_check(self, rows):
        targets = self._find_tracked_goods(rows)
        couriers = self.env["delivery.carrier"]._get_couriers(self.company_id)
        names = couriers._by_courier_name()
        agent = self.agent_id or self._guess_tracking_agent(rows, targets)
        for row in rows:
            moves = self._check_tracked_goods(row, targets[row], agent)
            ref = self._check_tracking_ref(row)
            if not ref and not row.bad:
                row.same(self._get_not_shipped_message(moves))
                continue
            courier = self._check_courier(row, names, couriers._recognise(ref))
            if not row.bad:
                self._check_goods_open(row, moves, courier, ref)
            if moves and courier and ref:
                self._keep_tracking(row, moves, courier, ref)
        self._check_tracking_parcels(rows)
        self._check_tracking_shared(rows)

    def _guess_tracking_agent(self, rows, targets):
        return next(
            (targets[row].picking_id.agent_id[:1] for row in rows if targets[row]),
            self.env["res.partner"],
        )

    def _get_not_shipped_message(self, moves):
        if moves and not moves._get_open_to_ship():
            return self.env._("Shipped or cancelled before: nothing to do.")
        return self.env._("Not shipped yet: the row has no tracking number.")

    def _check_courier(self, row, names, recognised):
        """Return the courier of a row: the one named, else the one its number names."""
        courier = names.get(row["courier"].casefold())
        if not row["courier"] and len(recognised) == 1:
            return recognised
        if not row["courier"]:
            row.error(
                self.env._(
                    "%(label)s is empty: fill it in.", label=row.label("courier")
                )
            )
        elif not courier:
            row.error(
                self.env._(
                    "%(label)s “%(name)s” is unknown: choose one of the list, or add "
                    "the name to a courier.",
                    label=row.label("courier"),
                    name=row["courier"],
                )
            )
        elif recognised and courier not in recognised:
            row.note(
                self.env._(
                    "The number looks like one of %s.",
                    ", ".join(recognised.mapped("name")),
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
        if SEVERAL.search(text):
            row.error(
                self.env._(
                    "%(label)s holds several numbers: copy the row for each parcel, "
                    "and write one number and its pieces into each.",
                    label=row.label("tracking"),
                )
            )
            return ""
        try:
            return self.env["stock.picking"]._clean_tracking_ref(text)
        except UserError as error:
            row.error(f"{row.label('tracking')}: {error}")
            return ""

    def _check_goods_open(self, row, moves, courier, ref):
        """What was shipped or withdrawn before is no longer for this file to ship."""
        shipped = moves.picking_id.filtered(lambda picking: picking.state == "done")
        if shipped.filtered(
            lambda picking: (
                (picking.carrier_tracking_ref, picking.carrier_id) == (ref, courier)
            )
        ):
            row.duplicate(self.env._("Shipped already with this very number."))
        elif moves._get_open_to_ship():
            self._check_pieces(row, moves)
        elif shipped:
            row.error(
                self.env._(
                    "Shipped already with %(courier)s %(ref)s: another number is not "
                    "accepted.",
                    courier=shipped[:1].carrier_id.name,
                    ref=shipped[:1].carrier_tracking_ref,
                )
            )
        else:
            row.error(
                self.env._(
                    "Dispatch %(name)s was withdrawn: do not ship it, or bring it "
                    "back.",
                    name=moves.picking_id[:1].name,
                )
            )

    def _check_pieces(self, row, moves):
        """Some of the pieces may go now, the others stay open."""
        given = row["quantity"]
        if given in (None, ""):
            return
        waiting = sum(moves._get_open_to_ship().mapped("product_uom_qty"))
        sent = moves.exchange_line_id.quantity or waiting
        if not 0 < given <= max(waiting, sent) or given % 1:
            row.error(
                self.env._(
                    "%(label)s is %(given)g, but %(asked)g are to be shipped: write "
                    "how many are in this parcel.",
                    label=row.label("quantity"),
                    asked=waiting,
                    given=given,
                )
            )
        elif given != waiting:
            row.note(
                self.env._(
                    "%(now)g of %(asked)g pieces are shipped, the others stay open.",
                    now=given,
                    asked=waiting,
                )
                if given < waiting
                else self.env._(
                    "Only %(asked)g of the pieces are still open: they are shipped.",
                    asked=waiting,
                )
            )

    def _keep_tracking(self, row, moves, courier, ref):
        goods = moves._get_open_to_ship() or moves
        picking = goods.picking_id[:1]
        row.data = {
            "move_id": moves[:1].id,
            "line_id": moves.exchange_line_id[:1].id,
            "quantity": row["quantity"] or None,
            "courier_id": courier.id,
            "ref": ref,
            "summary": " · ".join(
                (
                    picking.order_ref or picking.name,
                    row["sku"] or goods[:1].product_id.default_code or "",
                    courier.name,
                    ref,
                )
            ),
        }
        # what goes with one parcel is shipped at once
        row.group = f"{picking.id}/{courier.id}/{ref}"


def _brings_keys(match):
    """Return whether a sheet has a column of row IDs as files are sent with."""
    column = next(
        (at for at, column in match.found.items() if column.field_name == "key"), None
    )
    return column is not None and any(
        len(cells) > column and ROW_KEY.fullmatch(str(cells[column]).strip())
        for cells in match.rows[match.header_index + 1 :][:20]
    )
