from odoo import fields, models


class OutletPlace(models.Model):
    _inherit = "outlet.place"

    pos_config_ids = fields.One2many("pos.config", "place_id", string="Tills")
