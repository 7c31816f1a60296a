from werkzeug.exceptions import NotFound

from odoo.http import Controller, request, route


class ExchangeController(Controller):
    @route(
        "/agent_dropship/exchange/<int:file_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_exchange_file(self, file_id):
        """The workbook of an exchange file the user may read, else nothing to find."""
        record = request.env["exchange.file"].browse(file_id).exists()
        if not record or not record.has_access("read"):
            raise NotFound()
        # reading the record is the right to its workbook; attachments of their own
        # are closed to the staff of agents
        attachment_sudo = record.sudo().attachment_id
        stream = request.env["ir.binary"]._get_stream_from(attachment_sudo)
        return stream.get_response(as_attachment=True)
