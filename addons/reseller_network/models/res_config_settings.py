from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    share_link_days = fields.Integer(
        related="company_id.share_link_days", readonly=False
    )
    own_purchase_earns = fields.Boolean(
        related="company_id.own_purchase_earns", readonly=False
    )
    split_order_count = fields.Integer(
        related="company_id.split_order_count", readonly=False
    )
    outlet_poster_font = fields.Char(
        "Poster Font",
        config_parameter="reseller_network.poster_font",
        help="Path of a font with Chinese characters on the server; empty: the usual "
        "places are searched.",
    )
