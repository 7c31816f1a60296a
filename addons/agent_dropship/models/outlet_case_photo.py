import base64
import binascii
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from .outlet_case_reason import CASE_ROLES

MAX_PHOTOS = 6
MAX_BYTES = 8 * 1024 * 1024
# What a phone's camera makes; nothing that may carry a script.
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF")


class OutletCasePhoto(models.Model):
    """A picture that shows what is wrong, or in what state goods came back."""

    _name = "outlet.case.photo"
    _description = "Photo of a Case"
    _inherit = ["image.mixin"]
    _order = "id"

    case_id = fields.Many2one(
        "outlet.case", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="case_id.company_id", store=True)
    name = fields.Char("Caption")
    role = fields.Selection(CASE_ROLES, "From", readonly=True, help="Empty: consumer.")
    image_1920 = fields.Image(required=True)
    digest = fields.Char(
        readonly=True, help="Of the file that was sent, to know it when sent again."
    )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_picture(vals.get("image_1920"))
            vals["digest"] = self._get_digest(vals["image_1920"])
        photos = super().create(vals_list)
        for case in photos.case_id:
            if len(case.photo_ids) > 2 * MAX_PHOTOS:
                raise UserError(self.env._("A case has enough photos now."))
        return photos

    def write(self, vals):
        if "image_1920" in vals:
            self._check_picture(vals["image_1920"])
            vals = {**vals, "digest": self._get_digest(vals["image_1920"])}
        return super().write(vals)

    @api.model
    def _get_digest(self, encoded):
        """Return what tells two files apart."""
        if isinstance(encoded, str):
            encoded = encoded.encode()
        return hashlib.sha256(encoded or b"").hexdigest()

    @api.model
    def _check_picture(self, encoded):
        """Refuse what is no picture, or too large.

        :param encoded: base64, as the web client sends it
        :raise UserError: in words for who has chosen the file
        """
        try:
            content = base64.b64decode(encoded or b"", validate=True)
        except (binascii.Error, ValueError, TypeError):
            content = b""
        if not content.startswith(SIGNATURES):
            raise UserError(self.env._("A photo is a JPEG, PNG or WebP picture."))
        if len(content) > MAX_BYTES:
            raise UserError(
                self.env._(
                    "A photo may have %(size)s MB at most.",
                    size=MAX_BYTES // 1024 // 1024,
                )
            )
