import base64
import secrets

from odoo import api, fields, models


class OutletPlaceLink(models.Model):
    """The link of a place, its picture, and the code that hangs in the shop."""

    _inherit = "outlet.place"

    access_token = fields.Char(
        default=lambda self: self._default_access_token(),
        copy=False,
        readonly=True,
        required=True,
        groups="brand_outlet.group_operator",
        help="The part of the place's link that nobody can guess.",
    )
    on_site_code = fields.Char(
        default=lambda self: self._default_access_token(),
        copy=False,
        readonly=True,
        required=True,
        groups="brand_outlet.group_operator",
        help="The part of the code in the shop that nobody can guess.",
    )
    link_url = fields.Char(
        "Link", compute="_compute_link_url", groups="brand_outlet.group_operator"
    )
    poster_url = fields.Char(
        "Link in the Shop",
        compute="_compute_link_url",
        groups="brand_outlet.group_operator",
        help="What the poster's code opens. In a place that sells on site only it is "
        "not the link one can pass on.",
    )
    qr_image = fields.Binary(
        "QR Code", compute="_compute_qr_image", groups="brand_outlet.group_operator"
    )

    _access_token_unique = models.UniqueIndex(
        "(access_token)", "Another place has this link."
    )
    _on_site_code_unique = models.UniqueIndex(
        "(on_site_code)", "Another place has this code."
    )

    def _init_column(self, column_name):
        """Give places made before there was a code one of their own each."""
        if column_name != "on_site_code":
            return super()._init_column(column_name)
        self.env.cr.execute(
            """UPDATE outlet_place SET on_site_code = replace(
                   gen_random_uuid()::text || gen_random_uuid()::text, '-', '')
                WHERE on_site_code IS NULL"""
        )
        return None

    @api.model
    def _default_access_token(self):
        return secrets.token_urlsafe(24)

    @api.depends("access_token", "on_site_code", "on_site_only")
    def _compute_link_url(self):
        for place in self:
            base = place.get_base_url()
            place.link_url = f"{base}/outlet/p/{place.access_token}"
            place.poster_url = (
                f"{base}/outlet/in/{place.on_site_code}"
                if place.on_site_only
                else place.link_url
            )

    @api.depends("poster_url")
    def _compute_qr_image(self):
        for place in self:
            place.qr_image = place._get_qr_image(size=320)

    def action_renew_link(self):
        """Give the places new links; the old ones open nothing from now on."""
        self.check_access("write")
        for place in self:
            place.write(
                {
                    "access_token": self._default_access_token(),
                    "on_site_code": self._default_access_token(),
                }
            )
            place.message_post(
                body=self.env._("The link was renewed. The old one is dead.")
            )
        return True

    def action_renew_on_site_code(self):
        """Give the shops a new code to scan; who scanned the old one is out."""
        self.check_access("write")
        for place in self:
            place.on_site_code = self._default_access_token()
            place.message_post(
                body=self.env._("The code in the shop was renewed. Print the poster.")
            )
        return True

    def action_download_qr(self):
        """Download the code as a picture."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_url",
            "url": f"/outlet/place/{self.id}/qr.png",
            "target": "self",
        }

    def _get_qr_image(self, size):
        """Return the poster's code as fields hold pictures."""
        return base64.b64encode(self._get_qr_png(size))

    def _get_qr_png(self, size=1024):
        """Return the poster's code as a PNG, ``size`` pixels wide."""
        self.ensure_one()
        return self.env["ir.actions.report"].barcode(
            "QR", self.poster_url, width=size, height=size, barLevel="M"
        )
