from werkzeug.exceptions import NotFound

from odoo.http import Controller, content_disposition, request, route

from .settlement import XLSX


class RoutingReplayController(Controller):
    @route(
        "/outlet/routing/replay/<int:replay_id>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_replay(self, replay_id):
        """The workbook of a replay the user may read, else nothing to find."""
        replay = request.env["routing.replay"].browse(replay_id)
        if not replay.has_access("read") or not replay.exists():
            raise NotFound()
        name, content = replay._export_workbook()
        headers = [
            ("Content-Type", XLSX),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(content, headers)
