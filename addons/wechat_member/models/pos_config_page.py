from odoo import api, fields, models


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

    outlet_channel_id = fields.Many2one(
        "member.channel",
        "Channel of the Outlet",
        check_company=True,
        ondelete="set null",
        index="btree_not_null",
        help="Its code stands in the address of the outlet's own page; who joins or "
        "claims there is counted for it.",
    )
    outlet_url = fields.Char(
        "Page of the Outlet",
        compute="_compute_outlet_url",
        # cashiers load their till, but do not read channels
        compute_sudo=True,
    )

    @api.depends("outlet_channel_id")
    def _compute_outlet_url(self):
        for till in self:
            code = till.outlet_channel_id.code
            base = till.get_base_url()
            till.outlet_url = f"{base}/member/outlet/{code}" if code else False

    def _get_outlet_address(self):
        """Return the address of the outlet this till stands in, if one is known."""
        self.ensure_one()
        address = self.outlet_partner_id or self.warehouse_id.partner_id
        return address if address.street or address.city else address.browse()
