from odoo.exceptions import AccessError
from odoo.http import Controller, content_disposition, request, route

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class MemberExport(Controller):
    """The file with everything kept about a member, for who keeps the members."""

    @route("/member/export/<int:partner_id>", type="http", auth="user", readonly=True)
    def member_export(self, partner_id, form="json", **_kw):
        """Download it; for those only who may change the member."""
        member = request.env["res.partner"].browse(partner_id).exists()
        if not member or not member.is_member:
            raise request.not_found()
        if not request.env.user.has_group("wechat_member.group_member_user"):
            raise AccessError(request.env._("Only who keeps the members may do this."))
        member.check_access("write")
        if form == "xlsx":
            content, kind = member._export_member_workbook(), WORKBOOK
        else:
            form, kind = "json", "application/json; charset=utf-8"
            content = member._export_member_json()
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                (
                    "Content-Disposition",
                    content_disposition(f"{member.member_no}.{form}"),
                ),
                ("Cache-Control", "private, no-store"),
            ],
        )
