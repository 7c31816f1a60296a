from odoo import fields, models


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    message_ids = fields.Many2many(
        "mail.message",
        "message_attachment_rel",
        "attachment_id",
        "message_id",
        groups="base.group_system",
        help="The messages the file came with: who may not read them gets no file.",
    )
