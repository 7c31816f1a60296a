from odoo import api, fields, models

from ..report.exchange_rows import ExchangeRows
from ..report.exchange_workbook import ExchangeWorkbook

PREVIEW_ROWS = 3
# the page scrolls sideways; the last rows tell more than all of them
INVENTED = {
    "key": "L3f9a0c1d2e4b5867",
    "order": "E2018011500002",
    "dispatch": "WH/OUT/00012",
    "sku": "YS1601-BLK-M",
    "barcode": "6901234567892",
    "style": "YS1601",
    "product": "复古羽绒服",
    "variant": "黑色, M",
    "goods": "复古羽绒服 黑色, M",
    "recipient": "韩梅",
    "province": "上海市",
    "city": "上海市",
    "district": "浦东新区",
    "street": "世纪大道100号",
    "address": "上海市浦东新区世纪大道100号",
    "buyer_note": "尽快发货",
    "sender": "周桂",
    "warehouse": "昆山仓",
    "courier": "中通快递",
}


class ExchangeLayout(models.Model):
    """What a file would look like, with the agent's own last dispatches."""

    _inherit = "exchange.layout"

    preview = fields.Html(compute="_compute_preview", sanitize=False)

    @api.depends(
        "agent_id",
        "file_name",
        "file_format",
        "ship_word",
        "date_format",
        "phone_format",
        "column_ids.name",
        "column_ids.source",
        "column_ids.sequence",
        "column_ids.fixed_value",
    )
    def _compute_preview(self):
        for layout in self:
            agent = layout.agent_id
            company = layout._get_company()
            local = layout._to_local(fields.Datetime.now(), company)
            layout.preview = self.env["ir.qweb"]._render(
                "agent_dropship.exchange_layout_preview",
                {
                    "headers": [column.name for column in layout._get_columns()],
                    "to_fill": [
                        column.source in ("courier", "tracking")
                        for column in layout._get_columns()
                    ],
                    "rows": layout._get_preview_rows(),
                    "is_invented": not layout._get_last_lines(),
                    "file_name": layout._get_file_name_safely(agent, local),
                },
            )

    def _get_company(self):
        return self.company_id or self.env.company

    def _get_columns(self):
        """Return the columns in their order, without those just being added."""
        return self.column_ids.filtered("source").sorted("sequence")

    def _get_file_name_safely(self, agent, local):
        try:
            name = self._get_file_name(agent, local)
        except KeyError:
            # half typed; saving says what is wrong
            name = self.file_name
        return f"{name}.{self.file_format}"

    def _get_last_lines(self):
        """Return the rows the agent got last."""
        agent = self.agent_id._origin
        if not agent:
            return self.env["exchange.file.line"]
        return self.env["exchange.file.line"].search(
            [("agent_id", "=", agent.id), ("kind", "=", "ship")],
            limit=PREVIEW_ROWS,
            order="id desc",
        )

    def _get_preview_rows(self):
        columns = self._get_columns()
        # consumers and orders behind a row are closed to the agent's staff, but what
        # stands in his own file is his
        lines = self._get_last_lines().sudo()
        if not lines:
            return [[self._get_invented(column) for column in columns]]
        reader = ExchangeRows(self, self._get_company(), columns)
        return [reader.get_cells(line) for line in lines]

    def _get_invented(self, column):
        if column.source == "fixed":
            return column.fixed_value or ""
        now = self._format_date(fields.Datetime.now(), self._get_company())
        typed = {
            "task": self.ship_word,
            "quantity": 1,
            "phone": self._format_phone("13800000000"),
            "ordered_at": now,
            "ship_by": now,
        }
        return typed.get(column.source, INVENTED.get(column.source, ""))

    def _get_workbook(self, couriers):
        """Return the writer of this layout's files."""
        return ExchangeWorkbook(
            [
                (column.name, column.source, column._get_width())
                for column in self._get_columns()
            ],
            self.sheet_name,
            self.withdrawn_word,
            couriers.mapped("name"),
        )
