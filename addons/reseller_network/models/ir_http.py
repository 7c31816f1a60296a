from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _get_translation_frontend_modules_name(cls):
        return super()._get_translation_frontend_modules_name() + ["reseller_network"]

    def session_info(self):
        """Tell the web client whether the user has a shop to change over to."""
        contract = self.env["reseller.contract"]._for_current_user()
        return super().session_info() | {"outlet_own_shop": bool(contract)}
