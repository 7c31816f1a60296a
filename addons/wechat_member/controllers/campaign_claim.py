from werkzeug.exceptions import NotFound

from odoo.http import Controller, content_disposition, request, route

from .export import WORKBOOK


class CampaignClaim(Controller):
    @route(
        "/member/campaign/claim/<int:claim_id>/workbook",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=True,
    )
    def download_claim(self, claim_id):
        """The workbook of a claim the user may read, else nothing to find."""
        claim = request.env["campaign.claim"].browse(claim_id).exists()
        if not claim or not claim.has_access("read"):
            raise NotFound()
        name, content = claim._export_workbook()
        headers = [
            ("Content-Type", WORKBOOK),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "private, no-store"),
        ]
        return request.make_response(content, headers)
