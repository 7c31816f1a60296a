from collections import Counter

from odoo import api, fields, models

from odoo.addons.outlet_base.workbook import build_workbook

DOCUMENT_COLUMNS = [
    ("order", "text"),
    ("date", "date"),
    ("dispatch", "text"),
    ("sku", "text"),
    ("article", "text"),
    ("variant", "text"),
    ("quantity", "quantity"),
    ("paid", "amount"),
    ("kind", "text"),
    ("amount", "amount"),
]


class SettlementStatement(models.Model):
    """The lines as both sides read them: screen, print and workbook alike."""

    _inherit = "settlement.statement"

    totals_html = fields.Html("Totals by Kind", compute="_compute_totals_html")

    @api.depends("entry_ids.amount")
    def _compute_totals_html(self):
        for statement in self:
            statement.totals_html = self.env["ir.qweb"]._render(
                "agent_dropship.settlement_totals", {"statement": statement}
            )

    def action_download(self):
        """Download the statement as a workbook."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/outlet/statement/{self.id}/workbook",
            "target": "self",
        }

    def _get_document_columns(self):
        """``[(key of the row, heading, type)]`` in the order of all documents.

        The agent is paid the supply price whatever the consumer pays, a funder pays
        his part; neither deals with the consumer: the paid amount is left out.
        """
        self.ensure_one()
        headings = self._get_document_headings()
        return [
            (key, headings[key], kind)
            for key, kind in DOCUMENT_COLUMNS
            if key != "paid" or self.role not in ("agent", "funder")
        ]

    def _get_document_headings(self):
        return {
            "order": self.env._("Order No."),
            "date": self.env._("Delivered on"),
            "dispatch": self.env._("Dispatch No."),
            "sku": self.env._("SKU"),
            "article": self.env._("Article"),
            "variant": self.env._("Variant"),
            "quantity": self.env._("Quantity"),
            "paid": self.env._("Paid"),
            "kind": self.env._("Kind"),
            "amount": self.env._("Amount"),
        }

    def _get_document_rows(self):
        """One dictionary per line, oldest first."""
        self.ensure_one()
        keys = [column[0] for column in self._get_document_columns()]
        rows = [entry._get_document_values() for entry in self.entry_ids]
        if "paid" in keys:
            for row, entry in zip(rows, self.entry_ids, strict=True):
                row["paid"] = entry.paid
        return rows

    def _get_document_sums(self):
        """``{key: sum}`` below the lines."""
        self.ensure_one()
        keys = {column[0] for column in self._get_document_columns()}
        sums = {"amount": self.total, "quantity": self._count_once("quantity")}
        return sums | ({"paid": self._count_once("paid")} if "paid" in keys else {})

    def _count_once(self, name):
        """Sum up a figure that every line of a parcel repeats, as its margin and the
        money that was collected: pieces and what the consumer paid are there once."""
        by_move = {}
        for entry in self.entry_ids:
            of_move = by_move.setdefault(entry.move_id, Counter())
            of_move[entry.kind] += entry[name]
        once = (max(kinds.values(), key=abs) for kinds in by_move.values())
        return round(sum(once), 6)

    def _get_kind_totals(self):
        """``[(kind, delivered, returned, total)]``, each kind that occurs."""
        self.ensure_one()
        labels = dict(
            self.env["share.entry"]._fields["kind"]._description_selection(self.env)
        )
        totals = {}
        for entry in self.entry_ids:
            amounts = totals.setdefault(entry.kind, [0.0, 0.0])
            amounts[bool(entry.reversal_of_id)] += entry.amount
        round_amount = self.currency_id.round
        return [
            (
                labels[kind],
                round_amount(out),
                round_amount(-back),
                round_amount(out + back),
            )
            for kind, (out, back) in totals.items()
        ]

    def _get_workbook_labels(self):
        """Title, facts about the statement and headings of the totals."""
        self.ensure_one()
        return {
            "title": self.env._("Settlement Statement"),
            "facts": [
                (self.env._("Number"), self.name),
                (self.env._("Party"), self.partner_id.name),
                (self.env._("Period"), f"{self.date_from} – {self.date_to}"),
                (self.env._("Issued by"), self.company_id.name),
            ],
            "totals": [
                self.env._("Kind"),
                self.env._("Delivered"),
                self.env._("Returns"),
                self.env._("Total"),
            ],
            "total": self.env._("Total"),
        }

    def _export_workbook(self):
        """The statement as xlsx: ``(file name, content)``."""
        self.ensure_one()
        content = build_workbook(
            self._get_workbook_labels(),
            self._get_document_columns(),
            self._get_document_rows(),
            self._get_document_sums(),
            self._get_kind_totals(),
            self.currency_id.decimal_places,
        )
        name = f"{self.name} {self.partner_id.name}.xlsx".replace("/", "-")
        return name, content
