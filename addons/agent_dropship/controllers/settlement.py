from werkzeug.exceptions import NotFound

from odoo.http import Controller, content_disposition, request, route

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class SettlementController(Controller):
    @route(
        "/outlet/statement/<int:statement_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_statement(self, statement_id):
        """The workbook of a statement the user may read, else nothing to find."""
        statement = request.env["settlement.statement"].browse(statement_id).exists()
        if not statement or not statement.has_access("read"):
            raise NotFound()
        name, content = statement._export_workbook()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
