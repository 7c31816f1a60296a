from odoo.exceptions import UserError
from odoo.http import content_disposition, request, route

from odoo.addons.brand_outlet.controllers.outlet_import import XLSX
from odoo.addons.outlet_base.rate_limit import RateLimit

from ..models.reseller_contract_file import MOST_BYTES
from .portal import OutletPortal

URL = "/my/outlet/orders/file"
BATCH = 10
UPLOADS = RateLimit(30, 600)


class OrderFilePortal(OutletPortal):
    """Orders from a workbook on the phone: upload, preview, submit."""

    @route(URL, type="http", auth="user", methods=["GET"])
    def outlet_order_files(self):
        """Choose a file, take the template, or open a file of before."""
        return self._render_files(self._shop_contract())

    @route(URL, type="http", auth="user", methods=["POST"])
    def outlet_order_file_upload(self, file=None, **_kw):
        """Read the file and show what would become of each row."""
        contract = self._shop_contract()
        if not UPLOADS.allows(request.env.uid):
            return self._render_files(
                contract, request.env._("That was a little too fast. Wait a minute.")
            )
        content = file.read(MOST_BYTES + 1) if file else b""
        try:
            with request.env.cr.savepoint():
                name = file.filename if file else ""
                record = contract._upload_orders(name, content)
        except UserError as error:
            return self._render_files(contract, str(error))
        return request.redirect(f"{URL}/{record.id}")

    @route(f"{URL}/template", type="http", auth="user", methods=["GET"])
    def outlet_order_template(self):
        """An empty workbook with the right columns and his goods beside."""
        contract = self._shop_contract()
        name = request.env._("Orders.xlsx")
        return self._send(contract._order_template(), name)

    @route(f"{URL}/<int:file_id>", type="http", auth="user", methods=["GET"])
    def outlet_order_file(self, file_id):
        """The preview, and afterwards what became of each row."""
        contract, record = self._serve_file(file_id)
        return self._render_file(contract, record)

    @route(f"{URL}/<int:file_id>/submit", type="http", auth="user", methods=["POST"])
    def outlet_order_file_submit(self, file_id, **_kw):
        """Submit the good rows; the page goes on with the next ones by itself."""
        contract, record = self._serve_file(file_id)
        try:
            record.apply_next(BATCH)
        except UserError as error:
            return self._render_file(contract, record, problem=str(error))
        return request.redirect(f"{URL}/{record.id}")

    @route(f"{URL}/<int:file_id>/next", type="jsonrpc", auth="user")
    def outlet_order_file_next(self, file_id):
        """Submit the next rows; return how far it is."""
        _contract, record = self._serve_file(file_id)
        try:
            return record.apply_next(BATCH)
        except UserError as error:
            return {"problem": str(error), "remaining": 0}

    @route(f"{URL}/<int:file_id>/answer", type="http", auth="user", methods=["GET"])
    def outlet_order_file_answer(self, file_id):
        """The same file with what became of each row; it may be uploaded again."""
        _contract, record = self._serve_file(file_id)
        stem = (record.filename or "").rpartition(".")[0] or request.env._("Orders")
        name = request.env._("%(file)s answer.xlsx", file=stem)
        return self._send(record._build_answer_workbook(), name)

    def _serve_file(self, file_id):
        contract = self._shop_contract()
        record = contract._find_order_file(file_id)
        if not record:
            raise request.not_found()
        return contract, record

    def _send(self, content, name):
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers=headers)

    def _render_files(self, contract, problem=""):
        return self._render(
            "outlet_order_files_page",
            contract,
            "orders",
            files=contract._order_files(),
            problem=problem,
            csrf_token=request.csrf_token(),
        )

    def _render_file(self, contract, record, problem=""):
        return self._render(
            "outlet_order_file_page",
            contract,
            "orders",
            sheet=contract._file_sheet(record),
            problem=problem,
            is_running=record.is_going_on,
            csrf_token=request.csrf_token(),
        )
