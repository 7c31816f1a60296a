from odoo import fields, models


class PosConfig(models.Model):
    """A till stands in an outlet; the outlet has an address members can find."""

    _inherit = "pos.config"

    outlet_partner_id = fields.Many2one(
        "res.partner",
        "Outlet Address",
        check_company=True,
        help="Where members find this till: shown on their page with its distance. "
        "Empty: the address of the till's warehouse.",
    )
    outlet_hours = fields.Char(
        "Opening Hours", translate=True, help="In the words members read."
    )

    def _get_outlet_address(self):
        """Return the address of the outlet this till stands in, if one is known."""
        self.ensure_one()
        address = self.outlet_partner_id or self.warehouse_id.partner_id
        return address if address.street or address.city else address.browse()
