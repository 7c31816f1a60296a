from odoo import api, models


class PosSession(models.Model):
    _inherit = "pos.session"

    @api.model
    def _load_pos_data_models(self, config):
        return super()._load_pos_data_models(config) + ["member.level"]

    def _validate_session(self, *args, **kwargs):
        # A till that broke down after its last sale never told the core what the sale
        # did to the cards; closing the day makes up for it.
        # A cashier closes it, who may not write redemptions or cards himself.
        rows_sudo = self.env["coupon.redemption"].sudo()._unsettled(self.order_ids)
        rows_sudo._settle()
        return super()._validate_session(*args, **kwargs)
