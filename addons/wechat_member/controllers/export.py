from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route


class MemberExport(Controller):
    """The file with everything kept about a member, for who keeps the members."""

    @route("/member/export/<int:partner_id>", type="http", auth="user", readonly=True)
    def member_export(self, partner_id):
        """Download it; for those only who may change the member."""
        member = request.env["res.partner"].browse(partner_id).exists()
        if not member or not member.is_member:
            raise request.not_found()
        if not request.env.user.has_group("wechat_member.group_member_user"):
            raise AccessError(request.env._("Only who keeps the members may do this."))
        member.check_access("write")
        name = f"{member.member_no}.json"
        return request.make_response(
            member._export_member_json(),
            headers=[
                ("Content-Type", "application/json; charset=utf-8"),
                ("Content-Disposition", content_disposition(name)),
                ("Cache-Control", "private, no-store"),
            ],
        )
