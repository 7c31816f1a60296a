from odoo import http
from odoo.http import content_disposition, request

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OutletImportController(http.Controller):
    @http.route(
        "/brand_outlet/import/<int:import_id>/errors",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def error_file(self, import_id):
        """Send the rows in error of an import the user may read."""
        record = request.env["outlet.import"].browse(import_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        stem = (record.filename or record.name or "import").rpartition(".")[0]
        name = request.env._("%(file)s errors.xlsx", file=stem or "import")
        return request.make_response(
            record._build_error_workbook(),
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
