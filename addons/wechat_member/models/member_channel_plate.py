from odoo import fields, models


class MemberChannel(models.Model):
    _inherit = "member.channel"

    kind = fields.Selection(
        selection_add=[("plate", "Plate"), ("wechat",)],
        ondelete={"plate": lambda channels: channels.write({"kind": "other"})},
    )
