"""A member's stage and tags."""

from odoo import api, fields, models

from .member_activity import STAGES


class ResPartner(models.Model):
    _inherit = "res.partner"

    member_activity_ids = fields.One2many(
        "member.activity", "partner_id", readonly=True
    )
    member_tag_line_ids = fields.One2many(
        "member.tag.line", "partner_id", string="Tags of the Member"
    )
    member_tag_ids = fields.Many2many(
        "member.tag", string="Member Tags", compute="_compute_member_tag_ids"
    )
    member_life = fields.Selection(
        STAGES, string="Stage", compute="_compute_member_life", compute_sudo=True
    )
    member_last_purchase = fields.Date(
        "Last Purchase", compute="_compute_member_life", compute_sudo=True
    )

    @api.depends("member_tag_line_ids.tag_id")
    def _compute_member_tag_ids(self):
        for partner in self:
            partner.member_tag_ids = partner.member_tag_line_ids.tag_id

    @api.depends("member_activity_ids.first_date", "member_activity_ids.last_date")
    def _compute_member_life(self):
        for partner in self:
            row = partner.member_activity_ids[:1]
            partner.member_last_purchase = row.last_date
            partner.member_life = partner.is_member and (row.stage or "none")

    def _get_export_parts(self):
        tags = ("member.tag.line", "partner_id", "display_name why since")
        return super()._get_export_parts() | {"tags": tags}

    def _erase_traces(self):
        # what was concluded from his receipts goes; nobody writes it by hand
        self.sudo().member_tag_line_ids.unlink()
        self.sudo().member_activity_ids.unlink()
        return super()._erase_traces()
