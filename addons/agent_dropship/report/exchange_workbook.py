import io

import xlsxwriter

# header, width, is text
COLUMNS = [
    ("行标识", 18),
    ("订单编号", 20),
    ("商家编码", 16),
    ("商品名称", 28),
    ("规格", 18),
    ("数量", 6),
    ("收货人", 10),
    ("手机", 14),
    ("省", 12),
    ("市", 12),
    ("区/县", 12),
    ("详细地址", 40),
    ("买家留言", 24),
    ("发件人", 10),
    ("快递公司", 12),
    ("快递单号", 20),
]
QUANTITY, COURIER, TRACKING = 5, 14, 15


class ExchangeWorkbook:
    """The workbook of one agent; the headers are the ones his tools know.

    Every cell but the quantity is written as text: phone numbers keep their zeros,
    and what a buyer typed never becomes a formula.
    """

    MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def __init__(self, env, couriers):
        self.env = env
        self.couriers = couriers

    def build(self, rows):
        """Return the bytes of the workbook."""
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            self._add_styles(book)
            sheet = book.add_worksheet("发货单")
            self._write_header(sheet)
            for number, row in enumerate(rows, start=1):
                self._write_row(sheet, number, row)
            self._add_courier_list(book, sheet, len(rows))
        return output.getvalue()

    def _add_styles(self, book):
        base = {"font_size": 11, "valign": "vcenter"}
        self.header = book.add_format(
            {**base, "bold": True, "bg_color": "#EDE7F6", "border": 1}
        )
        self.to_fill = book.add_format(
            {**base, "bold": True, "bg_color": "#FFE9A8", "border": 1}
        )
        # text in empty cells too: Excel must not turn what is typed into 7.31E+13
        self.text = book.add_format({**base, "num_format": "@"})
        self.fill = book.add_format(
            {**base, "num_format": "@", "bg_color": "#FFF8E1", "border": 1}
        )
        self.key = book.add_format(
            {**base, "num_format": "@", "font_color": "#9E9E9E", "font_size": 8}
        )
        self.number = book.add_format({**base, "num_format": "0"})

    def _write_header(self, sheet):
        for index, (header, width) in enumerate(COLUMNS):
            style = self.to_fill if index >= COURIER else self.header
            sheet.write_string(0, index, header, style)
            sheet.set_column(index, index, width)
        sheet.set_row(0, 22)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, 0, len(COLUMNS) - 1)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def _write_row(self, sheet, number, row):
        for index, value in enumerate(row):
            if index == QUANTITY:
                sheet.write_number(number, index, value, self.number)
            elif index == 0:
                sheet.write_string(number, index, value, self.key)
            elif index >= COURIER and not value:
                sheet.write_blank(number, index, None, self.fill)
            else:
                style = self.fill if index >= COURIER else self.text
                sheet.write_string(number, index, value, style)

    def _add_courier_list(self, book, sheet, count):
        """Offer the known couriers; a list on its own sheet has no length limit."""
        if not self.couriers or not count:
            return
        names = book.add_worksheet("快递公司")
        names.write_column(0, 0, self.couriers)
        names.set_column(0, 0, 20)
        sheet.data_validation(
            1,
            COURIER,
            count,
            COURIER,
            {
                "validate": "list",
                "source": f"='快递公司'!$A$1:$A${len(self.couriers)}",
                "error_title": "快递公司",
                "error_message": "请从列表中选择快递公司",
                "error_type": "warning",
            },
        )
