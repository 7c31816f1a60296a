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
        record = self._get_import(import_id)
        name = request.env._("%(file)s errors.xlsx", file=self._get_stem(record))
        return self._send(record._build_error_workbook(), name)

    @http.route(
        "/brand_outlet/import/<int:import_id>/answer",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def answer_file(self, import_id):
        """Send the file of an import with what became of its rows."""
        record = self._get_import(import_id)
        name = request.env._("%(file)s answer.xlsx", file=self._get_stem(record))
        return self._send(record._build_answer_workbook(), name)

    def _get_import(self, import_id):
        record = request.env["outlet.import"].browse(import_id).exists()
        if not record:
            raise request.not_found()
        record.check_access("read")
        # whose file it is was checked; the words for its columns are no party's
        return record._as_importer()

    def _get_stem(self, record):
        return (record.filename or record.name or "").rpartition(".")[0] or "import"

    def _send(self, content, name):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", XLSX),
                ("Content-Disposition", content_disposition(name)),
            ],
        )
