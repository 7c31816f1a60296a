import base64
import io

import xlsxwriter

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

MOST_BYTES = 5 * 1024 * 1024
MOST_SHOWN = 200
SAMPLE = "李雷 13812345678 北京市朝阳区建国路88号院3号楼502"


class ResellerContract(models.Model):
    """Hundreds of orders from one workbook: upload, preview, submit.

    The import is found inside the contract of the logged-in user only; it works with
    elevated rights and brings in orders of his own places and customers alone.
    """

    _inherit = "reseller.contract"

    def _order_files_domain(self):
        return Domain("contract_id", "=", self.id) & Domain(
            "kind", "=", "seller_orders"
        )

    def _find_order_file(self, file_id):
        """Return the own file with this id (or empty)."""
        domain = self._order_files_domain() & Domain("id", "=", file_id)
        # his own records only: the domain starts from his contract
        return self.env["outlet.import"].sudo().search(domain, limit=1)

    def _order_files(self, limit=10):
        """Return what the list of his latest files shows."""
        # his own records only: the domain starts from his contract
        files = self.env["outlet.import"].sudo()
        return [
            {
                "id": one.id,
                "name": one.name or "",
                "date": self._local(one.create_date),
                "done": one.count_done,
                "errors": one.count_error,
                "state": one.state,
            }
            for one in files.search(self._order_files_domain(), limit=limit)
        ]

    def _upload_orders(self, name, content):
        """Keep a workbook of orders and judge its rows; nothing is ordered yet.

        :return: the outlet.import
        :raise UserError: the file can not be read, in words
        """
        if not content:
            raise UserError(self.env._("Choose a file first."))
        if len(content) > MOST_BYTES:
            raise UserError(self.env._("The file is too large. Split it in two."))
        record = (
            # his own records only: the domain starts from his contract
            self.env["outlet.import"]
            .sudo()
            .create(
                {
                    "kind": "seller_orders",
                    "contract_id": self.id,
                    "company_id": self.company_id.id,
                    "file": base64.b64encode(content),
                    "filename": (name or "")[:120],
                }
            )
        )
        record.action_check()
        if record.state == "columns":
            raise UserError(
                self.env._(
                    "These columns are missing: %(columns)s. Take the template.",
                    columns=record.missing_columns,
                )
            )
        return record

    def _file_sheet(self, record):
        """Return what the preview of one file shows: what is wrong comes first."""
        lines = record.line_ids
        open_lines = lines.filtered(lambda line: line.status in ("ok", "note"))
        done = lines.filtered(lambda line: line.status == "done")
        wrong = lines.filtered(lambda line: line.status == "error")
        known = lines.filtered(lambda line: line.status == "duplicate")
        return {
            "id": record.id,
            "name": record.name or "",
            "state": record.state,
            "rows": len(lines),
            "orders": len(set(open_lines.mapped("group_key"))),
            "amount": self._lines_amount(open_lines),
            "done_orders": len(set(done.mapped("res_id"))),
            "known": len(known),
            "known_words": known[:1].message or "",
            "wrong": [self._file_line(line) for line in wrong[:MOST_SHOWN]],
            "wrong_count": len(wrong),
            "good": [
                self._file_line(line) for line in (open_lines | done)[:MOST_SHOWN]
            ],
            "remaining": len(open_lines),
        }

    def _lines_amount(self, lines):
        return sum(line.data["price"] * line.data["quantity"] for line in lines)

    def _file_line(self, line):
        data = line.data or {}
        return {
            "row": line.row,
            "summary": line.summary,
            "message": line.message or "",
            "amount": (data.get("price") or 0) * (data.get("quantity") or 0),
            "done": line.status == "done",
            "order_id": line.res_id if line.status == "done" else 0,
        }

    def _order_template(self):
        """Return the bytes of an empty workbook of orders, with the goods beside."""
        columns = (
            # his own records only: the domain starts from his contract
            self.env["outlet.import.column"]
            .sudo()
            .search([("kind", "=", "seller_orders")])
        )
        names = ("sku", "quantity", "price", "text", "buyer_note", "order_no")
        heads = {column.field_name: column.aliases.split("\n")[0] for column in columns}
        goods = self._template_goods()
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            text = book.add_format({"num_format": "@"})
            bold = book.add_format({"bold": True, "bg_color": "#F3F0F7"})
            page = book.add_worksheet(self.env._("Orders"))
            page.set_column(0, len(names) - 1, 18, text)
            page.set_column(3, 3, 52, text)
            page.write_row(0, 0, [heads[name] for name in names], bold)
            page.freeze_panes(1, 0)
            if goods:
                page.write_row(1, 0, [goods[0][0], 1, goods[0][3], SAMPLE])
            side = book.add_worksheet(self.env._("My goods"))
            side.set_column(0, 3, 22)
            titles = (heads["sku"], self.env._("Article"), self.env._("In stock"))
            side.write_row(0, 0, [*titles, heads["price"]], bold)
            for number, row in enumerate(goods, start=1):
                side.write_row(number, 0, row)
        return output.getvalue()

    def _template_goods(self, limit=200):
        """Return [(SKU, article, pieces, price)] of what is in stock."""
        page = self._selection_page({"in_stock": True}, limit=limit, count=0)
        prices = {card["id"]: card["price"] for card in page["articles"]}
        # his own records only: the domain starts from his contract
        templates = self.env["product.template"].sudo().browse(prices)
        free = self._free_pieces(templates)
        return [
            (
                product.default_code or "",
                self._variant_label(product),
                int(free[product.id]),
                prices[product.product_tmpl_id.id],
            )
            for product in templates.product_variant_ids
            if free[product.id] > 0
        ]
