import base64
import io

import openpyxl

from .common import DropshipCommon


class ExchangeCommon(DropshipCommon):
    """Kunshan is offline; an order of coat and scarf lies there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.layout = cls.env.ref("agent_dropship.exchange_layout_plain")
        cls.headers = cls.layout.column_ids.mapped("name")
        cls.ks.exchange_mode = "offline"
        cls.ks.manager_id = cls.env["res.partner"].create({"name": "周桂"})
        cls._stock(cls.ks, cls.coat, 10)
        cls._stock(cls.ks, cls.scarf, 10)
        cls.order = cls._order(
            cls.in_shanghai,
            [(cls.coat, 2), (cls.scarf, 1)],
            client_order_ref="E2018011500002",
            buyer_note='=HYPERLINK("http://x")',
        )
        cls.dispatch = cls.order.picking_ids

    @classmethod
    def _generate(cls, **kwargs):
        ids = cls.env["exchange.file"].generate(**kwargs)
        return cls.env["exchange.file"].browse(ids)

    @classmethod
    def _content(cls, record):
        return base64.b64decode(record.attachment_id.datas)

    @classmethod
    def _sheets(cls, record):
        """Return {sheet: rows below the header as dicts by header}."""
        book = openpyxl.load_workbook(io.BytesIO(cls._content(record)))
        found = {}
        for sheet in book.worksheets:
            header, *rows = sheet.iter_rows(values_only=True)
            found[sheet.title] = [dict(zip(header, row, strict=True)) for row in rows]
        return found

    @classmethod
    def _rows(cls, record):
        """Return the rows of the first sheet as dicts by header."""
        return next(iter(cls._sheets(record).values()))

    @classmethod
    def _book(cls, rows, headers=None):
        """A workbook of these rows, as the agent's spreadsheet would save it."""
        book = openpyxl.Workbook()
        headers = headers or list(rows[0])
        book.active.append(headers)
        for row in rows:
            book.active.append([row.get(header) for header in headers])
        # a spreadsheet keeps as text what it got as text
        for cells in book.active.iter_rows():
            for cell in cells:
                cell.data_type = "s" if cell.data_type == "f" else cell.data_type
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    @classmethod
    def _filled(cls, rows, ref="75312345678901", courier="中通", **cells):
        return [{**row, "快递公司": courier, "快递单号": ref, **cells} for row in rows]

    @classmethod
    def _import(cls, content, warehouse=None, run=True, user=None, name="back.xlsx"):
        """Check and bring in a returned workbook; return the import."""
        vals = {"kind": "tracking", "filename": name}
        if not user:
            vals["agent_id"] = (warehouse or cls.ks).agent_id.id
        record = (
            cls.env["outlet.import"]
            .with_user(user or cls.env.user)
            .create(vals | {"file": base64.b64encode(content)})
        )
        record.action_check()
        while run and record.apply_next()["remaining"]:
            pass
        return record

    def _statuses(self, record):
        return record.line_ids.mapped("status")
