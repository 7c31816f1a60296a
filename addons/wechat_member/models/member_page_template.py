from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MemberPageTemplate(models.Model):
    """One way to arrange and dress the page of the members.

    It names a QWeb template. One of your own is a template that inherits
    ``wechat_member.member_page`` (primary) and a record here.
    """

    _name = "member.page.template"
    _description = "Member Page Template"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    description = fields.Char(translate=True)
    view_key = fields.Char(
        "Template",
        required=True,
        help="The QWeb template that draws the page, e.g. "
        "wechat_member.member_page_classic.",
    )

    @api.constrains("view_key")
    def _check_view_key(self):
        # only whether there is such a template is taken
        views_sudo = self.env["ir.ui.view"].sudo()
        for template in self:
            domain = [("key", "=", template.view_key), ("type", "=", "qweb")]
            if not views_sudo.search_count(domain, limit=1):
                raise ValidationError(
                    self.env._(
                        "There is no page template %s. Write its full name, with the "
                        "name of its module in front.",
                        template.view_key,
                    )
                )
