import io

import xlsxwriter

from odoo import models


class RoutingReplay(models.Model):
    """The outcome of a replay as a workbook."""

    _inherit = "routing.replay"

    def _export_workbook(self):
        """Return (file name, content): totals, agents and the changed orders."""
        self.ensure_one()
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            bold = book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1})
            for title, headings, rows in (
                self._get_total_sheet(),
                self._get_agent_sheet(),
                self._get_order_sheet(),
            ):
                sheet = book.add_worksheet(title)
                sheet.write_row(0, 0, headings, bold)
                for number, row in enumerate(rows, start=1):
                    sheet.write_row(number, 0, row)
                sheet.set_column(0, len(headings) - 1, 20)
                sheet.freeze_panes(1, 0)
        return f"{self.name}.xlsx".replace("/", "-"), stream.getvalue()

    def _get_total_sheet(self):
        _ = self.env._
        pairs = [
            (_("Parcels"), self.parcels_before, self.parcels_after),
            (_("Kilometres"), self.km_before, self.km_after),
            (_("Freight"), self.freight_before, self.freight_after),
            (_("Pieces that wait"), self.waiting_before, self.waiting_after),
        ]
        rows = [[*pair, pair[2] - pair[1]] for pair in pairs]
        rows += [
            [_("Orders"), self.order_count, self.order_count, 0],
            [_("Changed orders"), "", self.changed_count, ""],
        ]
        return _("Totals"), ["", _("Then"), _("Now"), _("Difference")], rows

    def _get_agent_sheet(self):
        _ = self.env._
        headings = [
            _("Agent"),
            _("Pieces then"),
            _("Pieces now"),
            _("Share then"),
            _("Share now"),
        ]
        rows = [
            [
                line.agent_id.name,
                line.pieces_before,
                line.pieces_after,
                round(line.share_before, 4),
                round(line.share_after, 4),
            ]
            for line in self.agent_line_ids
        ]
        return _("Agents"), headings, rows

    def _get_order_sheet(self):
        _ = self.env._
        headings = [
            _("Order"),
            _("Then from"),
            _("Now from"),
            _("Parcels then"),
            _("Parcels now"),
            _("km then"),
            _("km now"),
            _("Freight then"),
            _("Freight now"),
        ]
        rows = [
            [
                line.order_id.name,
                "、".join(line.from_ids.mapped("name")),
                "、".join(line.to_ids.mapped("name")),
                line.parcels_before,
                line.parcels_after,
                round(line.km_before),
                round(line.km_after),
                line.freight_before,
                line.freight_after,
            ]
            for line in self.line_ids
        ]
        return _("Changed Orders"), headings, rows
